"""One checker that goes on running on a branch of its own, and what it says of the two sides of a candidate.

It knows the files below as they were when it began: where one of them moved since, what it says counts for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.command import Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from assay.tools.checker import Ask, CheckerReport, Warm
from assay.workspace.files import Files, moved

Sides = tuple[CheckerReport, CheckerReport]

_PYTHON = (".py", ".pyi")
"""What it can be given other texts of; whatever else changes may change how it is configured."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What it said of a side before, and the files that it had been given by then: of others it may say less."""

    snapshot: Snapshot
    given: frozenset[PurePosixPath]
    report: CheckerReport


@dataclass(slots=True)
class WarmSession:
    """`held` are the texts that it has above the disk, `seen` the files of the disk as they were before it began.

    `given` are the files of which it got a text while it ran.
    """

    warm: Warm
    ask: Ask
    held: dict[PurePosixPath, str | None]
    seen: Mapping[PurePosixPath, str]
    given: frozenset[PurePosixPath] = frozenset()
    baseline: Baseline | None = None

    async def sides(self, before: Snapshot, after: Snapshot) -> Sides | None:
        """What it says of both, in one mode; None where it gave no whole answer.

        It is asked about the side before when it has seen the one after: it does not say again all that it said at
        first of files that it has not checked again.
        """
        said_after = await self._said(after)
        if self.baseline is None or (self.baseline.snapshot, self.baseline.given) != (before, self.given):
            self.baseline = Baseline(before, self.given, await self._said(before))
        said_before = self.baseline.report
        return (said_before, said_after) if said_before.complete and said_after.complete else None

    async def takes(self, snapshot: Snapshot, policy: Policy) -> bool:
        """Whether it can hold the snapshot: only modules differ, which are plain files that a command may see."""

        def may_be_written(path: PurePosixPath) -> bool:
            file = snapshot.root / path
            return path.suffix in _PYTHON and not policy.hides(path) and file.resolve() == file

        def all_may() -> bool:
            return all(map(may_be_written, self._changes(snapshot)))

        return await asyncio.to_thread(all_may)

    async def stands(self, files: Files, snapshot: Snapshot) -> bool:
        """Whether the files below are still those that it began with."""
        return not moved(self.seen, await asyncio.to_thread(files.look, Snapshot(snapshot.root)))

    async def _said(self, snapshot: Snapshot) -> CheckerReport:
        changes = await asyncio.to_thread(self._changes, snapshot)
        self.held |= changes
        self.given |= changes.keys()
        return await self.ask(changes, snapshot)

    def _changes(self, snapshot: Snapshot) -> dict[PurePosixPath, str | None]:
        """What it has to be given so that it holds the snapshot."""
        wanted = {path: snapshot.read(path) for path in {**self.held, **snapshot.above}}
        return {path: text for path, text in wanted.items() if path not in self.held or self.held[path] != text}


async def begin_session(
    warm: Warm, sandbox: Sandbox, files: Files, snapshot: Snapshot, stack: AsyncExitStack
) -> WarmSession | None:
    """Start one that holds the snapshot, to be ended by `stack`; None where it gave no whole answer."""
    seen = await asyncio.to_thread(files.look, Snapshot(snapshot.root))
    branch = await stack.enter_async_context(sandbox.branch(snapshot))
    conversation = await stack.enter_async_context(branch.converse(warm.command, Limits(wall=None)))
    session = WarmSession(warm, warm.begin(conversation), dict(snapshot.above), seen)
    first = await session.ask({}, snapshot)
    return session if first.complete else None
