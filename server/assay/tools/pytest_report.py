"""Judge what a run of pytest left: its journal, its JUnit report and its exit code.

All of it comes out of a process that the tested code shared. It counts only where pytest came to its own end, the
planted canaries came out as they must, and the three accounts tell the same; else `failure` says what is wrong.
That makes forgery evident where it is general; code that knows these checks can still deceive them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from assay.core.command import Completed
from assay.tools.junit import JunitCase, read_junit
from assay.tools.pytest import JOURNAL, JUNIT, canaries
from assay.tools.pytest_journal import Case, End, Journal, Line, read_journal
from assay.tools.watched import Seen

WALL = "wall limit"
"""How a completed command says that it took too long."""

_NOT_PYTESTS_OWN = "what this run tells is not pytest's own account"
_FAILURES = {
    2: "the run was broken off",
    3: "pytest itself failed",
    4: "pytest does not take the project's configuration or arguments",
}


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """One run of pytest. Where `failure` is not empty, it says why the run does not count.

    `cases` are the collected tests by id, `uncollected` the files that could not be collected. `killed` says which
    limit ended the run during a test; the tests before it count. For the rest see `Journal`.
    """

    cases: Mapping[str, Case] = field(default_factory=lambda: MappingProxyType({}))
    uncollected: tuple[Case, ...] = ()
    lines: frozenset[Line] = frozenset()
    imported: frozenset[Line] = frozenset()
    seen: Seen = field(default_factory=lambda: MappingProxyType({}))
    killed: str = ""
    failure: str = ""

    def count(self, *outcomes: str) -> int:
        """How many tests came out so."""
        return sum(case.outcome in outcomes for case in self.cases.values())

    @property
    def not_run(self) -> int:
        """How many tests were collected and did not come to an end."""
        return sum(case.outcome in (None, "killed") for case in self.cases.values())


def read_suite(completed: Completed, seed: str, *, timed: bool = False) -> SuiteReport:
    """What one run found, `seed` being the one that it was ordered with.

    `timed` says that the wall limit was the time given to all tests together: a kill there says nothing of the test
    that was running.
    """
    try:
        journal = read_journal(completed.outputs.get(JOURNAL, b""))
    except ValueError as error:
        return SuiteReport(failure=f"{_NOT_PYTESTS_OWN}: {error}")
    names = canaries(seed)
    passing, failing = (f"{names.module}.py::{name}" for name in (names.passes, names.fails))
    planted = {name: case for name, case in journal.cases.items() if name.endswith((passing, failing))}
    wanted = {name: "passed" if name.endswith(passing) else "failed" for name in planted}
    cases = {name: case for name, case in journal.cases.items() if name not in planted}
    out_of_time = timed and completed.killed == WALL
    killed = completed.killed if completed.killed and journal.running in cases and not out_of_time else ""
    if killed and journal.running:
        cases[journal.running] = replace(cases[journal.running], outcome="killed", message=f"did not end: {killed}")
    report = SuiteReport(
        MappingProxyType(cases), journal.uncollected, journal.lines, journal.imported, journal.seen, killed=killed
    )
    failure = _forged(report, planted, wanted)
    if out_of_time:
        failure = failure if cases else "the time given ended before a test could run"
    elif not killed:
        failure = _not_ended(journal, completed) or failure
        if not failure and journal.end:
            failure = _left_out(journal.end, report, planted) or _disagreement(journal, planted, completed)
    return replace(report, failure=failure)


def _not_ended(journal: Journal, completed: Completed) -> str:
    """Why this is not the end that pytest comes to by itself."""
    end = journal.end
    if completed.killed:
        return f"killed outside of any test: {completed.killed}"
    if end is None:
        return _broken_off(journal, completed)
    if end.exit_code != completed.exit_code:
        return f"pytest ended with exit {end.exit_code}, but its process with exit {completed.exit_code}"
    if end.exit_code in _FAILURES and not end.cut:
        return f"{_FAILURES[end.exit_code]}: exit {end.exit_code}{_last_line(completed)}"
    return ""


def _broken_off(journal: Journal, completed: Completed) -> str:
    if not journal.cases and not journal.uncollected and completed.exit_code:
        return f"pytest did not start: exit {completed.exit_code}{_last_line(completed)}"
    during = f" during {journal.running}" if journal.running else ""
    return f"the process ended with exit {completed.exit_code}{during}, before pytest came to its own end"


def _forged(report: SuiteReport, planted: Mapping[str, Case], wanted: Mapping[str, str]) -> str:
    """What the canaries show. One pair stands before the tests of each folder."""
    for name, case in planted.items():
        if case.outcome not in (None, wanted[name]):
            must = "pass" if wanted[name] == "passed" else "fail"
            return f"the planted test that must {must} is told as {case.outcome}: {_NOT_PYTESTS_OWN}"
    folders = {case.file.parent for case in report.cases.values() if case.outcome and case.file}
    if 2 * len(folders) > sum(case.outcome is not None for case in planted.values()):
        return f"planted tests did not run: {_NOT_PYTESTS_OWN}"
    return ""


def _left_out(end: End, report: SuiteReport, planted: Mapping[str, Case]) -> str:
    """A planted test that failed shows in the exit code, and without a cut every test gets its turn."""
    if report.not_run and not end.cut:
        return f"{report.not_run} of {len(report.cases)} collected tests were never run: {_NOT_PYTESTS_OWN}"
    right = {1, 2} if planted else {0, 1, 5}
    return "" if end.exit_code in right else f"exit {end.exit_code} although a planted test failed: {_NOT_PYTESTS_OWN}"


def _disagreement(journal: Journal, planted: Mapping[str, Case], completed: Completed) -> str:
    """Where the JUnit report does not tell of the same failures as the journal."""
    cases = read_junit(completed.outputs.get(JUNIT, b""))
    if cases is None:
        return f"pytest left no JUnit report: {_NOT_PYTESTS_OWN}"
    told = {_junit_name(case.id) for case in journal.cases.values() if case.outcome in ("failed", "error")}
    bad = {_full_name(case) for case in _bad(cases)}
    names = {_full_name(case) for case in cases}
    ran = [case.id for case in planted.values() if case.outcome]
    if len(told) != len(bad) or any(not any(name.endswith(_junit_name(id_)) for name in names) for id_ in ran):
        return f"the JUnit report tells of {len(bad)} failures, the journal of {len(told)}: {_NOT_PYTESTS_OWN}"
    return ""


def _bad(cases: Iterable[JunitCase]) -> Iterable[JunitCase]:
    return (case for case in cases if case.result in ("failed", "error") and case.message != "collection failure")


def _full_name(case: JunitCase) -> str:
    return f"{case.classname}.{case.name}" if case.classname else case.name


def _junit_name(test: str) -> str:
    """The name that pytest's JUnit report gives a test id; two ids may share one."""
    address, bracket, parameters = test.partition("[")
    file, *inner = address.split("::")
    return ".".join([re.sub(r"\.py$", "", file.replace("/", ".")), *inner]) + bracket + parameters


def _last_line(completed: Completed) -> str:
    said = (stream.decode("utf-8", "replace").strip() for stream in (completed.stderr, completed.stdout))
    return next((f": {text.splitlines()[-1].strip()[:200]}" for text in said if text), "")
