"""Run the project's tests on both sides of a candidate, within what is left of the budget."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from assay.core.check import Candidate, Ran, Side
from assay.core.command import Command, Completed, Limits
from assay.core.digest import canonical, digest
from assay.core.project import Project, Tool
from assay.tools.pytest import Order, pytest_command
from assay.tools.pytest_journal import Case
from assay.tools.pytest_report import SuiteReport, read_suite
from assay.tools.watched import Watched

GRACE = 5.0
"""Seconds that the test which is running when the budget ends gets to come to its own end."""
_SHARE = 0.9
"""Of the wall limit, after which no further test begins: what is killed then has run for long."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of a project and what they may use. `only` and `first` as in `Order`."""

    project: Project
    tool: Tool
    limits: Limits
    remaining: Callable[[], float | None]
    only: tuple[PurePosixPath, ...] | None
    first: tuple[PurePosixPath, ...]

    @property
    def has_time(self) -> bool:
        """Whether anything is left of the budget."""
        left = self.remaining()
        return left is None or left > 0


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """One run: what it found, the limit that was the nearest, how it ran."""

    report: SuiteReport
    limit: str
    command: Command
    completed: Completed

    def ran(self, side: Literal["before", "after"]) -> Ran:
        """The run for the receipt."""
        done = self.completed
        return Ran(side, self.command.argv, done.exit_code, done.seconds, done.killed)


@dataclass(frozen=True, slots=True)
class Both:
    """A run on each side."""

    before: SuiteRun
    after: SuiteRun

    @property
    def seconds(self) -> float:
        """Of both together, as if one had come after the other."""
        return self.before.completed.seconds + self.after.completed.seconds

    @property
    def counts(self) -> bool:
        """Whether both can be believed."""
        return not self.before.report.failure and not self.after.report.failure

    @property
    def ran(self) -> tuple[Ran, Ran]:
        """The runs for the receipt."""
        return self.before.ran("before"), self.after.ran("after")


async def run_first(suite: Suite, candidate: Candidate, lines: Mapping[PurePosixPath, frozenset[int]]) -> Both:
    """Run all tests on both sides, unless that side ran them before; tell which of the lines ran after the patch.

    What one patch left is the side before the next one: its run is found there by what was run and where.
    """
    order = Order(seed="", only=suite.only, first=suite.first)
    scope = None if suite.only is None else [str(path) for path in suite.only]
    key = f"tests {digest(canonical([*suite.tool.argv, str(suite.tool.folder), scope]))}"
    before = candidate.before.once(key, lambda: _run(suite, candidate.before, order, None))
    after = candidate.after.once(key, lambda: _run(suite, candidate.after, replace(order, lines=lines), None))
    return await _together(before, after)


async def run_again(suite: Suite, candidate: Candidate, *, wall: float, cases: tuple[Case, ...] | None = None) -> Both:
    """Run all tests on both sides once more, or these alone."""
    order = Order(seed="", only=suite.only, first=suite.first)
    if cases is not None:
        files = tuple({case.file: None for case in cases if case.file is not None})
        complete = all(case.file is not None for case in cases)
        order = replace(order, only=files if complete else suite.only, ids=tuple(case.id for case in cases))
    return await _together(
        _run(suite, candidate.before, order, wall),
        _run(suite, candidate.after, order, wall),
    )


async def run_watching(suite: Suite, side: Side, watched: tuple[Watched, ...], wall: float) -> SuiteRun:
    """Run all tests on one side, and tell what the expressions are while they run."""
    return await _run(suite, side, Order(seed="", only=suite.only, first=suite.first, watched=watched), wall)


async def _together(before: Coroutine[None, None, SuiteRun], after: Coroutine[None, None, SuiteRun]) -> Both:
    """Both at once; where one raises, the other is stopped first."""
    tasks = [asyncio.ensure_future(run) for run in (before, after)]
    try:
        return Both(*await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _run(suite: Suite, side: Side, order: Order, wall: float | None) -> SuiteRun:
    assert side.branch is not None, "tests run on a branch alone"
    wall = min((limit for limit in (wall, suite.limits.wall) if limit is not None), default=None)
    left = suite.remaining()
    by_budget = left is not None and (wall is None or left < wall)
    limit = "the budget" if by_budget else f"the limit of {wall:.0f} s" if wall is not None else ""
    seconds = left if by_budget else None if wall is None else wall * _SHARE
    limits = replace(suite.limits, wall=left + GRACE if by_budget and left is not None else wall)
    seed = secrets.token_hex(16)
    command = pytest_command(suite.project, suite.tool, replace(order, seed=seed, seconds=seconds))
    completed = await side.branch.run(command, limits)
    report = await asyncio.to_thread(read_suite, completed, seed, timed=by_budget)
    return SuiteRun(report, limit, command, completed)
