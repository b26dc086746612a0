"""A session whose wire ends in the test: what the server sends is recorded, and the test answers for the client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assay.lsp import server
from assay.lsp.protocol import Protocol
from assay.lsp.session import Session
from assay.workspace.workspace import Workspace

Message = dict[str, Any]


class Recording:
    """Takes what the server writes."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def write(self, data: bytes) -> None:
        """Keep one message."""
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        """Nothing is held."""


def record() -> tuple[Session, list[Message]]:
    """A session without folders, and the list that fills with what it sends."""
    protocol = server.Server().protocol
    assert isinstance(protocol, Protocol)
    recording = Recording()
    protocol.set_writer(recording)
    return Session(protocol, _no_folder, ask_trust=False), recording.messages


def answer(session: Session, message: Message, **result: Any) -> None:
    """Answer a request of the server: `result=...` or `error=...`."""
    session.protocol.receive(json.dumps({"jsonrpc": "2.0", "id": message["id"], **result}).encode())


def _no_folder(folder: Path) -> Workspace:
    raise AssertionError(f"no test opens {folder}")
