"""What a model wrote and every check passed, proposed again where the same is asked of the same files: for no tokens.

It is a proposal like any other. No verdict is remembered: all checks run on the files as they are now, and where one
fails, the model is asked. What lies in the store is data of unknown origin, and is looked at as such.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from assay.cache.store import DAY
from assay.core import shapes
from assay.core.action import Declined, Failure, Proposal, Proposer, Request, Target
from assay.core.digest import canonical, digest
from assay.core.errors import Unreadable
from assay.core.model import MODEL, Endpoint
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.model import values
from assay.model.proposer import UNVERIFIED
from assay.model.toolbox import FUNCTIONS

STORE = "cache"
"""The store's folder in that of the workspace."""

_FORM = 2
"""Counts up when the same key or value would mean something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same for all that a run asks: whom, in which words, for what, and which files may be shown there."""

    endpoint: Endpoint
    system: str
    task: str
    request: Request
    shown: frozenset[PurePosixPath]


class Shelf(Protocol):
    """Where it is kept: `assay.cache.store.Store`, or what a replay has in its place."""

    async def get(self, key: str) -> object:
        """The value under a key; None where there is none."""
        ...

    async def put(self, key: str, value: object, *, seconds: float) -> bool:
        """Keep a JSON value for so long, and say whether it is kept."""
        ...


class Memory:
    """What one run remembers and leaves to be remembered, for so many days."""

    def __init__(self, store: Shelf, days: float, asked: Asked) -> None:
        self._hit = False
        self._store = store
        self._days = days
        self._asked = asked
        self._keys: dict[Target, str] = {}

    def before(self, model: Proposer) -> Proposer:
        """The model, behind what is remembered: that is proposed once, and then the model is asked."""

        async def propose(
            snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]
        ) -> Proposal | Declined | None:
            if target not in self._keys:
                key = self._keys[target] = await asyncio.to_thread(_key, self._asked, snapshot, target)
                found = await asyncio.to_thread(_proposal, await self._store.get(key), snapshot, self._asked.shown)
                if found is not None and not _tried(found, self._asked.request, target, failures):
                    self._hit = True
                    return found
            return await model(snapshot, target, failures)

        return propose

    def taken(self) -> bool:
        """Whether something remembered was proposed since this was last asked."""
        hit, self._hit = self._hit, False
        return hit

    async def keep(self, target: Target, proposal: Proposal) -> None:
        """Remember what the model wrote for a target, where that holds."""
        if key := self._keys.get(target):
            await self._store.put(key, _value(proposal), seconds=self._days * DAY)


def texts_of(value: object) -> tuple[str, ...]:
    """The files whose texts a value of the store holds; none where it is no proposal."""
    read = _read(value)
    return () if read is None else tuple(str(change.path) for change in read[1])


def _tried(proposal: Proposal, request: Request, target: Target, failures: tuple[Failure, ...]) -> bool:
    """Whether it failed in this run already, or was turned down before."""
    failed = any(each.proposal.patch == proposal.patch for each in failures)
    return failed or request.refuses(target, proposal.patch)


def _key(asked: Asked, snapshot: Snapshot, target: Target) -> str:
    """Equal where the same model would be asked the same of the same text. No key of the endpoint, time or folder."""
    endpoint, request = asked.endpoint, asked.request
    try:
        text = snapshot.read(target.path)
    except Unreadable:
        text = None
    return digest(
        canonical(
            [
                _FORM,
                [endpoint.address, endpoint.name],
                [asked.system, [values.of_function(each) for each in FUNCTIONS], asked.task],
                [request.intent, [each.text for each in request.constraints]],
                [[each.patch, each.remark] for each in request.earlier],
                [str(target.path), text, [str(each) for each in target.diagnostics]],
            ]
        )
    )


def _value(proposal: Proposal) -> dict[str, Any]:
    return {
        "rationale": proposal.rationale,
        "changes": [
            [str(each.path), None if each.before is None else digest(each.before), each.after]
            for each in proposal.patch.changes
        ],
    }


@dataclass(frozen=True, slots=True)
class _Change:
    """A change as it is kept: a file, the digest of its text before, and its text; None where it is not there."""

    path: PurePosixPath
    before: str | None
    after: str | None


def _proposal(value: object, snapshot: Snapshot, shown: frozenset[PurePosixPath]) -> Proposal | None:
    """The proposal that a value holds, where the files that it changes are what they were; None for anything else."""
    if (read := _read(value)) is None:
        return None
    rationale, found = read
    changes = [_change(each, snapshot, shown) for each in found]
    sound = tuple(each for each in changes if each is not None)
    try:
        return Proposal(Patch(sound), MODEL, rationale, UNVERIFIED) if len(sound) == len(found) else None
    except ValueError:
        return None


def _read(value: object) -> tuple[str, tuple[_Change, ...]] | None:
    """The rationale and the changes that a value holds; None where it is of another shape."""
    try:
        held = shapes.table(value)
        rationale, changes = shapes.text(held.get("rationale")), tuple(map(_listed, shapes.items(held.get("changes"))))
    except shapes.Unfit:
        return None
    return (rationale, changes) if changes else None


def _listed(value: object) -> _Change:
    match shapes.items(value):
        case [path, (str() | None) as before, (str() | None) as after]:
            return _Change(shapes.path(path), before, after)
        case _:
            raise shapes.Unfit


def _change(kept: _Change, snapshot: Snapshot, shown: frozenset[PurePosixPath]) -> FileChange | None:
    if kept.before is not None and kept.path not in shown:
        return None
    try:
        text = snapshot.read(kept.path)
    except Unreadable:
        return None
    same = kept.before == (None if text is None else digest(text))
    return FileChange(kept.path, text, kept.after) if same else None
