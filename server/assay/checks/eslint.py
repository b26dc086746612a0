"""ESLint: by its new configuration it looks at the same files in the same way, and finds the same, as by the old one.

The project's own ESLint is asked on both sides. What differs in a file that is there, or in a probe, rejects. Globals
of an environment that no file uses, and that the `globals` package has in another version, are listed, and the verdict
is partial; likewise a file that only a script named, and that is now linted with the whole folder, files that are not
there and that a script for other endings would lint as well, and scripts whose options do not go with the new kind.
Every configuration of a folder below by which ESLint looks at a file has to go, and no other.

What the new file imports may be declared for development in the same change, in the version that is installed. Where
it is not, or a fresh copy may get another version, the verdict is partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import cast

from assay.checks import new_packages
from assay.checks.findings import skipped
from assay.checks.limits import within
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import TOP, Limits
from assay.core.patch import FileChange
from assay.tools.eslint import Asked, Linted, in_use, lint
from assay.tools.eslint_differences import differences
from assay.tools.eslint_files import CONFIG_KEY, FLAT, IGNORE, IGNORE_KEY, NEW, OLD, holds, outdated, packages_of
from assay.tools.eslint_projects import asked_of
from assay.tools.json_in_place import read_object
from assay.tools.node import Node
from assay.tools.npm_packages import DEVELOPMENT, NPM_LOCKS, PACKAGE, Installed

NAME = "eslint"
TOUCHED = (NEW, IGNORE, PACKAGE, *NPM_LOCKS)
"""The files beside the old configuration that such a move may touch: the check holds how."""

_SHOWN = 5


def eslint(node: Node | None, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""

    async def check(candidate: Candidate) -> CheckResult:
        changes = candidate.proposal.patch.changes
        blank = CheckResult(NAME, required=True, status="passed", summary="", tool=NAME)
        if not any(map(_concerns, changes)):
            return unconcerned(blank)
        if fault := _fault(candidate, changes):
            return _failed(blank, fault)
        if node is None:
            return skipped(blank, "Node.js is not on PATH")
        before, after = candidate.before, candidate.after
        assert before.branch is not None, "a tool runs on a branch alone"
        assert after.branch is not None, "a tool runs on a branch alone"
        asked, branch, own = asked_of(before.snapshot, candidate.target.path), before.branch, node
        old = await before.once(
            f"eslint {candidate.target.path}",
            lambda: lint(asked, own, branch, within(limits, remaining()), flat=False),
        )
        result = replace(blank, version=old.version, commands=(old.ran("before"),))
        if old.failure:
            return skipped(result, f"before the change: {old.failure}")
        text = after.snapshot.read(candidate.target.path.with_name(NEW))
        asked = replace(asked, packages=packages_of(text or ""))
        new = await lint(asked, node, after.branch, within(limits, remaining()), flat=True, probes=old.probes)
        result = replace(
            result,
            commands=(old.ran("before"), new.ran("after")),
            seconds=old.completed.seconds + new.completed.seconds,
        )
        if new.completed.killed is not None:
            return skipped(result, "cut by the budget" if remaining() == 0 else new.failure)
        return _compared(result, candidate, asked, old, new)

    return check


def _failed(result: CheckResult, words: str) -> CheckResult:
    return replace(result, status="failed", summary=words, reason=words)


def _compared(result: CheckResult, candidate: Candidate, asked: Asked, old: Linted, new: Linted) -> CheckResult:
    installed = Installed(asked.packages, new.installed)
    fault = _fault_of_nested(candidate, in_use(asked.nested, old))
    fault = fault or (f"by the new configuration: {new.failure}" if new.failure else "")
    if fault := fault or new_packages.fault(candidate, installed):
        return _failed(result, fault)
    found = differences(old, new, len(asked.scripts))
    hard = found.hard if old.files else ("ESLint looks at no file, so nothing can be compared",)
    if hard:
        words = "; ".join(hard[:_SHOWN]) + (f"; and {len(hard) - _SHOWN} more" if len(hard) > _SHOWN else "")
        return _failed(result, words)
    real = old.files.keys() - {*old.probes}
    problems = sum(len(each.found) for each in old.files.values())
    files, probes = _counted(len(real), "file"), _counted(len(old.files) - len(real), "probe")
    summary = f"the same in {files} and {probes}, with {_counted(problems, 'problem')} found"
    words = "; ".join((*new_packages.lacks(candidate, installed), *_lacks(candidate), *found.soft))
    crossed = new_packages.crossed(candidate)
    return replace(result, summary=words or summary, incomplete=words, boundaries=crossed)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _concerns(change: FileChange) -> bool:
    return change.path.name in {*OLD, *FLAT, IGNORE, *NPM_LOCKS}


def moves_nested(candidate: Candidate, change: FileChange) -> bool:
    """Whether a change takes away what configures a folder below the one that was pointed at, and nothing else."""
    top = candidate.target.path.parent
    if change.path.parent == top or not change.path.is_relative_to(top) or not holds(change.path.name, change.before):
        return False
    if change.path.name == PACKAGE:
        before, after = dict(read_object(change.before)), dict(read_object(change.after))
        before.pop(CONFIG_KEY)
        return list(before.items()) == list(after.items())
    return change.after is None


def _fault_of_nested(candidate: Candidate, used: tuple[PurePosixPath, ...]) -> str:
    """Why this moves not all, or more than all, that configures ESLint in folders below; empty where it does."""
    top = candidate.target.path.parent
    moved = {each.path.relative_to(top) for each in candidate.proposal.patch.changes if moves_nested(candidate, each)}
    if stays := sorted({*used} - moved):
        return f"{top / stays[0]} stays, and nobody reads it"
    return f"{top / min(more)} goes, by which ESLint looks at no file" if (more := moved - {*used}) else ""


def _fault(candidate: Candidate, changes: tuple[FileChange, ...]) -> str:
    """Why this is no move of a configuration; empty where it is one."""
    target = candidate.target.path
    own = [change for change in changes if not moves_nested(candidate, change)]
    by_name = {change.path.name: change for change in own}
    if any(change.path.parent != target.parent or change.path.name not in {*TOUCHED, target.name} for change in own):
        return "it touches more than the configuration of ESLint"
    new = by_name.get(NEW)
    if new is None or new.before is not None or new.after is None:
        return f"it does not make {NEW}"
    if target.name != PACKAGE and (target.name not in by_name or by_name[target.name].after is not None):
        return f"{target.name} stays, and nobody reads it"
    if IGNORE in by_name and by_name[IGNORE].after is not None:
        return f"{IGNORE} stays, and nobody reads it"
    if told := by_name.get(PACKAGE):
        return _fault_of_package(told, packages_of(new.after), moved=target.name == PACKAGE)
    return f"{CONFIG_KEY} stays, and nobody reads it" if target.name == PACKAGE else ""


def _fault_of_package(change: FileChange, needed: frozenset[str], *, moved: bool) -> str:
    before, after = dict(read_object(change.before)), dict(read_object(change.after))
    if moved and CONFIG_KEY in after:
        return f"{CONFIG_KEY} stays, and nobody reads it"
    for key in (CONFIG_KEY, IGNORE_KEY) if moved else (IGNORE_KEY,):
        if key not in after:
            before.pop(key, None)
    more = _is_more(before.get(DEVELOPMENT, {}), after.get(DEVELOPMENT, {}), needed)
    if DEVELOPMENT in before and DEVELOPMENT in after:
        after[DEVELOPMENT] = before[DEVELOPMENT]
    elif DEVELOPMENT not in before:
        after.pop(DEVELOPMENT, None)
    return "" if more and after and list(before.items()) == list(after.items()) else f"{PACKAGE} says something else"


def _is_more(old: object, new: object, needed: frozenset[str]) -> bool:
    """Whether a table of packages is the same but for those that are needed, of which none goes."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return old == new
    before, after = cast("dict[str, object]", old), cast("dict[str, object]", new)
    free = {name for name, told in after.items() if name in needed and isinstance(told, str)}
    return before.keys() <= after.keys() and all(name in free or before.get(name) == after[name] for name in after)


def _lacks(candidate: Candidate) -> Iterator[str]:
    snapshot, path = candidate.after.snapshot, candidate.target.path
    told = snapshot.read(path.with_name(PACKAGE))
    if path.parent != TOP:
        yield f"{path.with_name(NEW)} is read only where ESLint is started in {path.parent}, as the old file was not"
    if old := outdated(told):
        yield f"{PACKAGE}: {'; '.join(old)}, which does not go with {NEW}; change it by hand"
