"""A model that drafts tests: its tests are judged one by one, and what does not hold is left out or written again."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path, PurePosixPath

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.outcome import Outcome
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from support.declaring import declaration
from support.sandboxes import write_tree
from support.scripted_openai import ScriptedOpenAI, Step
from support.shop import finishes, opened, replaces

YEAR = dt.datetime.now(dt.UTC).year
# without a time of its own it gives another answer each time, so that what calls it gives up
MODULE = '''\
import time


def change(paid: int, price: int, at: float | None = None) -> tuple[float, int]:
    """When, and what is given back."""
    moment = time.time() if at is None else at
    if paid > 100:
        return moment, 0
    if paid < price:
        return moment, -1
    return moment, paid - price
'''
KNOWN = """\
from till import change


def test_too_little() -> None:
    assert change(1, 2, at=0.5) == (0.5, -1)
"""
GOOD = """

def test_change_is_given_back() -> None:
    assert change(5, 3, at=0.5) == (0.5, 2)
"""
IDLE = "\n\ndef test_idle() -> None:\n    change(5, 3)\n"
FLAKY = f"""

def test_flaky() -> None:
    import datetime

    assert change(200, 7, at=0.5)[1] == int(datetime.date.today().year != {YEAR})
"""
LARGE = "\n\ndef test_large() -> None:\n    assert change(200, 7, at=0.5) == (0.5, 0)\n"
FILE = "tests/test_till.py"
PLACE = Place(Position(3, 0), Position(3, 0))


def adds(tests: str, to: str = KNOWN) -> Step:
    """The model writes tests behind those that are there."""
    last = to.splitlines()[-1]
    return replaces(last, f"{last}\n{tests}".rstrip("\n"), FILE)


def drafted(folder: Path, server: ScriptedOpenAI) -> Outcome:
    """What comes of drafting tests of the function."""
    till = write_tree(
        folder / "till",
        {"pyproject.toml": declaration("till", "till.py"), "till.py": MODULE, FILE: KNOWN},
    )

    async def ask() -> Outcome:
        async with opened(till, server) as workspace:
            (unit,) = (
                await workspace.run(
                    Request("draft_tests", Snapshot(till), PurePosixPath("till.py"), PLACE),
                    run="r",
                    current=lambda: Snapshot(till),
                    notify=lambda _: None,
                    budget=Budget(),
                )
            ).units
            return unit.outcome

    return asyncio.run(ask())


def after(outcome: Outcome) -> str:
    """The file of tests as it is offered."""
    assert outcome.winner is not None, outcome.reason
    return outcome.winner.proposal.patch.changes[0].after or ""


def rejections(outcome: Outcome) -> list[str]:
    """The checks that turned an attempt down, each once an attempt."""
    return [
        each.name
        for attempt in outcome.attempts
        for each in attempt.results
        if each.status == "failed" and each.required
    ]


def test_a_good_draft_is_verified_and_was_led_by_what_no_test_notices(tmp_path: Path) -> None:
    with ScriptedOpenAI(adds(GOOD), finishes("It pays too much.")) as server:
        outcome = drafted(tmp_path, server)
    assert (outcome.verdict, rejections(outcome)) == ("verified", [])
    assert after(outcome) == f"{KNOWN}{GOOD}"
    shown = server.requests[0].text()
    assert "Write them at the end of tests/test_till.py." in shown
    assert "line 11: - -> +" in shown
    assert "Lines of it that no test runs: 8, 11." in shown
    assert "Branches that no test takes: line 7 into its body, line 9 past its body." in shown
    assert "the project's type checker must no longer report" not in shown


def test_one_that_asserts_nothing_is_named_and_written_again(tmp_path: Path) -> None:
    with ScriptedOpenAI(
        adds(f"{GOOD}{IDLE}"), finishes(), adds(LARGE, f"{KNOWN}{GOOD}"), finishes("Better.")
    ) as server:
        outcome = drafted(tmp_path, server)
    assert (outcome.verdict, rejections(outcome)) == ("verified", ["asserts"])
    assert after(outcome) == f"{KNOWN}{GOOD}{LARGE}"
    again = server.requests[2].text()
    assert "test_idle: asserts nothing that can fail" in again
    assert "The draft holds what is left without that" in again


def test_a_flaky_one_is_left_out_where_the_model_knows_no_better(tmp_path: Path) -> None:
    with ScriptedOpenAI(
        adds(f"{GOOD}{FLAKY}"), finishes(), adds(FLAKY, f"{KNOWN}{GOOD}"), finishes("Once more.")
    ) as server:
        outcome = drafted(tmp_path, server)
    assert (outcome.verdict, rejections(outcome)) == ("verified", ["stable"])
    assert after(outcome) == f"{KNOWN}{GOOD}"
    assert outcome.winner is not None
    assert "left out: test_flaky: failed (seed " in outcome.winner.proposal.rationale


def test_one_that_edits_the_code_under_test_is_rejected(tmp_path: Path) -> None:
    edits = replaces("moment, paid - price", "moment, price - paid", "till.py")
    with ScriptedOpenAI(edits, adds(GOOD), finishes(), finishes("I know nothing else.")) as server:
        outcome = drafted(tmp_path, server)
    assert (outcome.verdict, rejections(outcome)) == ("rejected", ["only tests"])
    assert outcome.attempts[0].results[-1].reason == "till.py: no file of tests"
