"""Action runtime: an action that asks for another Node.js says nothing else than before, and its scripts are there.

What the scripts do under the other Node.js is not compared: nothing of a workflow is at hand that would run them as a
runner does. So this check never judges all, and the verdict is partial where it passes.
"""

from __future__ import annotations

import asyncio
import posixpath
from pathlib import PurePosixPath

from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, CheckResult
from assay.core.errors import Unreadable
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.syntax import yaml
from assay.tools.action_runtimes import CURRENT, beside_runtime, entries, is_action, is_old, runtime

NAME = "action runtime"


async def action_runtime(candidate: Candidate) -> CheckResult:
    """The check."""
    return await asyncio.to_thread(_judge, candidate)


def changes_runtime(change: FileChange) -> bool:
    """Whether it is an action that is to be run by something else. Raises `ValueError` where it is no YAML."""
    if not is_action(change.path) or change.before is None or change.after is None:
        return False
    before, after = runtime(yaml.read(change.before)), runtime(yaml.read(change.after))
    return (before and before.value) != (after and after.value)


def _judge(candidate: Candidate) -> CheckResult:
    lacks: list[str] = []
    for change in candidate.proposal.patch.changes:
        try:
            if not changes_runtime(change):
                continue
            fault = _fault(change)
        except ValueError as error:
            fault = str(error)
        if fault:
            reason = f"{change.path}: {fault}"
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
        lacks.append(_lack(change, candidate.after.snapshot))
    if not lacks:
        return unconcerned(CheckResult(NAME, required=False, status="skipped", summary=""))
    words = "; ".join(lacks)
    return CheckResult(NAME, required=True, status="passed", summary=words, incomplete=words)


def _fault(change: FileChange) -> str:
    before, after = yaml.read(change.before or ""), yaml.read(change.after or "")
    new = runtime(after)
    if not is_old(before):
        return "it changes what runs it, which was not deprecated"
    if new is None or new.value != CURRENT:
        return f"it is to be run by {new.value if new else 'nothing'}, not by {CURRENT}"
    return "" if beside_runtime(before) == beside_runtime(after) else "more than its runtime changes"


def _lack(change: FileChange, after: Snapshot) -> str:
    missing = [name for name in entries(yaml.read(change.after or "")) if not _is_there(after, change.path, name)]
    words = f"{change.path}: what it does was not compared under {CURRENT}"
    return f"{words}; {' and '.join(missing)}, which it runs, is not here" if missing else words


def _is_there(snapshot: Snapshot, action: PurePosixPath, name: str) -> bool:
    path = PurePosixPath(posixpath.normpath(action.parent / name))
    if path.is_absolute() or ".." in path.parts:
        return False
    try:
        return snapshot.read(path) is not None
    except Unreadable:
        return True  # it is there, too large or no text
