"""Applies what the language server of a type checker offers at each error that it finds, suppressions left out."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from language_client import LanguageClient, ServerFailed

SECONDS = 30.0
"""How long a server may take for one answer, and for the diagnostics of one file."""

QUIET = 2.0
"""Seconds without a word of one that pushes them, after which they are taken for all."""

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "publishDiagnostics": {"dataSupport": True},
        "diagnostic": {},
    },
    "workspace": {"configuration": True, "workspaceEdit": {"documentChanges": True}, "workspaceFolders": True},
    "window": {"workDoneProgress": True},
}
ERROR = 1
"""The severity, as the protocol has it."""

_SILENCES = re.compile(r"\bignore\b|\bsuppress|#\s*(?:type|ty|pyright|pyrefly)\s*:|\bnoqa\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one server's fixes. `errors` is by its own count."""

    errors: int
    applied: int
    silencing: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement, between offsets."""

    start: int
    end: int
    new: str


class Editor:
    """An editor without a person: opens one file after the other, and takes the first fix at every error."""

    def __init__(self, argv: tuple[str, ...], root: Path, python: Path) -> None:
        self._root = root
        self._python = python
        self._published: dict[str, list[dict[str, Any]]] = {}
        self._arrived = threading.Condition()
        self._client = LanguageClient(argv, cwd=root, handler=self._handle)
        self._pulls = False

    def run(self, files: Iterable[Path]) -> Applied:
        """Fix and write the files. Raises `ServerFailed`."""
        with self._client:
            self._pulls = "diagnosticProvider" in self._client.initialize(self._root, CAPABILITIES)
            done = [self._fix(file) for file in files]
        return Applied(
            sum(each.errors for each in done), sum(each.applied for each in done), sum(each.silencing for each in done)
        )

    def _fix(self, file: Path) -> Applied:
        text = file.read_text(encoding="utf-8")
        document = {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": text}
        self._client.notify("textDocument/didOpen", {"textDocument": document})
        found = [each for each in self._diagnostics(file) if each.get("severity", ERROR) == ERROR]
        chosen: list[tuple[Edit, ...]] = []
        silencing = 0
        for diagnostic in found:
            edits = [edits for edits in self._offers(file, diagnostic, text) if edits]
            honest = [each for each in edits if not any(_SILENCES.search(edit.new) for edit in each)]
            silencing += bool(edits) and not honest
            chosen += honest[:1]
        self._client.notify("textDocument/didClose", {"textDocument": {"uri": file.as_uri()}})
        after, applied = apply_all(text, chosen)
        if applied:
            file.write_text(after, encoding="utf-8")
        return Applied(len(found), applied, silencing)

    def _diagnostics(self, file: Path) -> list[dict[str, Any]]:
        uri = file.as_uri()
        if self._pulls:
            answer = self._client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}}, seconds=SECONDS)
            pulled: list[dict[str, Any]] = answer.get("items", [])
            return pulled
        ends = time.monotonic() + SECONDS
        with self._arrived:
            while uri not in self._published and time.monotonic() < ends:
                self._arrived.wait(1)
            while self._arrived.wait(QUIET):
                pass
            return self._published.get(uri, [])

    def _offers(self, file: Path, diagnostic: Mapping[str, Any], text: str) -> list[tuple[Edit, ...]]:
        """The edits of each quick fix, in the server's order, those that it prefers first."""
        params = {
            "textDocument": {"uri": file.as_uri()},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"], "triggerKind": 1},
        }
        try:
            answer = self._client.request("textDocument/codeAction", params, seconds=SECONDS)
        except ServerFailed:
            return []
        found = cast("list[dict[str, Any]]", answer or [])
        fixes = [each for each in found if str(each.get("kind", "")).startswith("quickfix")]
        fixes.sort(key=lambda each: not each.get("isPreferred", False))
        return [edits_of(self._resolved(each), file.as_uri(), text) for each in fixes]

    def _resolved(self, action: dict[str, Any]) -> Mapping[str, Any]:
        if "edit" in action or "data" not in action:
            return action
        try:
            resolved: Mapping[str, Any] = self._client.request("codeAction/resolve", action, seconds=SECONDS)
        except ServerFailed:
            return action
        return resolved

    def _handle(self, method: str, params: Any) -> Any:
        match method:
            case "workspace/configuration":
                return [self._setting(item.get("section", "")) for item in params["items"]]
            case "workspace/workspaceFolders":
                return [{"uri": self._root.as_uri(), "name": self._root.name}]
            case "textDocument/publishDiagnostics":
                with self._arrived:
                    self._published[params["uri"]] = params["diagnostics"]
                    self._arrived.notify_all()
            case _:
                pass
        return None

    def _setting(self, section: str) -> Any:
        """The project's Python, under every name that a server may ask for it."""
        python = str(self._python)
        match section:
            case "python":
                return {"pythonPath": python, "defaultInterpreterPath": python}
            case "ty":
                return {"configuration": {"environment": {"python": python}}}
            case _:
                return {}


def edits_of(action: Mapping[str, Any], uri: str, text: str) -> tuple[Edit, ...]:
    """The edits of an action; none where it touches another file too, or more than text."""
    edit = cast("dict[str, Any]", action.get("edit") or {})
    plain = cast("dict[str, list[Any]]", edit.get("changes") or {})
    changes = {key: list(value) for key, value in plain.items()}
    for each in cast("list[dict[str, Any]]", edit.get("documentChanges") or []):
        if "textDocument" not in each:
            return ()
        changes.setdefault(str(each["textDocument"]["uri"]), []).extend(each["edits"])
    if set(changes) != {uri}:
        return ()
    lines = text.split("\n")
    return tuple(
        Edit(_offset(lines, each["range"]["start"]), _offset(lines, each["range"]["end"]), each["newText"])
        for each in changes[uri]
    )


def apply_all(text: str, fixes: Iterable[tuple[Edit, ...]]) -> tuple[str, int]:
    """The text with every fix that does not overlap one before it, and how many those are; equal ones count once."""
    taken: list[Edit] = []
    applied = 0
    for edits in dict.fromkeys(fixes):
        if all(edit in taken or not any(_overlap(edit, other) for other in taken) for edit in edits):
            taken += [edit for edit in edits if edit not in taken]
            applied += 1
    for edit in sorted(taken, key=lambda each: (each.start, each.end), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text, applied


def _overlap(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:
        return one.start < other.end and other.start < one.end
    return max(one.start, other.start) < min(one.end, other.end)


def _offset(lines: list[str], position: Mapping[str, int]) -> int:
    """The offset of a position, whose characters are UTF-16 code units."""
    number = min(position["line"], len(lines))
    before = sum(len(line) + 1 for line in lines[:number])
    if number == len(lines):
        return max(0, before - 1)
    units = lines[number].encode("utf-16-le")[: 2 * position["character"]]
    return before + len(units.decode("utf-16-le", "ignore"))
