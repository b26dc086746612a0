"""The index of a workspace, brought up to date when it is asked for: what has the digest that it had is not read again.

Outlines are kept by the digest of their text, in memory and on disk. A few texts are looked at in a thread of ours,
many by workers at low priority. What no model may see is not indexed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, cast

from assay.cache.store import DAY, Store
from assay.context.links import Links, links_of
from assay.core.digest import digest
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.syntax.index import LARGEST, Index, index_of
from assay.syntax.limits import too_much
from assay.syntax.outline import Outline, outline
from assay.syntax.stored import FORM, restored, stored
from assay.syntax.workers import PROGRAM, outlined

INDEX = "index"
"""The folder of the store, in that of the workspace."""

PYTHON = (".py", ".pyi")

FEW = 4
"""Texts that are looked at here; to start a worker takes as long."""

DAYS = 30.0
"""For so long an outline is kept on disk."""

STUCK = "it could not be read as Python in time"

PASSED_OVER = "passed over"
"""The key under which it is kept which files have no outline, and why."""

NAMED = 20
"""Of so many that is kept by name."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read anew: texts by digest, files with their digest, and why others are left out."""

    texts: Mapping[str, str]
    digests: Mapping[PurePosixPath, str]
    skipped: Mapping[PurePosixPath, str]


class Indexing:
    """The outlines of one workspace. All of it is used from one event loop."""

    def __init__(self, store: Store, program: Sequence[str] = PROGRAM) -> None:
        """`program` is what a worker runs."""
        self._store = store
        self._program = program
        self._outlines: dict[str, Outline] = {}
        self._passed: dict[str, str] = {}
        self._last: tuple[Mapping[PurePosixPath, str], Index] | None = None
        self._linked: tuple[Index, PurePosixPath, Links] | None = None
        self._turn = asyncio.Lock()
        self._keeping: set[asyncio.Task[object]] = set()
        self._noted: object = None

    async def of(self, snapshot: Snapshot, seen: Mapping[PurePosixPath, str], shown: Iterable[PurePosixPath]) -> Index:
        """The index of a snapshot: of its Python files among `shown`, which have these digests on disk.

        What a patch made above the disk belongs to it too.
        """
        async with self._turn:
            made = (path for path, text in snapshot.above.items() if text is not None and path not in seen)
            wanted = {path: seen.get(path, "") for path in {*shown, *made} if path.suffix in PYTHON}
            for path in wanted.keys() & snapshot.above.keys():
                text = snapshot.above[path]
                wanted[path] = "" if text is None else digest(text)
            wanted = {path: found for path, found in wanted.items() if found}
            if self._last is not None and self._last[0] == wanted:
                return self._last[1]
            index = await self._made(snapshot, wanted)
            self._last = wanted, index
            return index

    async def links(self, index: Index, root: PurePosixPath) -> Links:
        """How the files of an index lean on each other; the project lies at `root`. Found once for an index."""
        if self._linked is None or self._linked[0] is not index or self._linked[1] != root:
            self._linked = index, root, await asyncio.to_thread(links_of, index, root)
        return self._linked[2]

    async def close(self) -> None:
        """Wait until what was found out is kept, and close the store."""
        if self._keeping:
            await asyncio.wait(self._keeping)
        await self._store.close()

    async def _made(self, snapshot: Snapshot, wanted: Mapping[PurePosixPath, str]) -> Index:
        saved = {found for path, found in wanted.items() if path not in snapshot.above}
        await self._recall(saved)
        unknown = [path for path, found in sorted(wanted.items()) if not self._known(found)]
        read = await asyncio.to_thread(_read, snapshot, unknown)
        self._passed |= {wanted[path]: reason for path, reason in read.skipped.items()}
        new = {found: text for found, text in read.texts.items() if not self._known(found)}
        made = dict(zip(new, await self._outlined(tuple(new.values())), strict=True))
        self._passed |= {found: STUCK for found, each in made.items() if each is None}
        outlines = {found: each for found, each in made.items() if each is not None}
        self._keep({found: each for found, each in outlines.items() if found in saved})
        now = {**{path: found for path, found in wanted.items() if path not in unknown}, **read.digests}
        known = {**self._outlines, **outlines}
        self._outlines = {found: known[found] for found in now.values() if found in known}
        skipped = {path: self._passed[found] for path, found in now.items() if found in self._passed}
        indexed = {path: known[found] for path, found in now.items() if found in known}
        index = index_of(indexed, {**skipped, **read.skipped})
        self._note(index.skipped)
        return index

    def _note(self, skipped: Mapping[PurePosixPath, str]) -> None:
        """Keep which files were passed over, for whoever asks for it."""
        note = {"files": len(skipped), "named": {str(path): why for path, why in islice(skipped.items(), NAMED)}}
        if note != self._noted:
            self._noted = note
            self._later(self._store.put(PASSED_OVER, note, seconds=DAYS * DAY))

    def _known(self, found: str) -> bool:
        return found in self._outlines or found in self._passed

    async def _outlined(self, texts: Sequence[str]) -> list[Outline | None]:
        if len(texts) > FEW:
            return await outlined(texts, program=self._program)
        return [await asyncio.to_thread(outline, text) for text in texts]

    async def _recall(self, saved: Iterable[str]) -> None:
        """Take from the disk what was found out in an earlier session."""
        for found in saved:
            if not self._known(found) and (kept := restored(await self._store.get(_key(found)))) is not None:
                self._outlines[found] = kept

    def _keep(self, outlines: Mapping[str, Outline]) -> None:
        async def keep() -> None:
            for found, each in outlines.items():
                await self._store.put(_key(found), stored(each), seconds=DAYS * DAY)

        if outlines:
            self._later(keep())

    def _later(self, keeping: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(keeping)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)


async def passed_over(store: Store) -> tuple[int, Mapping[str, str]]:
    """How many files had no outline when they were last looked at, and of the first of them the reason."""
    found = await store.get(PASSED_OVER)
    kept = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    count, named = kept.get("files"), kept.get("named")
    if not isinstance(count, int) or not isinstance(named, dict):
        return 0, {}
    return count, {path: str(reason) for path, reason in cast("dict[str, object]", named).items()}


def _read(snapshot: Snapshot, paths: Iterable[PurePosixPath]) -> _Read:
    texts: dict[str, str] = {}
    digests: dict[PurePosixPath, str] = {}
    skipped: dict[PurePosixPath, str] = {}
    for path in paths:
        try:
            text = snapshot.read(path)
        except Unreadable as error:
            skipped[path] = str(error)
            continue
        if text is None:
            continue  # gone since it was seen
        if why := too_much(text, LARGEST):
            skipped[path] = why
            continue
        digests[path] = digest(text)
        texts[digests[path]] = text
    return _Read(texts, digests, skipped)


def _key(found: str) -> str:
    return f"{FORM} {found}"
