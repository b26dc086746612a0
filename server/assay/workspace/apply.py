"""Carry a verified patch into the workspace: compare, write one file at a time, believe only what is read back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from assay.core.check import Boundary
from assay.core.outcome import Outcome
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.core.text import with_line_ending

Put = Callable[[FileChange], Awaitable[str]]
"""Writes one file, as the front end does it: empty where it was taken, else why not. That word alone proves nothing."""

AppliedState = Literal["applied", "not applied", "partly applied", "unconfirmed", "stale"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What the files say after the attempt to write them; `written` are those that now hold the verified text."""

    state: AppliedState
    message: str
    written: tuple[PurePosixPath, ...] = ()


async def apply(
    outcome: Outcome, *, current: Callable[[], Snapshot], put: Put, confirmed: frozenset[Boundary]
) -> Applied:
    """Apply the winner of an outcome, if the files are still the ones that were verified."""
    if outcome.winner is None:
        return Applied("not applied", f"nothing to apply: {outcome.reason}")
    if open_ := [boundary for boundary in outcome.boundaries if boundary not in confirmed]:
        return Applied("not applied", f"needs your confirmation: {', '.join(open_)}")
    patch = outcome.winner.proposal.patch
    if changed := [change.path for change in patch.changes if not _holds(current(), change.path, change.before)]:
        names = ", ".join(map(str, changed))
        return Applied("stale", f"{names}: changed since it was verified; run it again")
    written: list[PurePosixPath] = []
    # what goes is deleted last: where a write falls short, nothing is lost
    for change in sorted(patch.changes, key=lambda each: each.after is None):
        refusal = await put(change)
        if not _holds(current(), change.path, change.after):
            return _fell_short(change, written, refusal, untouched=_holds(current(), change.path, change.before))
        written.append(change.path)
    return Applied("applied", f"applied to {', '.join(map(str, written))}", tuple(written))


def _fell_short(change: FileChange, written: list[PurePosixPath], refusal: str, *, untouched: bool) -> Applied:
    done = tuple(written)
    if not untouched:
        message = (
            f"{change.path}: holds neither the text before nor the verified one; look at it, and undo in the editor "
            "what is not yours"
        )
        return Applied("partly applied" if done else "unconfirmed", message, done)
    if not refusal:
        return Applied("unconfirmed", f"{change.path}: the editor took the edit and did not send it back", done)
    if done:
        message = f"{change.path}: {refusal}; {', '.join(map(str, done))} had been changed by then"
        return Applied("partly applied", message, done)
    return Applied("not applied", f"{change.path}: {refusal}")


def _holds(snapshot: Snapshot, path: PurePosixPath, text: str | None) -> bool:
    """Whether the file has this text; editors keep line endings of their own, so these are not compared."""
    found = snapshot.read(path)
    if found is None or text is None:
        return found is text
    return with_line_ending(found, "\n") == with_line_ending(text, "\n")
