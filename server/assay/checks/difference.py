"""What a patch made of a checker's errors: gone, still there, new, in other words, or no longer reached.

What counts as the same error on both sides: the same file, code and message without line numbers, as often as before.
A patch that widens a type also changes the words of errors that were there already. Such an error is not called new
where it stands on the very line, counting the lines that the patch moved, on which one of the same code and of the
same words outside quotation marks vanished; the target itself is never exchanged so. What a checker proposes behind an
error is not the error: another name that is much alike may come with the patch. Nor is it another error that one part
of a union lacks an attribute, where the patch leaves that part alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from assay.checks.let_go import Conditions
from assay.core.check import Candidate, CheckResult, Json
from assay.core.diagnostics import Diagnostic, added
from assay.core.patch import Patch
from assay.core.project import Tool
from assay.core.text import split_lines
from assay.tools.checker import CheckerReport

SHOWN = 5
"""New errors named in a reason; all of them are among the problems."""

_QUOTED = re.compile(r'"[^"]*"|`[^`]*`')
_PROPOSED = re.compile(r"; (?:maybe|did you mean) .*")
_PART = re.compile(r'Item ("[^"]*") of "[^"]*"')
"""How mypy begins to say that a part of a union lacks an attribute; of a type alone it says the name of the type."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of the errors: those of the target that stay, new ones, vanished ones, those in other words now.

    `left` are the ones that stay, where they stand after the patch if that is known. `hidden` are the places that the
    checker finds no way to any more; `unknown` are the errors of the target that it never reported.
    """

    stays: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    fixed: tuple[Diagnostic, ...]
    reworded: tuple[Diagnostic, ...]
    hidden: tuple[Diagnostic, ...]
    unknown: tuple[Diagnostic, ...]

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What the next attempt has to know."""
        return tuple(dict.fromkeys((*self.new, *self.left, *self.hidden)))

    @property
    def counts(self) -> dict[str, Json]:
        """How many errors came, went and are in other words."""
        return {"new": len(self.new), "fixed": len(self.fixed), "reworded": len(self.reworded)}


def difference(candidate: Candidate, before: CheckerReport, after: CheckerReport, written: Conditions) -> Difference:
    """What became of the errors, the candidate's target among them.

    What never runs here because of conditions that only say in other words what they said is not hidden.
    """
    target = candidate.target.diagnostics
    moved = _Moved(candidate.proposal.patch)
    fixed, came = added(after.errors, before.errors), added(before.errors, after.errors)
    reworded = _reworded(came, fixed, {diagnostic.key for diagnostic in target}, moved)
    # a target may be a warning: what is pointed at has to go, whatever the checker calls it
    wanted, had, has = (
        Counter(diagnostic.key for diagnostic in each) for each in (target, before.diagnostics, after.diagnostics)
    )
    stays = tuple(each for each in target if has[each.key] > max(0, had[each.key] - wanted[each.key]))
    out_of_reach = {moved.place(diagnostic) for diagnostic in before.unreachable}
    return Difference(
        stays=stays,
        left=_left(after.diagnostics, before.diagnostics, stays, moved) or stays,
        new=tuple(diagnostic for diagnostic in came if diagnostic not in reworded),
        fixed=fixed,
        reworded=reworded,
        hidden=tuple(
            each
            for each in after.unreachable
            if (str(each.path), each.start.line) not in out_of_reach
            and not written.hides(candidate.after.snapshot, each)
        ),
        unknown=tuple(each for each in target if had[each.key] < wanted[each.key]),
    )


def compared(name: str, tool: Tool, before: CheckerReport, after: CheckerReport) -> CheckResult:
    """The result of a check that had the checker look at both sides, but for what it came to."""
    return CheckResult(
        name,
        required=True,
        status="passed",
        summary="",
        tool=tool.name,
        version=tool.version,
        commands=(before.ran("before"), after.ran("after")),
        seconds=before.seconds + after.seconds,
        before=figures(before),
    )


def figures(report: CheckerReport) -> dict[str, Json]:
    """How much the checker said."""
    return {"complete": report.complete, "errors": len(report.errors), "unreachable": len(report.unreachable)}


def failure_of(found: Difference, tool: Tool) -> str:
    """Why the candidate fails; empty where it does not."""
    told: list[str] = []
    if found.unknown:
        told.append(f"{tool.name} does not report this error: {found.unknown[0]}")
    if found.stays:
        told.append(f"the error is still there: {found.stays[0]}")
    if new := found.new:
        more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
        told.append(f"{len(new)} new error{'s' if len(new) > 1 else ''}: {'; '.join(map(str, new[:SHOWN]))}{more}")
    if found.hidden:
        place = found.hidden[0]
        told.append(f"{place.path}:{place.start.line + 1}: {tool.name} finds no way to this code any more")
    return "; ".join(told)


def _left(
    after: tuple[Diagnostic, ...], before: tuple[Diagnostic, ...], stays: tuple[Diagnostic, ...], moved: _Moved
) -> tuple[Diagnostic, ...]:
    """Those after a patch that say the same as some that stay, and stood nowhere else before it."""
    keys = {each.key for each in stays}
    others = {(each.key, moved.place(each)) for each in before if each.key in keys and each not in stays}
    return tuple(
        each for each in after if each.key in keys and (each.key, (str(each.path), each.start.line)) not in others
    )


def _reworded(
    came: tuple[Diagnostic, ...], went: tuple[Diagnostic, ...], target: set[tuple[str, str, str]], moved: _Moved
) -> tuple[Diagnostic, ...]:
    """The errors that came where one of the same shape went, which was no part of the target."""
    places = defaultdict[tuple[str, int | None], list[frozenset[str]]](list)
    for diagnostic in went:
        if diagnostic.key not in target:
            places[moved.place(diagnostic)].append(_shapes(diagnostic))
    found: list[Diagnostic] = []
    for diagnostic in came:
        left, shapes = places[str(diagnostic.path), diagnostic.start.line], _shapes(diagnostic)
        same = next((each for each in left if each & shapes), None)
        if same is not None:
            left.remove(same)
            found.append(diagnostic)
    return tuple(found)


def _shapes(diagnostic: Diagnostic) -> frozenset[str]:
    """What two errors share of which one is the other in other words.

    That is the code and the words outside quotation marks, which hold types and names. Of an attribute that a type
    lacks, alone or as a part of a union, it is which type and which attribute: several parts are about one place. Only
    the first line counts: in further ones checkers say why, in more of them the more a type has members.
    """
    words = _PROPOSED.sub("", diagnostic.key[2].partition("\n")[0])
    alone = _PART.sub(r"\1", words)
    if alone != words:
        return frozenset({alone})
    shape = _QUOTED.sub('""', words)
    return frozenset({words, f"{diagnostic.code}: {shape}"})


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
