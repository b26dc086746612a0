"""A patch must mend the cause, not weaken the judge.

What silences a checker or a test runner is counted in the syntax trees before and after, over all files of the
patch: what was there stays allowed, what is moved too, what is added is not. A comment and a string that reads like
one are different things here, as they are to the tools.

What the proposal itself takes for granted is no weakening, but it is not proven either: the check passes in part.

That a private variable holds objects is a claim that needs no more than to be said so: the type checker's own questions
find out whether it is true.

A method that a mixin declares under `if TYPE_CHECKING:` is allowed where all classes that inherit from it have it. A
condition on the version of Python or the platform is where it says in other words what was there before.

It sees what is written. That the erring expression did not become `Any` by another way, or unreachable for a reason
that only a type tells, is for the type checker's own questions to find out.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from assay.checks.conditions import conditions
from assay.checks.evasions import CONDITIONAL, OBJECT, UNSEEN, evasions, origins
from assay.checks.let_go import NONE, Conditions
from assay.checks.look_alikes import look_alikes
from assay.checks.losses import losses
from assay.checks.mixin_methods import Place, proven_methods
from assay.checks.opened import Opening, openings
from assay.checks.suppressions import suppressions
from assay.checks.trees import ChangedFile, Parts, changed_files, differing
from assay.checks.unreachable import swallowed, unreachable, unreachable_in_module
from assay.checks.weakening import Located, Weakening, added
from assay.core.check import Candidate, Check, CheckResult, Json
from assay.core.text import Lines
from assay.syntax.tree import parse
from assay.tools.environment import provided

NAME = "not gamed"

_NOTHING = "nothing that silences a check was added"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What reads like a weakening and is none."""

    proven: AbstractSet[Place]
    opened: Sequence[Opening]
    written: Conditions

    def has(self, file: ChangedFile, found: Weakening) -> bool:
        """Whether it is a claim to checkers, or within one, that the project proves, or one of the others."""
        if found.what.startswith(CONDITIONAL) and found.what != UNSEEN:
            return (file.path, found.span) in self.written.conditions
        places = self.proven if found.what == UNSEEN else {(each.path, each.annotation) for each in self.opened}
        return found.what in (UNSEEN, OBJECT) and any(
            path == file.path and span.start <= found.span.start and found.span.end <= span.end for path, span in places
        )


def not_gamed(packages: Sequence[Path]) -> Check:
    """Fails where the patch adds what silences a judge, or removes what a judge reads.

    `packages` are the folders of what is installed for the project.
    """

    async def check(candidate: Candidate) -> CheckResult:
        return await _judged(candidate, packages)

    return check


async def _judged(candidate: Candidate, packages: Sequence[Path]) -> CheckResult:
    files = await changed_files(candidate)
    proven = await asyncio.to_thread(proven_methods, candidate.after.snapshot, files)
    opened = await asyncio.to_thread(openings, files) if candidate.proposal.assumed else ()
    written = await conditions(candidate)
    brought = await asyncio.to_thread(provided, packages, written.modules)
    found = await asyncio.to_thread(findings, files, proven, opened, NONE if brought else written)
    if not found:
        assumed = "; ".join(filter(None, (candidate.proposal.assumed, written.assumed)))
        words = f"{_NOTHING}; {assumed}" if assumed else _NOTHING
        return CheckResult(NAME, required=True, status="passed", summary=words, incomplete=assumed)
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    there = f"; {', '.join(brought)} is installed" if brought else ""
    reason = f"{'; '.join(found[:_SHOWN])}{more}{there}; mend the cause instead"
    listed: dict[str, Json] = {"findings": list(found)}
    return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason, after=listed)


def findings(
    files: Sequence[ChangedFile], proven: AbstractSet[Place], opened: Sequence[Opening], written: Conditions
) -> tuple[str, ...]:
    """Each thing that the files weaken, in words, with its place.

    `proven` are claims to checkers that are true, `opened` declarations that may say `object`, `written` the conditions
    that only say in other words what they said.
    """
    allowed = _Allowed(proven, opened, written)
    before: list[Weakening] = []
    after: list[Located] = []
    lost: list[Located] = []
    for file in files:
        old, new = _parts(file)
        before += _weakenings(old)
        after += _located(file, (each for each in _weakenings(new) if not allowed.has(file, each)))
        lost += _located(file, losses(old, new))
    return (
        *(f"{each} adds {each.weakening.what}" for each in added(before, after)),
        *(f"{each} removes {each.weakening.what}" for each in lost),
        *(each for file in files for each in _shadows(file)),
    )


def _parts(file: ChangedFile) -> tuple[Parts, Parts]:
    """The statements of the module that differ, on either side: what both have weighs the same in both.

    Where names come to mean something else, statements that read the same may not be: then it is all of both.
    """
    before, after = file.before or parse(""), file.after or parse("")
    if origins(before) != origins(after):
        return Parts(before, (before.root,)), Parts(after, (after.root,))
    old, new = differing(before.root.named_children, after.root.named_children)
    return Parts(before, tuple(old)), Parts(after, tuple(new))


def _weakenings(parts: Parts) -> Iterator[Weakening]:
    tree, found = parts.tree, origins(parts.tree)
    for part in parts.nodes:
        yield from suppressions(tree, part)
        yield from evasions(tree, part, found)
        yield from unreachable(tree, part)
        yield from swallowed(tree, part)
    yield from unreachable_in_module(tree)
    yield from look_alikes(tree)


def _located(file: ChangedFile, found: Iterable[Weakening]) -> Iterator[Located]:
    lines = Lines("" if file.after is None else file.after.text)
    return (Located(file.path, lines.position(each.span.start).line + 1, each) for each in found)


def _shadows(file: ChangedFile) -> Iterator[str]:
    """New files that checkers and interpreters read instead of others."""
    if file.before is not None:
        return
    if file.path.suffix == ".pyi":
        yield f"{file.path}:1 adds a stub that checkers read instead of the code"
    if file.path.parent.name in ("", "src") and file.path.stem in sys.stdlib_module_names:
        yield f"{file.path}:1 adds a module that hides one of the standard library"
