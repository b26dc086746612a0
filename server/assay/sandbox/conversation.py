"""Talking with a command while it runs: bytes into its input, bytes out of its output, and no doubt about its end."""

from __future__ import annotations

import asyncio
import os

from assay.core.errors import SandboxFailed
from assay.sandbox.process import Process


class SandboxConversation:
    """Satisfies `assay.core.command.Conversation`. `stdin` is the end of a pipe, which belongs to it from then on."""

    def __init__(self, process: Process, stdin: int) -> None:
        os.set_blocking(stdin, False)
        self._process = process
        self._stdin = stdin

    async def send(self, content: bytes) -> None:
        """Write all of it, as fast as the command reads. Raises `SandboxFailed` where it reads no more."""
        left = memoryview(content)
        while left:
            try:
                left = left[os.write(self._stdin, left) :]
            except BlockingIOError:
                await self._writable()
            except OSError as error:
                raise SandboxFailed(f"the command takes nothing more: {error.strerror}") from error

    async def receive(self) -> bytes:
        """What the command printed since; nothing once it has ended."""
        return await self._process.stdout.take()

    def close(self) -> None:
        """Send no more."""
        os.close(self._stdin)

    async def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_writer(self._stdin, ready.set_result, None)
        try:
            await ready
        finally:
            loop.remove_writer(self._stdin)
