"""The look at the end of a run: did a file move while the checks ran? If one did, they run again on what is there now.

A winner whose own file was typed in is carried over by syntax (`assay.syntax.anchor`) and judged again, or refused.
The look itself stands in the evidence, as the last check of every winner.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.check import Candidate, CheckResult, Side
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.engine.loop import outcome
from assay.engine.means import Means
from assay.engine.verify import verify
from assay.syntax.anchor import reanchor
from assay.workspace.files import moved
from assay.workspace.ground import Ground
from assay.workspace.units import Solved

NAME = "unmoved"


@dataclass(frozen=True, slots=True)
class Settled:
    """The units as they stand in the end, and the digests of the files that they were judged on."""

    units: tuple[Solved, ...]
    judged: Mapping[PurePosixPath, str]


async def settle(ground: Ground, means: Means, solved: Iterable[Solved], current: Callable[[], Snapshot]) -> Settled:
    """The units as they stand on the files as they are now."""
    units = tuple(solved)
    if all(unit.outcome.winner is None for unit in units):
        return Settled(units, ground.seen)
    snapshot = current()
    seen = await asyncio.to_thread(ground.files.look, snapshot)
    changed = moved(ground.seen, seen)
    if not changed:
        result = CheckResult(NAME, required=True, status="passed", summary=f"none of {len(seen)} files moved")
        return Settled(tuple(_with(unit, result) for unit in units), seen)
    ground.tell(f"{_names(changed)} moved during the run: checking again")
    again = await _again(ground, means, units, snapshot)
    late = moved(seen, await asyncio.to_thread(ground.files.look, current()))
    return Settled(tuple(_with(unit, _verdict_on(changed, late)) for unit in again), seen)


async def _again(ground: Ground, means: Means, units: tuple[Solved, ...], snapshot: Snapshot) -> tuple[Solved, ...]:
    base = await ground.open_side(snapshot)
    judged: list[Solved] = []
    for unit in units:
        if (winner := unit.outcome.winner) is None:
            judged.append(unit)
            continue
        patch = _carried(winner.proposal.patch, base.snapshot)
        if patch is None:
            judged.append(replace(unit, outcome=_lost(unit.outcome, winner)))
            continue
        found, after = await _judge(ground, means, unit.outcome, replace(winner.proposal, patch=patch), base)
        judged.append(replace(unit, outcome=found))
        if found.winner is not None and frozenset(found.boundaries) <= ground.order.accept:
            base = after
    return tuple(judged)


async def _judge(ground: Ground, means: Means, before: Outcome, proposal: Proposal, base: Side) -> tuple[Outcome, Side]:
    after = await ground.open_side(base.snapshot.with_patch(proposal.patch))
    request = replace(ground.order.request, snapshot=base.snapshot)
    candidate = Candidate(request, before.target, proposal, base, after)
    results = await verify(candidate, means.checks, clock=means.spent, told=lambda _: None)
    attempts = (*before.attempts, Attempt(proposal, results))
    if attempts[-1].rejected:
        failed = next(result for result in results if result.required and result.status == "failed")
        words = f"{failed.name}: {failed.reason or failed.summary} (after files moved during the run)"
        return Outcome(before.target, "rejected", attempts, words), after
    return outcome(before.target, attempts, after.snapshot), after


def _carried(patch: Patch, snapshot: Snapshot) -> Patch | None:
    """The patch on the texts as they are now; None where a change cannot be placed with certainty."""
    changes: list[FileChange] = []
    for change in patch.changes:
        now = snapshot.read(change.path)
        if now == change.before:
            changes.append(change)
            continue
        if now is None or change.before is None or change.after is None:
            return None
        after = reanchor(change.before, change.after, now)
        if after is None:
            return None
        changes.append(FileChange(change.path, now, after))
    return Patch(tuple(changes))


def _lost(before: Outcome, winner: Attempt) -> Outcome:
    names = _names(winner.proposal.patch.paths)
    reason = f"{names}: changed where the edit belongs while it was being checked; run it again"
    result = CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
    attempt = replace(winner, results=(*winner.results, result))
    return Outcome(before.target, "rejected", (*before.attempts[:-1], attempt), reason)


def _verdict_on(changed: tuple[PurePosixPath, ...], late: tuple[PurePosixPath, ...]) -> CheckResult:
    if late:
        words = f"{_names(late)} moved while the checks ran once more"
        return CheckResult(NAME, required=True, status="passed", summary=words, incomplete=words)
    words = f"{_names(changed)} moved during the run; all checks ran again on the files as they are now"
    return CheckResult(NAME, required=True, status="passed", summary=words)


def _with(unit: Solved, result: CheckResult) -> Solved:
    """The unit with one more result for its winner, and the verdict that follows from all of them."""
    if (winner := unit.outcome.winner) is None or unit.outcome.after is None:
        return unit
    attempt = replace(winner, results=(*winner.results, result))
    attempts = (*unit.outcome.attempts[:-1], attempt)
    return replace(unit, outcome=outcome(unit.outcome.target, attempts, unit.outcome.after))


def _names(paths: tuple[PurePosixPath, ...]) -> str:
    shown = ", ".join(map(str, paths[:3]))
    return f"{shown} and {len(paths) - 3} more" if len(paths) > 3 else shown
