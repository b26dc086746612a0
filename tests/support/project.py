"""A small real project with two mistakes that a checker finds; the change of one is to be confirmed."""

from __future__ import annotations

from pathlib import Path

from support.declaring import declaration

MODULE = '''\
"""Averages."""


def _rounded(value: float, digits: int = None) -> float:
    if digits is None:
        return value
    return round(value, digits)


def mean(values: list[float]) -> float:
    return _rounded(sum(values) / len(values), 2)
'''
LINE = 3
"""Where its mistake is."""
FIXED = MODULE.replace("digits: int = None", "digits: int | None = None")

PROTECTED = '''\
"""Rates."""


def rate(value: float, digits: int = None) -> float:
    if digits is None:
        return value
    return round(value, digits)
'''
PROTECTED_FIXED = PROTECTED.replace("digits: int = None", "digits: int | None = None")

_TESTS = """\
from mean import mean
from migrations.rates import rate


def test_mean() -> None:
    assert mean([1.0, 2.0, 2.0]) == 1.67


def test_rate() -> None:
    assert rate(1.5) == 1.5
    assert rate(1.25, 1) == 1.2
"""

_SLOW = """\

def test_slow() -> None:
    import time

    time.sleep(60)
"""

DECLARATION = declaration("averages", "mean.py", "migrations")


def write_project(folder: Path) -> Path:
    """Write it and give the folder."""
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(DECLARATION)
    (folder / "mean.py").write_text(MODULE)
    (folder / "migrations").mkdir()
    (folder / "migrations" / "__init__.py").write_text("")
    (folder / "migrations" / "rates.py").write_text(PROTECTED)
    (folder / "test_mean.py").write_text(_TESTS)
    return folder


def make_slow(folder: Path) -> None:
    """Give it a test that takes a minute."""
    (folder / "test_mean.py").write_text(_TESTS + _SLOW)
