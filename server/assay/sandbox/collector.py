"""The output of a program, read as it comes and kept up to a cap, or taken as it comes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import IO

CHUNK = 1 << 16


class Collector:
    """Reads a pipe to its end and keeps the first `limit` bytes that are not taken; `exceeded` is called for more."""

    def __init__(self, pipe: IO[bytes] | None, limit: int, exceeded: Callable[[], None]) -> None:
        assert pipe
        self._loop = asyncio.get_running_loop()
        self._pipe = pipe
        self._descriptor = pipe.fileno()
        self._limit = limit
        self._exceeded = exceeded
        self._content = bytearray()
        self._came = asyncio.Event()
        self.closed: asyncio.Future[None] = self._loop.create_future()
        os.set_blocking(self._descriptor, False)
        self._loop.add_reader(self._descriptor, self._read)

    @property
    def content(self) -> bytes:
        """What was read so far."""
        return bytes(self._content)

    async def take(self) -> bytes:
        """What was read since the last time, at least one byte; nothing once no more comes."""
        await self._came.wait()
        content = bytes(self._content)
        self._content.clear()
        if not self.closed.done():
            self._came.clear()
        return content

    def close(self) -> None:
        """Read no more."""
        if not self.closed.done():
            self._end()
        self._loop.remove_reader(self._descriptor)
        self._pipe.close()

    def _read(self) -> None:
        try:
            content = os.read(self._descriptor, CHUNK)
        except BlockingIOError:
            return
        if not content:
            self._loop.remove_reader(self._descriptor)
            self._end()
            return
        room = self._limit - len(self._content)
        self._content += content[:room]
        self._came.set()
        if len(content) > room:
            self._exceeded()

    def _end(self) -> None:
        self.closed.set_result(None)
        self._came.set()
