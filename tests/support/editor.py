"""An editor for tests of the wire: buffers that are kept in step, edits that are carried out or are not."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.client import Client, Message

EVERYTHING: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
    },
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}},
            "isPreferredSupport": True,
            "disabledSupport": True,
        },
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}
"""What a modern editor advertises, but for change annotations, watching and settings."""


@dataclass
class Buffer:
    """One open file as the person sees it."""

    uri: str
    text: str
    version: int = 0
    history: list[str] = field(default_factory=list)


class Editor:
    """The well-behaved editor: it answers everything, makes every edit, and tells of every change at once."""

    def __init__(self, client: Client, capabilities: Mapping[str, Any] = EVERYTHING) -> None:
        self.client = client
        self.capabilities = capabilities
        self.buffers: dict[str, Buffer] = {}
        self.opened: list[str] = []
        self.root = Path()
        self._changing = threading.RLock()
        client.answers |= {
            "window/workDoneProgress/create": lambda params: None,
            "client/registerCapability": lambda params: None,
            "window/showDocument": self._show,
            "workspace/applyEdit": self.apply,
        }

    def begin(self, *folders: Path, options: Any = None) -> Message:
        """Open the session on these folders and give the answer to `initialize`."""
        self.root = folders[0] if folders else Path()
        answer: Message = self.client.result(
            "initialize",
            {
                "processId": None,
                "rootUri": folders[0].as_uri() if folders else None,
                "capabilities": self.capabilities,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name} for folder in folders] or None,
                "initializationOptions": options,
            },
        )
        self.client.notify("initialized", {})
        return answer

    def open(self, path: Path, text: str | None = None) -> Buffer:
        """Open a file, with the text on disk where no other is given."""
        buffer = Buffer(path.as_uri(), path.read_bytes().decode() if text is None else text)
        self.buffers[buffer.uri] = buffer
        item = {"uri": buffer.uri, "languageId": "python", "version": 0, "text": buffer.text}
        self.client.notify("textDocument/didOpen", {"textDocument": item})
        return buffer

    def close(self, buffer: Buffer) -> None:
        """Close a buffer."""
        del self.buffers[buffer.uri]
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": buffer.uri}})

    def replace(self, buffer: Buffer, old: str, new: str) -> None:
        """Type: put other text in place of what stands there once, as one incremental change."""
        with self._changing:
            before, found, after = buffer.text.partition(old)
            assert found, f"{old!r} is not in the buffer"
            start = _position(before)
            change = {"range": {"start": start, "end": _position(before + old)}, "text": new}
            self._set(buffer, before + new + after)
            self._changed(buffer, change)

    def actions(
        self, buffer: Buffer, line: int, *, only: list[str] | None = None, trigger: int | None = 1,
        diagnostics: list[Any] | None = None,
    ) -> list[Message]:  # fmt: skip
        """What the menu holds on a line, raw."""
        context: Message = {"diagnostics": diagnostics or []}
        if only is not None:
            context["only"] = only
        if trigger is not None:
            context["triggerKind"] = trigger
        place = {"line": line, "character": 0}
        found: list[Message] = self.client.result(
            "textDocument/codeAction",
            {"textDocument": {"uri": buffer.uri}, "range": {"start": place, "end": place}, "context": context},
        )
        return found

    def titles(self, buffer: Buffer, line: int = 0) -> list[str]:
        """The titles of the menu on a line, as a person asks for it."""
        return [action["title"] for action in self.actions(buffer, line)]

    def choose(self, buffer: Buffer, line: int, title: str) -> Any:
        """Choose the entry whose title matches, and give what its command answers."""
        found = [action for action in self.actions(buffer, line) if re.search(title, action["title"])]
        assert found, f"{title!r} is not in {self.titles(buffer, line)}"
        return self.execute(found[0])

    def execute(self, action: Message) -> Any:
        """Send the command of an action."""
        command: Message = action["command"] if "kind" in action else action
        return self.client.result(
            "workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]}
        )

    def said(self, pattern: str, *, seconds: float = 60, after: int = 0) -> str:
        """The first line shown to the person that matches."""
        message = self.client.wait(
            lambda message: (
                message.get("method") == "window/showMessage"
                and re.search(pattern, message["params"]["message"]) is not None
            ),
            seconds=seconds,
            after=after,
        )
        text: str = message["params"]["message"]
        return text

    def apply(self, params: Any) -> Any:
        """Carry out an edit of the server as the protocol has it."""
        with self._changing:
            for uri, version, edits in _by_document(params["edit"]):
                buffer = self.buffers.get(uri) or self.open(Path(uri.removeprefix("file://")))
                if version is not None and version != buffer.version:
                    return {"applied": False, "failureReason": "document has changed"}
                self.make(buffer, edits)
            for uri in _deleted(params["edit"]):
                Path(uri.removeprefix("file://")).unlink()
                if (gone := self.buffers.get(uri)) is not None:
                    self.close(gone)
        return {"applied": True}

    def make(self, buffer: Buffer, edits: list[Any]) -> None:
        """Make the edits in the buffer and tell of it."""
        lines = buffer.text.splitlines(keepends=True)
        for edit in sorted(edits, key=lambda edit: edit["range"]["start"]["line"], reverse=True):
            start, end = edit["range"]["start"], edit["range"]["end"]
            whole = start["character"] == 0 and (end["character"] == 0 or end["line"] == len(lines) - 1)
            assert whole, f"not whole lines: {edit}"
            stop = end["line"] if end["character"] == 0 else end["line"] + 1
            lines[start["line"] : stop] = [edit["newText"]]
        self._set(buffer, "".join(lines))
        self._changed(buffer, {"text": buffer.text})

    def undo(self, buffer: Buffer) -> None:
        """Take the last change back."""
        buffer.text = buffer.history.pop()
        buffer.version += 1
        self._changed(buffer, {"text": buffer.text})

    def _set(self, buffer: Buffer, text: str) -> None:
        buffer.history.append(buffer.text)
        buffer.text = text
        buffer.version += 1

    def _changed(self, buffer: Buffer, change: Message) -> None:
        identifier = {"uri": buffer.uri, "version": buffer.version}
        self.client.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})

    def _show(self, params: Any) -> Any:
        self.opened.append(params["uri"])
        return {"success": True}


def _by_document(edit: Any) -> list[tuple[str, int | None, list[Any]]]:
    if "changes" in edit:
        return [(uri, None, edits) for uri, edits in edit["changes"].items()]
    return [
        (change["textDocument"]["uri"], change["textDocument"]["version"], change["edits"])
        for change in edit["documentChanges"]
        if "kind" not in change
    ]


def _deleted(edit: Any) -> list[str]:
    return [change["uri"] for change in edit.get("documentChanges", ()) if change.get("kind") == "delete"]


def _position(text: str) -> Message:
    """The end of a text as a position in UTF-16."""
    last = text.rsplit("\n", 1)[-1]
    return {"line": text.count("\n"), "character": len(last.encode("utf-16-le")) // 2}
