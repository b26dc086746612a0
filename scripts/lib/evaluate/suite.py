"""Runs a package's own tests outside of any sandbox of ours, and says which of them came out worse."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from evaluate.sources import PYTHON

Result = Literal["passed", "failed", "skipped"]
_WORST_FIRST: tuple[Result, ...] = ("failed", "skipped", "passed")
SECONDS = 600.0
"""A suite that takes longer hangs."""


@dataclass(frozen=True, slots=True)
class Suite:
    """What became of each test; `failure` says why the run does not count as one."""

    results: Mapping[str, Result]
    failure: str = ""

    @property
    def passed(self) -> frozenset[str]:
        """The tests that passed."""
        return frozenset(name for name, result in self.results.items() if result == "passed")


def run(folder: Path, tests: tuple[str, ...] = (), *, first_failure: bool = False, seconds: float = SECONDS) -> Suite:
    """Run all tests or those files; no further than the first failure where that is enough."""
    with tempfile.TemporaryDirectory() as reports:
        report = Path(reports, "report.xml")
        argv = [str(PYTHON), "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *tests]
        argv += ["-x"] if first_failure else []
        environ = {**os.environ, "PYTHONHASHSEED": "0"}
        try:
            done = subprocess.run(
                argv,
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Suite({}, f"not at its end after {seconds:.0f} s")
        if done.returncode not in {0, 1} or not report.is_file():
            said = done.stdout.decode("utf-8", "replace").strip()
            return Suite({}, f"pytest ended with {done.returncode}: {said[-300:]}")
        return Suite(read(report.read_text(encoding="utf-8")))


def read(report: str) -> dict[str, Result]:
    """The results in a JUnit report. Of several tests of one name the worst counts."""
    found: dict[str, Result] = {}
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag for child in case}
        result: Result = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        earlier = found.get(name, result)
        found[name] = result if _WORST_FIRST.index(result) < _WORST_FIRST.index(earlier) else earlier
    return found


def worse(before: Suite, after: Suite) -> tuple[str, ...]:
    """The tests that passed and do not pass any more: all that passed where the later run does not count."""
    return tuple(sorted(before.passed - after.passed))


def regressions(folder: Path, before: Suite) -> tuple[str, ...]:
    """The tests that passed before and twice do not pass now."""
    first = worse(before, run(folder)) if before.passed else ()
    if not first:
        return ()
    again = frozenset(worse(before, run(folder)))
    return tuple(name for name in first if name in again)
