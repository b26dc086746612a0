"""Bytes of the connection: standard input and output, or one client on the loopback interface."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
from typing import BinaryIO

from assay.core.errors import Lacking

LOOPBACK = "127.0.0.1"
_CHUNK = 1 << 16


class BrokenFrameError(Exception):
    """The peer does not speak the protocol's framing; nothing after this can be read."""


async def frame(reader: asyncio.StreamReader) -> bytes | None:
    """The body of the next message; None at the end of the stream. Raises `BrokenFrameError`."""
    length: int | None = None
    try:
        while header := (await reader.readline()).strip():
            name, _, value = header.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        if length is None:
            if reader.at_eof():
                return None
            raise BrokenFrameError("a message without Content-Length")
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        return None
    except ValueError as error:  # of int, of readline for an endless line, of readexactly for a negative length
        raise BrokenFrameError(str(error)) from error


class Sink:
    """Where messages go. Once the peer is gone they go nowhere: what still runs must be able to end in peace."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gone = False

    def write(self, data: bytes) -> None:
        """Send it now."""
        if self._gone:
            return
        try:
            self._file.write(data)
            self._file.flush()
        except OSError:
            self._gone = True

    def close(self) -> None:
        """Send nothing any more."""
        self._gone = True


async def standard_streams() -> tuple[asyncio.StreamReader, Sink]:
    """The process's own streams. From here on nothing else can reach them: what is printed goes to standard error."""
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    # a daemon thread, so that a client that never closes the stream cannot keep the process alive
    threading.Thread(target=_feed, args=(source, reader, loop), name="stdin", daemon=True).start()
    return reader, Sink(os.fdopen(sink, "wb"))


def _feed(source: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    try:
        while chunk := os.read(source, _CHUNK):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)
    except RuntimeError:
        return  # the loop is closed: nobody reads any more


async def one_client(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The first client that connects to the port, and none after it. Raises `Lacking` where the port is not free."""
    loop = asyncio.get_running_loop()
    try:
        listening = socket.create_server((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        raise Lacking(f"port {port} of {LOOPBACK} cannot be listened on: {error}; choose another") from error
    with listening as listener:
        listener.settimeout(0)  # the loop waits, not the socket
        sys.stderr.write(f"assay: listening on {LOOPBACK}:{listener.getsockname()[1]}\n")
        sys.stderr.flush()
        connection, _ = await loop.sock_accept(listener)
    return await asyncio.open_connection(sock=connection)
