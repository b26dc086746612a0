"""What is drafted for a real function goes into the file where the project keeps its tests, behind those there."""

from __future__ import annotations

from pathlib import Path

from assay.core.action import Proposal
from support.drafting import shared

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


def test_behind_the_tests_that_are_there(tmp_path: Path) -> None:
    with shared(tmp_path, {"grades.py": MODULE, "tests/test_grades.py": TESTS}) as project:
        found = project.drafted("grades.py", "grade")
    assert isinstance(found, Proposal)
    (change,) = found.patch.changes
    assert str(change.path) == "tests/test_grades.py"
    assert change.after is not None
    assert change.after.startswith(TESTS.rstrip("\n"))
    assert "As its documentation says." in change.after
    assert "Records current behaviour." in change.after
    assert "strict=True" in change.after or "strict=strict" in change.after
    assert "grade(0)" not in change.after.removeprefix(TESTS)
