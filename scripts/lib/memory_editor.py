"""An editor with one document open, kept in memory and never saved, that talks to the real server."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from language_client import LanguageClient, ServerFailed

SECONDS = 300.0
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-32", "utf-16"]},
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the server sent and that the user would see."""

    kind: str
    text: str


class Editor:
    """An editor that shows one file of a workspace. What the server sends is kept in `said`, in order."""

    def __init__(self, workspace: Path, file: Path, state: Path) -> None:
        """`state` is where the server keeps what it keeps for a user."""
        self.text = file.read_text(encoding="utf-8")
        self._workspace = workspace
        self._uri = file.as_uri()
        self.version = 1
        self.said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self.client = LanguageClient(
            [sys.executable, "-m", "assay", "serve", "--trust", "yes"],
            cwd=workspace,
            environ={**os.environ, "VIRTUAL_ENV": sys.prefix, "XDG_STATE_HOME": str(state)},
            handler=self._handle,
            log=None,
        )

    def open(self) -> None:
        """Begin the session and open the document."""
        self.client.initialize(self._workspace, CAPABILITIES)
        document = {"uri": self._uri, "languageId": "python", "version": self.version, "text": self.text}
        self.client.notify("textDocument/didOpen", {"textDocument": document})

    def menu(self, line: int) -> list[dict[str, Any]]:
        """The code actions at a line."""
        place = {"line": line, "character": 0}
        found: list[dict[str, Any]] = self.client.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": self._uri},
                "range": {"start": place, "end": {"line": line, "character": len(self.text.split("\n")[line])}},
                "context": {"diagnostics": [], "triggerKind": 1},
            },
        )
        return found

    def choose(self, action: Mapping[str, Any]) -> None:
        """Carry out what an entry of the menu stands for."""
        command = action["command"]
        self.client.request("workspace/executeCommand", {k: command[k] for k in ("command", "arguments")})

    def until(self, kind: str) -> Iterator[Said]:
        """What the server says, up to the first thing of a kind."""
        while True:
            try:
                said = self.said.get(timeout=SECONDS)
            except queue.Empty:
                raise ServerFailed(f"nothing more came within {SECONDS:g} s") from None
            yield said
            if said.kind == kind:
                return

    def _handle(self, method: str, params: Any) -> Any:
        match method:
            case "$/progress":
                value = params["value"]
                self.said.put(Said(value["kind"], value.get("message") or value.get("title", "")))
            case "window/showMessage":
                self.said.put(Said("message", params["message"]))
            case "window/showDocument":
                self.said.put(Said("document", params["uri"]))
                return {"success": True}
            case "workspace/applyEdit":
                return {"applied": self._apply(params["edit"])}
            case _:
                pass
        return None

    def _apply(self, edit: Mapping[str, Any]) -> bool:
        """Make the edits of our one document, and show the server what it holds now, as every editor does."""
        changes: list[dict[str, Any]] = edit["documentChanges"]
        if any(change.get("textDocument", {}).get("uri") != self._uri for change in changes):
            return False
        for change in changes:
            edits: list[dict[str, Any]] = change["edits"]
            for each in sorted(edits, key=_line, reverse=True):
                self.text = _replaced(self.text, each["range"], each["newText"])
        self.version += 1
        self.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self._uri, "version": self.version},
                "contentChanges": [{"text": self.text}],
            },
        )
        return True


def _line(edit: Mapping[str, Any]) -> int:
    line: int = edit["range"]["start"]["line"]
    return line


def _replaced(text: str, place: Mapping[str, Mapping[str, int]], new: str) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start, end = (starts[place[side]["line"]] + place[side]["character"] for side in ("start", "end"))
    return text[:start] + new + text[end:]
