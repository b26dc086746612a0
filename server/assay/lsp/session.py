"""The state of one connection, which the parts of the server share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from assay.core.snapshot import Snapshot
from assay.lsp.capabilities import Client
from assay.lsp.documents import Documents
from assay.lsp.folders import Folder, Folders
from assay.lsp.messages import say
from assay.lsp.protocol import Protocol

if TYPE_CHECKING:  # heavy, and first needed when a folder is opened
    from assay.core.action import Request
    from assay.core.diagnostics import Diagnostic
    from assay.engine.candidates import Candidates
    from assay.workspace.run import Unit
    from assay.workspace.workspace import Workspace

logger = logging.getLogger(__name__)

_STOPPED = 15.0

Key = tuple[str, int]
"""A unit, by the run's id and its number in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked to run, and where. `title` is what they chose."""

    folder: Folder
    request: Request
    title: str

    @property
    def place(self) -> tuple[object, ...]:
        """Equal for what would do the same thing at the same place."""
        pointed = tuple(sorted(each.key for each in self.request.diagnostics)) or self.request.place
        return (
            self.folder.given,
            self.request.action,
            self.request.path,
            self.request.intent,
            pointed,
            self.request.changed,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A run that goes on."""

    run: str
    asked: Asked
    task: asyncio.Task[None]
    candidates: Candidates


@dataclass(frozen=True, slots=True)
class Pending:
    """A winner that was not applied yet. It speaks of the files as they were at `since`, on the loop's clock."""

    asked: Asked
    unit: Unit
    since: float
    stale: bool = False

    @property
    def key(self) -> Key:
        """The unit's name."""
        return self.unit.run, self.unit.number

    @property
    def title(self) -> str:
        """What it does."""
        return self.unit.outcome.target.title


@dataclass(slots=True)
class Shown:
    """What is shown as wrong in open files, and what is about to be.

    `elsewhere` are the files whose type errors another server shows; `wanted` those that the checker has to look at,
    the newest last; `looking` is where it looks, by folder; `told` are the folders of which it was said
    that it cannot; `slow` those where it takes too long.
    """

    published: dict[Path, tuple[Diagnostic, ...]] = field(default_factory=dict[Path, "tuple[Diagnostic, ...]"])
    elsewhere: set[Path] = field(default_factory=set[Path])
    wanted: dict[Path, None] = field(default_factory=dict[Path, None])
    looking: dict[Path, asyncio.Task[None]] = field(default_factory=dict[Path, "asyncio.Task[None]"])
    following: set[Path] = field(default_factory=set[Path])
    told: set[Path] = field(default_factory=set[Path])
    slow: set[Path] = field(default_factory=set[Path])


class Session:
    """One client, its documents and folders, what runs and what waits for a decision."""

    def __init__(self, protocol: Protocol, open_workspace: Callable[[Path], Workspace], *, ask_trust: bool) -> None:
        self.protocol = protocol
        self.ask_trust = ask_trust
        self.client = Client()
        self.given: tuple[Path, ...] = ()
        self.options: Any = None
        self.ended = False
        self.documents = Documents()
        self.folders = Folders(open_workspace)
        self.shown = Shown()
        self.jobs: dict[str, Job] = {}
        self.pending: dict[Key, Pending] = {}
        self.asked: dict[str, Asked] = {}
        self.finished: dict[tuple[Path, PurePosixPath], tuple[Key, ...]] = {}
        self.applying = asyncio.Lock()
        self._said: set[str] = set()
        self._once: dict[object, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def snapshot(self, folder: Folder) -> Snapshot:
        """The folder's files as they are now: the open documents above the disk."""
        return Snapshot(folder.workspace.root, MappingProxyType(dict(self.documents.below(folder.given))))

    def pending_in(self, folder: Folder, path: PurePosixPath) -> Iterator[Pending]:
        """What waits for a decision and touches the file."""
        for each in self.pending.values():
            winner = each.unit.outcome.winner
            if each.asked.folder is folder and winner is not None and path in winner.proposal.patch.paths:
                yield each

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start something that nobody waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def say_once(self, text: str) -> None:
        """Say something that may come up again and again, such as why the menu lacks something."""
        if text not in self._said:
            self._said.add(text)
            say(self.protocol, text, "warning")

    async def only_once(self, key: object, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Return when this work was done, by whoever asked for it first."""
        if key not in self._once:
            self._once[key] = self.spawn(work())
        await asyncio.shield(self._once[key])

    async def leave(self, folder: Folder) -> None:
        """Stop what goes on in a folder and forget what waits there."""
        self.folders.remove(folder)
        for key in [key for key, each in self.pending.items() if each.asked.folder is folder]:
            del self.pending[key]
        for run in [run for run, each in self.asked.items() if each.folder is folder]:
            del self.asked[run]
        looking = self.shown.looking.pop(folder.given, None)
        jobs = [job.task for job in self.jobs.values() if job.asked.folder is folder]
        await _stopped([*jobs, *([] if looking is None else [looking])])
        await folder.workspace.close()

    async def close(self) -> None:
        """Stop all that goes on and give back what is held."""
        await _stopped(self._tasks)
        for folder in tuple(self.folders):
            await self.leave(folder)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a task of the server failed", exc_info=error)


async def _stopped(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for them; what hangs on a dead disk is left behind after a while."""
    stopping = tuple(tasks)
    for task in stopping:
        task.cancel()
    if stopping:
        await asyncio.wait(stopping, timeout=_STOPPED)
