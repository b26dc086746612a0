"""Types: the project's checker no longer reports the target, and nothing new in the whole project.

What counts as the same error on both sides: the same file, code and message without line numbers, as often as before.
A patch that widens a type also changes the words of errors that were there already. Such an error is not called new
where it stands on the very line, counting the lines that the patch moved, on which one of the same code and of the
same words outside quotation marks vanished; the target itself is never exchanged so.

Code that the checker finds no way to any more is a failure too: an error in it would be hidden, not solved.

It fails closed: an answer counts only if the checker itself told that it came to its end.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from assay.core.check import Candidate, Check, CheckResult, Json, Side
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic, added
from assay.core.errors import Lacking
from assay.core.patch import Patch
from assay.core.project import Tool
from assay.core.text import split_lines
from assay.tools.checker import CheckerReport, Judge

NAME = "types"
SHOWN = 5
"""New errors named in a reason; all of them are among the problems."""

_QUOTED = re.compile(r'"[^"]*"|`[^`]*`')


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
        difference = _difference(candidate, before, after)
        failure = _reason(difference, tool) if after.complete else after.failure
        passed = f"the error is gone and nothing new: {_count(before)} before, {len(after.errors)} after"
        return CheckResult(
            NAME,
            required=True,
            status="failed" if failure else "passed",
            summary=failure or "; ".join(filter(None, (passed, tool.note))),
            reason=failure,
            tool=tool.name,
            version=tool.version,
            commands=(before.ran("before"), after.ran("after")),
            seconds=before.seconds + after.seconds,
            before=_figures(before),
            after={
                **_figures(after),
                "new": len(difference.new),
                "fixed": len(difference.fixed),
                "reworded": len(difference.reworded),
            },
            problems=difference.problems if after.complete else after.errors,
        )

    return check


def within(limits: Limits, left: float | None) -> Limits:
    """The limits, with no more time than is left of the budget."""
    return limits if left is None else replace(limits, wall=left if limits.wall is None else min(limits.wall, left))


def _cut(tool: Tool, before: CheckerReport, after: CheckerReport) -> CheckResult:
    """The result where the budget ended before the checker did."""
    reason = "cut by the budget"
    return CheckResult(
        NAME,
        required=True,
        status="skipped",
        summary=f"not judged: {reason}",
        reason=reason,
        tool=tool.name,
        version=tool.version,
        commands=(before.ran("before"), after.ran("after")),
        seconds=before.seconds + after.seconds,
        before=_figures(before),
    )


def _count(report: CheckerReport) -> str:
    return "1 error" if len(report.errors) == 1 else f"{len(report.errors)} errors"


@dataclass(frozen=True, slots=True)
class _Difference:
    """What became of the errors: those of the target that stay, new ones, vanished ones, those in other words now.

    `hidden` are the places that the checker finds no way to any more; `unknown` are the errors of the target that it
    never reported.
    """

    stays: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    fixed: tuple[Diagnostic, ...]
    reworded: tuple[Diagnostic, ...]
    hidden: tuple[Diagnostic, ...]
    unknown: tuple[Diagnostic, ...]

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What the next attempt has to know."""
        return tuple(dict.fromkeys((*self.new, *self.stays, *self.hidden)))


def _difference(candidate: Candidate, before: CheckerReport, after: CheckerReport) -> _Difference:
    target = candidate.target.diagnostics
    moved = _Moved(candidate.proposal.patch)
    fixed, came = added(after.errors, before.errors), added(before.errors, after.errors)
    reworded = _reworded(came, fixed, {diagnostic.key for diagnostic in target}, moved)
    # a target may be a warning: what is pointed at has to go, whatever the checker calls it
    wanted, had, has = (
        Counter(diagnostic.key for diagnostic in each) for each in (target, before.diagnostics, after.diagnostics)
    )
    out_of_reach = {moved.place(diagnostic) for diagnostic in before.unreachable}
    return _Difference(
        stays=tuple(each for each in target if has[each.key] > max(0, had[each.key] - wanted[each.key])),
        new=tuple(diagnostic for diagnostic in came if diagnostic not in reworded),
        fixed=fixed,
        reworded=reworded,
        hidden=tuple(each for each in after.unreachable if (str(each.path), each.start.line) not in out_of_reach),
        unknown=tuple(each for each in target if had[each.key] < wanted[each.key]),
    )


def _figures(report: CheckerReport) -> dict[str, Json]:
    return {"complete": report.complete, "errors": len(report.errors), "unreachable": len(report.unreachable)}


def _reason(difference: _Difference, tool: Tool) -> str:
    """Why the candidate fails; empty where it does not."""
    told: list[str] = []
    if difference.unknown:
        told.append(f"{tool.name} does not report this error: {difference.unknown[0]}")
    if difference.stays:
        told.append(f"the error is still there: {difference.stays[0]}")
    if new := difference.new:
        more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
        told.append(f"{len(new)} new error{'s' if len(new) > 1 else ''}: {'; '.join(map(str, new[:SHOWN]))}{more}")
    if difference.hidden:
        place = difference.hidden[0]
        told.append(f"{place.path}:{place.start.line + 1}: {tool.name} finds no way to this code any more")
    return "; ".join(told)


def _reworded(
    came: tuple[Diagnostic, ...], went: tuple[Diagnostic, ...], target: set[tuple[str, str, str]], moved: _Moved
) -> tuple[Diagnostic, ...]:
    """The errors that came where one of the same shape went, which was no part of the target."""
    places = Counter((*moved.place(each), *_shape(each)) for each in went if each.key not in target)
    found: list[Diagnostic] = []
    for diagnostic in came:
        place = (str(diagnostic.path), diagnostic.start.line, *_shape(diagnostic))
        if places[place]:
            places[place] -= 1
            found.append(diagnostic)
    return tuple(found)


def _shape(diagnostic: Diagnostic) -> tuple[str, str]:
    """The code and the words outside quotation marks, which hold types and names.

    Only the first line counts: in further ones checkers say why, in more of them the more a type has members.
    """
    return diagnostic.code, _QUOTED.sub('""', diagnostic.key[2].partition("\n")[0])


class _Moved:
    """Where the lines of the files before a patch are after it."""

    def __init__(self, patch: Patch) -> None:
        self._blocks = {
            str(change.path): SequenceMatcher(
                None, split_lines(change.before or ""), split_lines(change.after or ""), autojunk=False
            ).get_matching_blocks()
            for change in patch.changes
        }

    def place(self, diagnostic: Diagnostic) -> tuple[str, int | None]:
        """File and line after the patch; no line where the patch replaced it."""
        path, line = str(diagnostic.path), diagnostic.start.line
        if (blocks := self._blocks.get(path)) is None:
            return path, line
        block = blocks[bisect_right(blocks, line, key=lambda block: block.a) - 1]
        inside = block.a <= line < block.a + block.size
        return path, line - block.a + block.b if inside else None
