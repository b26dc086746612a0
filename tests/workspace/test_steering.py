"""Runs that a person steers, as a whole: by what they demand of the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.core.errors import BadInput
from support.receipts import against_schema
from support.scripted_openai import ScriptedOpenAI
from support.shop import MENDED, MENDS, finishes, replaces, run_on, write_shop

EXAMPLE = "total([Item(2), Item(3)]) returns 5"
WRONG = replaces("item.cost", "item.price + 1")


def test_an_example_rejects_what_checker_and_tests_let_through_and_the_model_is_told(tmp_path: Path) -> None:
    with ScriptedOpenAI(WRONG, finishes(), MENDS, finishes()) as server:
        (unit,) = run_on(write_shop(tmp_path / "shop"), server, EXAMPLE, "be brief").units
    assert unit.outcome.verdict == "verified"
    first, second = unit.outcome.attempts
    assert (first.results[-1].name, first.results[-1].status) == (EXAMPLE, "failed")
    assert all(result.status == "passed" for result in first.results[:-1] if result.required)
    assert "total([Item(2), Item(3)]) returned 7, not 5" in server.requests[2].text()
    assert [change.after for change in second.proposal.patch.changes] == [MENDED]
    assert unit.statement["predicate"]["constraints"] == [
        {"text": EXAMPLE, "checked": True}, {"text": "be brief", "checked": False}
    ]  # fmt: skip
    assert against_schema(unit.statement) == []


def test_what_could_not_be_checked_is_not_said_to_be(tmp_path: Path) -> None:
    asked = "must pass python -c 'import shop'"
    with ScriptedOpenAI(MENDS, finishes()) as server:
        (unit,) = run_on(write_shop(tmp_path / "shop"), server, asked).units
    assert (unit.outcome.verdict, unit.outcome.reason) == ("partial", f"{asked}: nobody allowed it")
    assert unit.statement["predicate"]["constraints"] == [{"text": asked, "checked": False}]


def test_a_command_that_may_never_run_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with (
        ScriptedOpenAI() as server,
        pytest.raises(BadInput, match="'must pass rm -rf build' cannot be checked: nothing"),
    ):
        run_on(write_shop(tmp_path / "shop"), server, "must pass rm -rf build")
