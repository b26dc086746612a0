"""A small real project with two mistakes of one kind in one file: one inside, one where others call it."""

from __future__ import annotations

from pathlib import Path

from support.declaring import declaration

MODULE = '''\
"""Averages."""


def _rounded(value: float, digits: int = None) -> float:
    if digits is None:
        return value
    return round(value, digits)


def mean(values: list[float], digits: int = None) -> float:
    return _rounded(sum(values) / len(values), digits)
'''

INSIDE = "def _rounded(value: float, digits: int = None)"
INSIDE_FIXED = "def _rounded(value: float, digits: int | None = None)"
PUBLIC = "def mean(values: list[float], digits: int = None)"
PUBLIC_FIXED = "def mean(values: list[float], digits: int | None = None)"

TESTS = """\
from mean import mean


def test_mean() -> None:
    assert mean([1.0, 2.0]) == 1.5


def test_rounded() -> None:
    assert mean([1.0, 2.0, 2.0], 1) == 1.7
"""

DECLARATION = declaration("averages", "mean.py")


def write_averages(folder: Path) -> Path:
    """Write it and give the folder."""
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(DECLARATION)
    (folder / "mean.py").write_text(MODULE)
    (folder / "test_mean.py").write_text(TESTS)
    return folder
