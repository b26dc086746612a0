"""Puts suites of which all is known before the judges: where one of them errs, nothing that it says counts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from evaluate_tests import suites
from evaluate_tests.judge import JudgeFailed, score
from evaluate_tests.subjects import Subject

_SUBJECT = Subject("calibration", "measured", "measured.py")
_MODULE = "def total(price, count):\n    return price * count + 1\n"
_ASKS = "from measured import total\n\n\ndef test_total():\n    assert {asked}\n"
_KNOWN = (("total(2, 3) == 7", 3), ("total(0, 1) > 0", 1), ("total(0, 1)", 0), ("total", 0), ("total(2, 3) == 8", 0))
"""What a suite asserts, and how many of mutmut's three mutants of the module it notices."""

_FLAKY = """\
import random
import time

seen = []


def test_chance():
    assert random.random() < 0.5


def test_clock():
    assert int(time.time() / 86400) % 2


def test_hash():
    assert hash("a") % 2


def test_order():
    assert not seen


def test_other():
    seen.append(1)


def test_zone():
    assert time.localtime().tm_hour == time.gmtime().tm_hour
"""


def calibrate() -> None:
    """Raises `JudgeFailed` where a figure by mutmut's operators is not the known one, or what is flaky is not seen."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder).resolve()
        (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (project / "measured.py").write_text(_MODULE, encoding="utf-8")
        suite = project / "test_measured.py"
        for asked, noticed in _KNOWN:
            suite.write_text(_ASKS.format(asked=asked), encoding="utf-8")
            found = score(_SUBJECT, project, [suite.name], "mutmut")
            if (found.killed, found.mutants) != (noticed, 3):
                raise JudgeFailed(
                    f"a suite that notices {noticed} of 3 was said to notice {found.killed} of {found.mutants}"
                )
        suite.write_text(_FLAKY, encoding="utf-8")
        names = {f"test_measured::test_{each}" for each in ("chance", "clock", "hash", "order", "zone")}
        if missed := names ^ set(suites.flaky(project, [suite.name], 10)):
            raise JudgeFailed(f"what is flaky was not told from what is not: {', '.join(sorted(missed))}")
