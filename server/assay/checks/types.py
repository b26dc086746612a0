"""Types: the project's checker no longer reports the target, and nothing new in the whole project.

What counts as the same error is said in `difference.py`. Code that the checker finds no way to any more is a failure
too: an error in it would be hidden, not solved. What can run on no Python that the project is for, or on other
platforms alone, is none of it, where `conditions.py` shows that.

It fails closed: an answer counts only if the checker itself told that it came to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from assay.checks.conditions import conditions
from assay.checks.difference import compared, difference, failure_of, figures
from assay.checks.limits import within
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.command import Limits
from assay.core.errors import Lacking
from assay.core.project import Tool
from assay.tools.checker import CheckerReport, Judge

NAME = "types"


async def diagnose(side: Side, judge: Judge, limits: Limits) -> CheckerReport:
    """What the checker says of a side, asked once. The side must have a branch. Raises `SandboxFailed`."""

    async def ask() -> CheckerReport:
        assert side.branch is not None, "a checker runs on a branch alone"
        completed = await side.branch.run(judge.command(), limits)
        return await asyncio.to_thread(judge.read, side.snapshot, completed)

    return await side.once(f"{NAME} {judge.tool.name}", ask)


async def known(side: Side, judge: Judge, limits: Limits) -> CheckerReport:
    """What the checker says of a side that it has to be able to judge. Raises `Lacking`, in its words, if it cannot."""
    report = await diagnose(side, judge, limits)
    if not report.complete:
        tool = judge.tool
        raise Lacking(f"{tool.name} {tool.version} could not check the project as it is: {report.failure}")
    return report


def types(judge: Judge, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end.

    It raises `Lacking` where the checker cannot judge even the side before the patch.
    """
    tool = judge.tool

    async def check(candidate: Candidate) -> CheckResult:
        before = await known(candidate.before, judge, limits)
        after = await diagnose(candidate.after, judge, within(limits, remaining()))
        if after.killed is not None and remaining() == 0:
            return _cut(tool, before, after)
        found = difference(candidate, before, after, await conditions(candidate))
        failure = failure_of(found, tool) if after.complete else after.failure
        passed = f"the error is gone and nothing new: {_count(before)} before, {len(after.errors)} after"
        return replace(
            compared(NAME, tool, before, after),
            status="failed" if failure else "passed",
            summary=failure or "; ".join(filter(None, (passed, tool.note))),
            reason=failure,
            after={**figures(after), **found.counts},
            problems=found.problems if after.complete else after.errors,
        )

    return check


def _cut(tool: Tool, before: CheckerReport, after: CheckerReport) -> CheckResult:
    """The result where the budget ended before the checker did."""
    reason = "cut by the budget"
    result = compared(NAME, tool, before, after)
    return replace(result, status="skipped", summary=f"not judged: {reason}", reason=reason)


def _count(report: CheckerReport) -> str:
    return "1 error" if len(report.errors) == 1 else f"{len(report.errors)} errors"
