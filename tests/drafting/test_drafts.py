"""What is drafted for a real function: the same bytes each time, into the file where the project keeps its tests."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assay.core.action import Proposal
from support.drafting import small

MODULE = '''\
def grade(points: int, *, strict: bool = False) -> str:
    """The grade.

    >>> grade(90)
    'A'
    """
    if points < 0:
        raise ValueError("points")
    if points >= (95 if strict else 90):
        return "A"
    return "B"
'''
TESTS = "import pytest\n\nfrom grades import grade\n\n\ndef test_grade() -> None:\n    assert grade(0) == 'B'\n"


def test_the_same_bytes_twice_behind_the_tests_that_are_there(tmp_path: Path) -> None:
    async def ask() -> list[Proposal | str]:
        async with small(tmp_path, {"grades.py": MODULE, "tests/test_grades.py": TESTS}) as project:
            return [await project.drafted("grades.py", "grade") for _ in range(2)]

    first, second = asyncio.run(ask())
    assert isinstance(first, Proposal)
    assert isinstance(second, Proposal)
    assert first.patch == second.patch
    (change,) = first.patch.changes
    assert str(change.path) == "tests/test_grades.py"
    assert change.after is not None
    assert change.after.startswith(TESTS.rstrip("\n"))
    assert "As its documentation says." in change.after
    assert "Records current behaviour." in change.after
    assert "strict=True" in change.after or "strict=strict" in change.after
    assert "grade(0)" not in change.after.removeprefix(TESTS)
