"""A store of JSON values on disk that never fails its users: what it cannot do is a miss, and it says why once.

All of it happens in one thread, off the event loop, and no call is waited for longer than a moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import diskcache

from assay.cache.folder import broken, make_private, set_aside
from assay.cache.text import PlainText, Refused, Unkept

SIZE = 64 * 1024 * 1024
"""Bytes on disk; beyond them, what was stored first goes first."""

DAY = 86400.0
"""Seconds, for how long a value is kept."""

LOCKED = 0.25
"""Seconds for which another process's lock is waited for."""

LONGEST = 2.0
"""Seconds for which any call is waited for."""

_PASSING = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
    )
)
"""What SQLite says of a moment and not of the store."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds. `fault` says why it cannot be used; empty where it can."""

    entries: int = 0
    bytes: int = 0
    fault: str = ""


class Store:
    """One store. All of it is used from one event loop; `say` takes a line for the log."""

    def __init__(self, folder: Path, *, say: Callable[[str], None], size: int = SIZE) -> None:
        self.folder = folder
        self._say = say
        self._size = size
        self._thread: ThreadPoolExecutor | None = None
        self._cache: diskcache.Cache | None = None
        self._busy: asyncio.Future[Any] | None = None
        self._replaced = False
        self._fault = ""

    async def get(self, key: str) -> object:
        """The value under a key; None where there is none that can be had now. It is data from a file: look at it."""
        return await self._within(lambda cache: cache.get(key), None)

    async def put(self, key: str, value: object, *, seconds: float) -> bool:
        """Keep a JSON value for so long, and say whether it is kept."""
        return await self._within(lambda cache: cache.set(key, value, expire=seconds), default=False)

    async def clear(self) -> int | None:
        """Remove everything, broken stores too, and say how many values that was; None where it cannot be done now."""

        def clear(cache: diskcache.Cache) -> int:
            count = cache.clear()
            for each in broken(self.folder):
                shutil.rmtree(each, ignore_errors=True)
            return count

        return await self._within(clear, None)

    async def stats(self) -> Stats:
        """What it holds, without what is past its time."""
        return await self._within(_stats, None) or Stats(fault=self._fault or "another process is using it")

    async def close(self) -> None:
        """Let go of the files. It may be used again."""
        if self._thread is None:
            return
        if self._busy is None or self._busy.done():
            closing = asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
            await asyncio.wait([closing], timeout=LONGEST)
        self._thread.shutdown(wait=False)
        self._thread = None

    async def _within(self, use: Callable[[diskcache.Cache], T], default: T) -> T:
        """What `use` gives, or the default where it takes too long or an earlier one still does."""
        if self._fault or (self._busy is not None and not self._busy.done()):
            return default
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "assay-cache")
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._used, use, default)
        done, _ = await asyncio.wait([running], timeout=LONGEST)
        if not done:
            self._busy = running
            return default
        return running.result()

    def _used(self, use: Callable[[diskcache.Cache], T], default: T) -> T:
        """In the thread: what `use` gives. A store that turns out to be broken is replaced, once."""
        while not self._fault:
            try:
                if self._cache is None:
                    make_private(self.folder)
                    self._cache = _open(self.folder, self._size)
                return use(self._cache)
            except (diskcache.Timeout, Unkept):
                return default
            except (sqlite3.Error, Refused) as error:
                if _passes(error):
                    return default
                self._replace(error)
            except OSError as error:
                self._give_up(str(error))
        return default

    def _replace(self, error: Exception) -> None:
        if self._replaced:
            self._give_up(f"{self.folder}: broken again: {error}")
            return
        self._replaced = True
        self._let_go()
        try:
            aside = set_aside(self.folder)
        except OSError as failure:
            self._give_up(f"{self.folder}: broken ({error}), and cannot be set aside: {failure.strerror}")
        else:
            self._say(f"the cache was broken ({error}); it is kept as {aside}, and a new one is in its place")

    def _give_up(self, fault: str) -> None:
        self._let_go()
        self._fault = fault
        self._say(f"there is no cache: {fault}")

    def _let_go(self) -> None:
        if self._cache is not None:
            with contextlib.suppress(sqlite3.Error):
                self._cache.close()
            self._cache = None


def _open(folder: Path, size: int) -> diskcache.Cache:
    """The store in a folder. Raises `sqlite3.Error`, and `Refused` where its own settings make no sense."""
    _look_for_lock(folder / "cache.db")
    try:
        return diskcache.Cache(
            str(folder),
            timeout=LOCKED,
            disk=PlainText,
            size_limit=size,
            cull_limit=20,
            eviction_policy="least-recently-stored",  # to read writes nothing, so it waits for no lock
            # a file that is truncated below a mapping kills the process: no mapping of the database, and no
            # write-ahead log, whose index is always mapped
            sqlite_mmap_size=0,
            sqlite_journal_mode="truncate",
        )
    except (AttributeError, LookupError, TypeError) as error:
        raise Refused("settings that are not its own") from error


def _look_for_lock(file: Path) -> None:
    """Raise `sqlite3.OperationalError` where another process holds a lock; to open it would wait a minute for that."""
    with contextlib.closing(sqlite3.connect(file, timeout=LOCKED, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")


def _stats(cache: diskcache.Cache) -> Stats | None:
    cache.expire()
    return Stats(len(cache), cache.volume())


def _passes(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
