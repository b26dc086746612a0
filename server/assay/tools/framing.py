"""Messages of JSON-RPC, framed as the Language Server Protocol has it, over a conversation with a command."""

from __future__ import annotations

import json
import re
from typing import Any

from assay.core.command import Conversation

LARGEST = 64 << 20
"""Bytes of a message; a longer one is none."""

_LENGTH = re.compile(rb"^content-length:\s*(\d{1,9})\s*$", re.IGNORECASE | re.MULTILINE)


class Broken(Exception):
    """What was said is no whole message, or not one that answers."""


class Wire:
    """Sends and receives messages; what was received and not read yet is kept."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._received = b""

    async def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        await self._conversation.send(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))

    async def receive(self) -> dict[str, Any]:
        """The next message; whoever asked looks at its form. Raises `Broken`."""
        while b"\r\n\r\n" not in self._received:
            await self._more()
        head, _, _ = self._received.partition(b"\r\n\r\n")
        match = _LENGTH.search(head)
        begin = len(head) + 4
        if match is None or (end := begin + int(match[1])) > LARGEST:
            raise Broken("a message without a length, or too long a one")
        while len(self._received) < end:
            await self._more()
        content, self._received = self._received[begin:end], self._received[end:]
        try:
            message: dict[str, Any] = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Broken("a message that is not JSON") from error
        return message

    async def _more(self) -> None:
        if not (more := await self._conversation.receive()):
            raise Broken("it ended")
        self._received += more
        if len(self._received) > 2 * LARGEST:
            raise Broken("too much at once")
