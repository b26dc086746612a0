"""A patch must mend the cause, not weaken the judge.

What silences a checker or a test runner is counted in the syntax trees before and after, over all files of the
patch: what was there stays allowed, what is moved too, what is added is not. A comment and a string that reads like
one are different things here, as they are to the tools.

It sees what is written. That the erring expression did not become `Any` by another way, or unreachable for a reason
that only a type tells, is for the type checker's own questions to find out.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence

from assay.checks.evasions import evasions
from assay.checks.look_alikes import look_alikes
from assay.checks.losses import losses
from assay.checks.suppressions import suppressions
from assay.checks.trees import ChangedFile, changed_files
from assay.checks.unreachable import swallowed, unreachable
from assay.checks.weakening import Located, Weakening, added
from assay.core.check import Candidate, CheckResult, Json
from assay.core.text import Lines
from assay.syntax.tree import Tree, parse

NAME = "not gamed"

_SHOWN = 3


async def not_gamed(candidate: Candidate) -> CheckResult:
    """Fails where the patch adds what silences a judge, or removes what a judge reads."""
    found = await asyncio.to_thread(findings, await changed_files(candidate))
    if not found:
        return CheckResult(NAME, required=True, status="passed", summary="nothing that silences a check was added")
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    reason = f"{'; '.join(found[:_SHOWN])}{more}; mend the cause instead"
    listed: dict[str, Json] = {"findings": list(found)}
    return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason, after=listed)


def findings(files: Sequence[ChangedFile]) -> tuple[str, ...]:
    """Each thing that the files weaken, in words, with its place."""
    before = [each for file in files if file.before is not None for each in _weakenings(file.before)]
    after = [each for file in files if file.after is not None for each in _located(file, _weakenings(file.after))]
    lost = [each for file in files for each in _located(file, _lost(file))]
    return (
        *(f"{each} adds {each.weakening.what}" for each in added(before, after)),
        *(f"{each} removes {each.weakening.what}" for each in lost),
        *(each for file in files for each in _shadows(file)),
    )


def _weakenings(tree: Tree) -> Iterator[Weakening]:
    for find in (suppressions, evasions, unreachable, swallowed, look_alikes):
        yield from find(tree)


def _lost(file: ChangedFile) -> Iterator[Weakening]:
    return iter(()) if file.before is None else losses(file.before, file.after or parse(""))


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
