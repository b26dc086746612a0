"""A pytest plugin: no skip reads as a pass.

A test may be skipped only for what the machine lacks, with a reason that begins with "missing: ". Such skips are
listed at the end and the run exits 3, unless they are allowed. Any other skip fails the run.
"""

from __future__ import annotations

from collections import Counter

import pytest

PREFIX = "missing: "
LACKING = 3


class HonestSkips:
    """Collects the reasons of all skips of one run; an instance is the plugin."""

    def __init__(self, *, allow_missing: bool) -> None:
        self.allow_missing = allow_missing
        self.missing: Counter[str] = Counter()
        self.dishonest: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one phase of one test."""
        self._take(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take in the collection of one file: a whole module may be skipped."""
        self._take(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Let the exit code say what was skipped."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return
        if self.dishonest:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif self.missing and not self.allow_missing:
            session.exitstatus = LACKING

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what did not run, above pytest's own closing line."""
        if self.dishonest:
            terminalreporter.section("skipped without naming what is missing")
            for line in self.dishonest:
                terminalreporter.line(line)
        if self.missing:
            terminalreporter.section("not run: this machine lacks")
            for reason, count in sorted(self.missing.items()):
                terminalreporter.line(f"{reason} ({count} {'test' if count == 1 else 'tests'})")

    def _take(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped:
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(getattr(report, "wasxfail", ""))
        reason = reason.removeprefix("Skipped: ")
        if reason.startswith(PREFIX):
            self.missing[reason.removeprefix(PREFIX)] += 1
        else:
            self.dishonest.append(f"{report.nodeid}: {reason or 'no reason given'}")
