"""A patch must mend the cause, not weaken the judge.

What silences a checker or a test runner is counted in the syntax trees before and after, over all files of the
patch: what was there stays allowed, what is moved too, what is added is not. A comment and a string that reads like
one are different things here, as they are to the tools.

It sees what is written. That the erring expression did not become `Any` by another way, or unreachable for a reason
that only a type tells, is for the type checker's own questions to find out.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Iterator

from assay.checks.evasions import evasions
from assay.checks.look_alikes import look_alikes
from assay.checks.losses import losses
from assay.checks.suppressions import suppressions
from assay.checks.unreachable import swallowed, unreachable
from assay.checks.weakening import Located, Weakening, added
from assay.core.check import Candidate, CheckResult, Json
from assay.core.patch import FileChange, Patch
from assay.core.text import Lines
from assay.syntax.tree import Tree, parse

NAME = "not gamed"

_SUFFIXES = (".py", ".pyi")
_SHOWN = 3


async def not_gamed(candidate: Candidate) -> CheckResult:
    """Fails where the patch adds what silences a judge, or removes what a judge reads."""
    found = await asyncio.to_thread(findings, candidate.proposal.patch)
    if not found:
        return CheckResult(NAME, required=True, status="passed", summary="nothing that silences a check was added")
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    reason = f"{'; '.join(found[:_SHOWN])}{more}; mend the cause instead"
    listed: dict[str, Json] = {"findings": list(found)}
    return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason, after=listed)


def findings(patch: Patch) -> tuple[str, ...]:
    """Each thing that the patch weakens, in words, with its place."""
    changes = [change for change in patch.changes if change.path.suffix in _SUFFIXES]
    before = [each for change in changes if change.before is not None for each in _weakenings(parse(change.before))]
    after = [each for change in changes for each in _located(change)]
    new = [f"{each} adds {each.weakening.what}" for each in added(before, after)]
    lost = [f"{each} removes {each.weakening.what}" for change in changes for each in _lost(change)]
    return *new, *lost, *itertools.chain.from_iterable(map(_shadows, changes))


def _weakenings(tree: Tree) -> Iterator[Weakening]:
    for find in (suppressions, evasions, unreachable, swallowed, look_alikes):
        yield from find(tree)


def _located(change: FileChange) -> Iterator[Located]:
    if change.after is not None:
        lines = Lines(change.after)
        for each in _weakenings(parse(change.after)):
            yield Located(change.path, lines.position(each.span.start).line + 1, each)


def _lost(change: FileChange) -> Iterator[Located]:
    if change.before is not None:
        after = change.after or ""
        lines = Lines(after)
        for each in losses(parse(change.before), parse(after)):
            yield Located(change.path, lines.position(each.span.start).line + 1, each)


def _shadows(change: FileChange) -> Iterator[str]:
    """New files that checkers and interpreters read instead of others."""
    if change.before is not None:
        return
    if change.path.suffix == ".pyi":
        yield f"{change.path}:1 adds a stub that checkers read instead of the code"
    if change.path.parent.name in ("", "src") and change.path.stem in sys.stdlib_module_names:
        yield f"{change.path}:1 adds a module that hides one of the standard library"
