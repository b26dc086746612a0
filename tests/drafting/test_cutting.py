"""What a check names is cut out of a draft, and nothing else of it."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath
from typing import cast

import pytest

from assay.core.action import Declined, Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.recipes.drafting.cutting import remainder
from assay.recipes.drafting.proposer import Desk, drafting

PATH = PurePosixPath("tests/test_a.py")
BEFORE = """\
import pytest
from a import one


def test_known():
    assert one() == 1
"""
AFTER = """\
import os
from decimal import Decimal

import pytest
from a import one, two


def test_known():
    assert one() == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 2),
        ("ß", 3),
        (3, 4),
    ],
    ids=["a", "b", "c"],
)
def test_table(value, expected):
    assert one(value) == expected


class TestTwo:
    @pytest.mark.parametrize("value", ["é", 2, 3])
    def test_first(self, value):
        assert two(value) == Decimal(value)


    def test_second(self):
        assert two(os.sep) == 3
"""
TABLE = "def test_known():\n    assert one() == 1\n\n\n@pytest"


def problem(line: int, column: int = 0, path: PurePosixPath = PATH) -> Diagnostic:
    return Diagnostic(path, Position(line, column), Position(line, column + 1), "test_x: is bad", "stable", "assay")


def rest(*problems: Diagnostic, after: str = AFTER) -> str | None:
    """The text that is left; None where no proposal is."""
    patch = Patch((FileChange(PATH, BEFORE, after),))
    found = remainder(Failure(Proposal(patch, "recorded calls", "all", "nothing"), problems, "stable: no"))
    return None if found is None else found.patch.changes[0].after


def line(words: str) -> int:
    return next(number for number, each in enumerate(AFTER.splitlines()) if words in each)


def test_a_function_goes_with_what_decorates_it() -> None:
    after = rest(problem(line("@pytest.mark.parametrize(")))
    assert after is not None
    start, end = AFTER.index("\n\n@pytest"), AFTER.index("\n\nclass TestTwo")
    assert after == AFTER[:start] + AFTER[end:]


def test_a_row_goes_with_its_name() -> None:
    after = rest(problem(line('"ß", 3'), 8), problem(line("(3, 4)"), 8))
    assert after is not None
    assert after == AFTER.replace('(1, 2),\n        ("ß", 3),\n        (3, 4),', "(1, 2),").replace(
        '["a", "b", "c"]', '["a"]'
    )
    first = rest(problem(line("(1, 2)"), 8))
    assert first == AFTER.replace('(1, 2),\n        ("ß", 3)', '("ß", 3)').replace('["a", "b", "c"]', '["b", "c"]')


def test_a_row_behind_a_letter_of_several_bytes() -> None:
    row = line('["é", 2, 3]')
    assert rest(problem(row, AFTER.splitlines()[row].index("2"))) == AFTER.replace('["é", 2, 3]', '["é", 3]')


def test_a_class_goes_with_its_last_test_and_so_do_imports_that_nothing_needs() -> None:
    after = rest(problem(line('["é", 2, 3]')), problem(line("def test_second")))
    assert after is not None
    assert "TestTwo" not in after
    assert after.startswith("\nimport pytest\nfrom a import one\n\n\ndef test_known()")


def test_with_other_line_endings() -> None:
    after = rest(problem(line("def test_second")), after=AFTER.replace("\n", "\r\n"))
    assert after is not None
    assert after.endswith("== Decimal(value)\r\n")


@pytest.mark.parametrize(
    "problems",
    [
        (),
        (problem(0, path=PurePosixPath("a.py")),),
        tuple(map(problem, (line("@pytest.mark.parametrize("), line('["é", 2, 3]'), line("def test_second")))),
    ],
    ids=["nothing is named", "something else is named", "all is named"],
)
def test_nothing_is_proposed_where(problems: tuple[Diagnostic, ...]) -> None:
    assert rest(*problems) is None


def test_it_says_what_is_left_out_and_why() -> None:
    patch = Patch((FileChange(PATH, BEFORE, AFTER),))
    failure = Failure(
        Proposal(patch, "recorded calls", "2 of 3 calls", "nothing"), (problem(line("def test_second")),), ""
    )
    found = remainder(failure)
    assert found is not None
    assert found.rationale == "2 of 3 calls; left out: test_x: is bad (stable)"


def _proposed_again(*problems: Diagnostic) -> Proposal | Declined | None:
    """What the proposer makes of a draft of its own that was rejected for these."""
    failure = Failure(Proposal(Patch((FileChange(PATH, BEFORE, AFTER),)), "recorded calls", "", ""), problems, "no")
    propose = drafting(cast("Desk", None))  # a draft that is there already is cut without one

    async def again() -> Proposal | Declined | None:
        return await propose(Snapshot(Path("/nowhere")), Target(PATH, "", ()), (failure,))

    return asyncio.run(again())


def test_where_no_test_is_left_all_is_taken_back() -> None:
    found = _proposed_again(*map(problem, (line("@pytest.mark.parametrize("), line("def test_first"))))
    assert isinstance(found, Proposal)
    every = map(problem, (line("@pytest.mark.parametrize("), line('["é", 2, 3]'), line("def test_second")))
    assert _proposed_again(*every) == Declined("not drafted, because no test is left that holds: no", withdrawn=True)


def test_where_no_test_is_at_fault_the_rejection_stands() -> None:
    assert _proposed_again() is None
