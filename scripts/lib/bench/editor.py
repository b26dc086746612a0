"""An editor that shows one document to any language server, and asks it for its menu."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.subject import Subject
from language_client import LanguageClient, ServerFailed

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "publishDiagnostics": {"dataSupport": True},
    },
    "workspace": {
        "configuration": True,
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "workspaceFolders": True,
    },
    "window": {"workDoneProgress": True},
}
PULLING: dict[str, Any] = {**CAPABILITIES, "textDocument": {**CAPABILITIES["textDocument"], "diagnostic": {}}}
FIRST_DIAGNOSTICS = 90.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server to measure.

    `sees` are the diagnostics shown to it; None for those that it gives itself: pushed, as to Emacs, Vim and Helix, or
    `pulled` after every edit, as by VS Code and Neovim. The floor's menu `holds` nothing.
    """

    name: str
    argv: tuple[str, ...]
    sees: tuple[Mapping[str, Any], ...] | None = None
    pulled: bool = False
    holds: bool = True


class Editor:
    """An editor that shows a server one document."""

    def __init__(self, server: Server, root: Path) -> None:
        self._server = server
        self._version = 1
        self._published: dict[str, list[dict[str, Any]]] = {}
        self._arrived = threading.Condition()
        self.client = LanguageClient(server.argv, cwd=root, handler=self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.client.close()

    def initialize(self, root: Path) -> None:
        """Begin the session."""
        self.client.initialize(root, PULLING if self._server.pulled else CAPABILITIES)

    def open(self, file: Path, text: str) -> None:
        """Show the server the document."""
        document = {"uri": file.as_uri(), "languageId": "python", "version": self._version, "text": text}
        self.client.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, file: Path, change: Mapping[str, Any]) -> None:
        """Tell the server of an edit."""
        self._version += 1
        document = {"uri": file.as_uri(), "version": self._version}
        self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        if self._server.pulled:
            self.client.ask("textDocument/diagnostic", {"textDocument": {"uri": file.as_uri()}})

    def actions(self, file: Path, diagnostic: Mapping[str, Any]) -> bool:
        """Whether the menu at a diagnostic holds an offer."""
        params = {
            "textDocument": {"uri": file.as_uri()},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "triggerKind": 1},
        }
        with suppress(ServerFailed):
            return bool(self.client.request("textDocument/codeAction", params))
        return False

    def diagnostics(self, file: Path, subject: Subject) -> list[Mapping[str, Any]]:
        """What the server is shown later: one list for ours, for the others what they say of the planted lines."""
        if self._server.sees is not None:
            return list(self._server.sees)
        for found in self._rounds(file):
            planted = [each for each in found if each["range"]["start"]["line"] in subject.planted]
            if planted:
                return list(planted)
        raise ServerFailed(f"{self._server.name}: says nothing of the planted mistakes")

    def _rounds(self, file: Path) -> Iterator[list[dict[str, Any]]]:
        ends = time.monotonic() + FIRST_DIAGNOSTICS
        while time.monotonic() < ends:
            if self._server.pulled:
                document = {"textDocument": {"uri": file.as_uri()}}
                yield self.client.request("textDocument/diagnostic", document).get("items", [])
            with self._arrived:
                self._arrived.wait(1)
                yield self._published.get(file.as_uri(), [])

    def _handle(self, method: str, params: Any) -> Any:
        match method:
            case "workspace/configuration":
                return [None for _ in params["items"]]
            case "textDocument/publishDiagnostics":
                with self._arrived:
                    self._published[params["uri"]] = params["diagnostics"]
                    self._arrived.notify_all()
            case _:
                pass
        return None
