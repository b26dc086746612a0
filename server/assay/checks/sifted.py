"""Sort out, before the check of types, what a checker that goes on running finds wrong already.

It saves the cold runs of candidates that fail, and it never makes anything verified: what it finds nothing against is
judged by a fresh process on a fresh branch as if nobody had asked it, and only what it rejects is listed. It is
believed where it says that the target is still there, or that something new is wrong in a file that the patch touches;
of other files it says things that a fresh process does not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import PurePosixPath

from assay.checks.conditions import conditions
from assay.checks.difference import Difference, compared, difference, failure_of, figures
from assay.checks.let_go import Conditions
from assay.core.check import Candidate, Check, CheckResult
from assay.core.diagnostics import Diagnostic
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import CheckerReport

NAME = "sifted"

Sift = Callable[[Snapshot, Snapshot, int], Awaitable[tuple[CheckerReport, CheckerReport] | None]]
"""What one and the same checker that goes on running says of the side before and of the one after, both complete.

None where there is none, or no whole answer. The number says how many candidates of this run fresh processes have
turned down: where they do not, it does not pay to keep a checker running.
"""


def sifted(tool: Tool, sift: Sift, judged: Check) -> Check:
    """The check `judged`, and before it the sorting out."""
    turned_down = 0

    async def check(candidate: Candidate) -> CheckResult:
        nonlocal turned_down
        reports = await sift(candidate.before.snapshot, candidate.after.snapshot, turned_down)
        if reports and (result := _rejection(candidate, tool, await conditions(candidate), *reports)):
            return result
        result = await judged(candidate)
        turned_down += result.required and result.status == "failed"
        return result

    return check


def _rejection(
    candidate: Candidate, tool: Tool, written: Conditions, before: CheckerReport, after: CheckerReport
) -> CheckResult | None:
    """The result where it has to be rejected; None where that is for a fresh process to say."""
    found = difference(candidate, before, after, written)
    certain = _certain(found, candidate.proposal.patch.paths)
    if found.unknown or not certain.problems:
        return None
    reason = failure_of(certain, tool)
    return replace(
        compared(NAME, tool, before, after),
        status="failed",
        summary=reason,
        reason=reason,
        after={**figures(after), **found.counts},
        problems=found.problems,
    )


def _certain(found: Difference, touched: tuple[PurePosixPath, ...]) -> Difference:
    """The difference without what is said of files that the patch does not touch."""

    def inside(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(each for each in diagnostics if each.path in touched)

    return replace(found, new=inside(found.new), hidden=inside(found.hidden))
