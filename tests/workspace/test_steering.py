"""Runs that a person steers, as a whole: by what they demand of the result, and by what they turn down."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

import pytest

from assay.core.earlier import Earlier
from assay.core.errors import BadInput
from assay.ledger.evidence import markdown
from assay.model.proposer import BESIDE
from assay.workspace.earlier import before, turned_down
from assay.workspace.run import Unit
from support.receipts import against_schema
from support.scripted_openai import Recorded, ScriptedOpenAI, Step, depending
from support.shop import MENDED, MENDS, SHOP, finishes, opened, replaces, run_on, solved, write_shop

ASIDE = replaces("sum(item.cost for item in items)", "float(sum(each.price for each in items))")
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


def test_the_next_attempt_sees_what_was_turned_down_and_why(tmp_path: Path) -> None:
    async def twice(server: ScriptedOpenAI) -> tuple[Unit, Unit]:
        async with opened(write_shop(tmp_path / "shop"), server) as workspace:
            (first,) = (await solved(workspace)).units
            earlier = turned_down(first.statement, "not like this: keep `item`")
            assert earlier is not None
            (second,) = (await solved(workspace, earlier=(earlier,), run="s")).units
            found = before(workspace.folder / "ledger.db", "s", "nor so")
            assert found.earlier[0] == earlier
            assert (found.earlier[1].run, found.earlier[1].remark) == ("s", "nor so")
            return first, second

    with ScriptedOpenAI(MENDS, finishes(), ASIDE, finishes()) as server:
        first, second = asyncio.run(twice(server))
    # what is remembered is the very patch that was turned down: the model was asked, and told
    prompt = server.requests[2].text()
    assert "turned it down" in prompt
    assert "not like this: keep `item`" in prompt
    assert "+    return sum(item.price for item in items)" in prompt
    assert (first.outcome.verdict, second.outcome.verdict) == ("verified", "verified")
    assert first.statement["predicate"]["remarks"] == []
    assert second.statement["predicate"]["remarks"] == [
        {
            "run": "r",
            "unit": 1,
            "patch": first.statement["predicate"]["patch"]["digest"],
            "text": "not like this: keep `item`",
        }
    ]
    assert against_schema(second.statement) == []
    assert "not like this: keep `item`" in markdown(second.statement)


def test_the_same_again_is_not_shown_again(tmp_path: Path) -> None:
    async def twice(server: ScriptedOpenAI) -> Unit:
        async with opened(write_shop(tmp_path / "shop"), server) as workspace:
            (first,) = (await solved(workspace)).units
            earlier = turned_down(first.statement, "")
            assert earlier is not None
            (second,) = (await solved(workspace, earlier=(earlier,))).units
            return second

    with ScriptedOpenAI(MENDS, finishes(), MENDS, finishes()) as server:
        second = asyncio.run(twice(server))
    assert second.outcome.verdict == "unsolved"
    assert second.outcome.reason == "nothing was proposed but what you turned down"


def test_a_file_that_no_model_may_see_by_now_is_not_shown_by_what_was_turned_down(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", {"plan.py": "PLAN = 1\n", ".assayignore": "plan.py\n"})
    diff = "--- a/plan.py\n+++ b/plan.py\n@@ -1 +1 @@\n-PLAN = 1\n+PLAN = 2\n"
    said = frozenset({'"Item" has no attribute "cost"'})
    earlier = Earlier("q", 1, SHOP, said, "0" * 64, diff, (PurePosixPath("plan.py"),), "no")

    async def run(server: ScriptedOpenAI) -> None:
        async with opened(shop, server) as workspace:
            await solved(workspace, earlier=(earlier,))

    with ScriptedOpenAI(MENDS, finishes()) as server:
        asyncio.run(run(server))
    assert "PLAN" not in server.requests[0].text()


def test_two_at_once_after_the_first_failure_and_the_smaller_one_wins(tmp_path: Path) -> None:
    longer = "    found = [each.price for each in items]\n    return float(sum(found))"

    def either(recorded: Recorded) -> Step:
        if recorded.results():
            return finishes()
        beside = recorded.body["messages"][-1]["content"] == BESIDE
        return MENDS if beside else replaces("    return sum(item.cost for item in items)", longer)

    async def run(server: ScriptedOpenAI) -> Unit:
        async with opened(write_shop(tmp_path / "shop"), server, cores=4) as workspace:
            (unit,) = (await solved(workspace, EXAMPLE)).units
            return unit

    with ScriptedOpenAI(WRONG, finishes(), *(depending(either) for _ in range(4))) as server:
        unit = asyncio.run(run(server))
    assert unit.outcome.verdict == "verified"
    assert [attempt.rejected for attempt in unit.outcome.attempts] == [True, False, False]
    assert longer in unit.outcome.attempts[1].proposal.patch.diff().replace("\n+", "\n").replace("+    ", "    ")
    assert unit.outcome.winner is not None
    assert [change.after for change in unit.outcome.winner.proposal.patch.changes] == [MENDED]
    predicate = unit.statement["predicate"]
    assert predicate["egress"]["bytes"] == sum(each.size for each in server.requests)
    assert predicate["tokens"] == {"input": 600, "output": 60}
    assert against_schema(unit.statement) == []


def test_where_cores_are_few_there_is_one_at_a_time(tmp_path: Path) -> None:
    with ScriptedOpenAI(WRONG, finishes(), MENDS, finishes()) as server:
        (unit,) = run_on(write_shop(tmp_path / "shop"), server, EXAMPLE).units
    assert len(unit.outcome.attempts) == 2
    assert BESIDE not in server.requests[2].text()
