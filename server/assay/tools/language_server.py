"""Talk with a type checker that goes on running as a language server: whole texts in, what it says of each file out.

It is asked about the files that it was given, one request for each (`textDocument/diagnostic` of the Language Server
Protocol 3.17), so that no answer can be one about an older text. Fail closed: a server that ended, an error, an answer
of another form or a file that is to be gone is no answer, which is not "no errors".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from assay.core.command import Conversation
from assay.core.diagnostics import Severity
from assay.core.errors import SandboxFailed
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Ask, CheckerReport
from assay.tools.framing import Broken, Wire
from assay.tools.remarks import Dialect, Remark, answered

HINT = 4
"""The severity of what editors only show in grey."""

TRIES = 20
"""How often a server may say that it wants to be asked again."""

_AGAIN = -32802
"""The error that says so (`ServerCancelled`)."""

_DIALECT = Dialect("utf-16", counts_mark=True)
_SEVERITIES: Mapping[object, Severity] = {1: "error", 2: "warning", 3: "note"}
_CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"diagnostic": {}, "synchronization": {}},
    "workspace": {"configuration": True},
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How one server is talked with: its settings by section, and its words as its command would print them."""

    settings: Mapping[str, Any]
    words: Callable[[str], str]


def begin(tool: Tool, manner: Manner, conversation: Conversation) -> Ask:
    """How this server is asked; of other files than those that it was given it says nothing."""
    server = _Server(Wire(conversation), manner)

    async def ask(texts: Mapping[PurePosixPath, str | None], snapshot: Snapshot) -> CheckerReport:
        began, remarks, failure = time.monotonic(), list[Remark](), ""
        try:
            await server.begin(snapshot.root / tool.folder)
            for path, text in texts.items():
                await server.give(snapshot.root / path, text)
            for file in server.versions:
                remarks += await server.remarks(file)
        except (Broken, SandboxFailed, LookupError, TypeError, ValueError, AttributeError) as error:
            failure = f"{tool.name} gave no whole answer: {error}"
        return await asyncio.to_thread(
            answered, tool, snapshot, tuple(remarks), _DIALECT, seconds=time.monotonic() - began, failure=failure
        )

    return ask


@dataclass(slots=True)
class _Server:
    """What a server was told: `versions` are those of the files that are open in it."""

    wire: Wire
    manner: Manner
    number: int = 0
    versions: dict[Path, int] = field(default_factory=dict[Path, int])

    async def begin(self, folder: Path) -> None:
        if self.number:
            return
        uri = folder.as_uri()
        workspace = [{"uri": uri, "name": folder.name}]
        params = {"processId": None, "rootUri": uri, "workspaceFolders": workspace, "capabilities": _CAPABILITIES}
        await self.request("initialize", params)
        await self.wire.send({"method": "initialized", "params": {}})

    async def give(self, file: Path, text: str | None) -> None:
        if text is None:
            raise Broken("it cannot be told that a file is gone")
        version = self.versions[file] = self.versions.get(file, 0) + 1
        document = {"uri": file.as_uri(), "version": version}
        if version == 1:
            opened = {**document, "languageId": "python", "text": text}
            await self.wire.send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        else:
            changed = {"textDocument": document, "contentChanges": [{"text": text}]}
            await self.wire.send({"method": "textDocument/didChange", "params": changed})

    async def remarks(self, file: Path) -> list[Remark]:
        asked = {"textDocument": {"uri": file.as_uri()}}
        for _ in range(TRIES):
            match await self.request("textDocument/diagnostic", asked):
                case None:
                    continue
                case {"kind": "full", "items": items}:
                    return self._remarks(file, items)
                case _:
                    raise Broken("an answer of another form")
        raise Broken("it wants to be asked again and again")

    async def request(self, method: str, params: Mapping[str, Any]) -> Any:
        """What it answers; None where it wants to be asked again."""
        self.number += 1
        await self.wire.send({"id": self.number, "method": method, "params": params})
        while (message := await self.wire.receive()).get("id") != self.number or "method" in message:
            if "method" in message and "id" in message:
                await self.wire.send({"id": message["id"], "result": self._settings(message)})
        if "result" in message:
            return message["result"]
        if message["error"]["code"] == _AGAIN:
            return None
        raise Broken(f"{method}: {message['error']}")

    def _settings(self, message: Mapping[str, Any]) -> object:
        """What it asks its client for: settings, or nothing that we have."""
        if message["method"] != "workspace/configuration":
            return None
        return [self.manner.settings.get(item.get("section")) for item in message["params"]["items"]]

    def _remarks(self, file: Path, items: Iterable[Mapping[str, Any]]) -> list[Remark]:
        return [self._remark(file, item) for item in items if item.get("severity") != HINT]

    def _remark(self, file: Path, item: Mapping[str, Any]) -> Remark:
        start, end = item["range"]["start"], item["range"]["end"]
        return Remark(
            str(file),
            (int(start["line"]), int(start["character"])),
            (int(end["line"]), int(end["character"])),
            self.manner.words(str(item["message"])),
            str(item.get("code", "")),
            _SEVERITIES.get(item.get("severity"), "error"),
        )
