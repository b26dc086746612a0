"""The demo: an editor's session with the real server on the example project.

The editor here keeps its documents in memory, as editors do, and never saves: the example stays as it is.
Exit 0: verified. 3: this machine lacks what verifying needs. 1: anything else.
"""

from __future__ import annotations

import difflib
import os
import queue
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from language_client import LanguageClient, ServerFailed

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "stockroom"
FILE = EXAMPLE / "stockroom" / "files.py"
LINE = "def write_report("
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
    """An editor with one document open. What the server sends is kept in `said`, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.version = 1
        self.said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self.client = LanguageClient(
            [sys.executable, "-m", "assay", "serve", "--trust", "yes"],
            cwd=EXAMPLE,
            environ={**os.environ, "VIRTUAL_ENV": sys.prefix},
            handler=self._handle,
        )

    def open(self) -> None:
        """Begin the session and open the document."""
        self.client.initialize(EXAMPLE, CAPABILITIES)
        document = {"uri": FILE.as_uri(), "languageId": "python", "version": self.version, "text": self.text}
        self.client.notify("textDocument/didOpen", {"textDocument": document})

    def menu(self, line: int) -> list[dict[str, Any]]:
        """The code actions at a line."""
        place = {"line": line, "character": 0}
        found: list[dict[str, Any]] = self.client.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": FILE.as_uri()},
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
                self.said.put(Said("end" if value["kind"] == "end" else "progress", value.get("message", "")))
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
        changes = edit.get("documentChanges") or [
            {"textDocument": {"uri": uri}, "edits": edits} for uri, edits in edit.get("changes", {}).items()
        ]
        if any(change.get("textDocument", {}).get("uri") != FILE.as_uri() for change in changes):
            return False
        for change in changes:
            for each in sorted(change["edits"], key=lambda each: -each["range"]["start"]["line"]):
                self.text = _replaced(self.text, each["range"], each["newText"])
        self.version += 1
        self.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": FILE.as_uri(), "version": self.version},
                "contentChanges": [{"text": self.text}],
            },
        )
        return True


def main() -> int:
    """Play the session and show what a user would see."""
    before = FILE.read_text(encoding="utf-8")
    line = next(number for number, text in enumerate(before.split("\n")) if text.startswith(LINE))
    editor = Editor(before)
    try:
        with editor.client:
            verdict = play(editor, line)
    except (ServerFailed, OSError) as error:
        print(f"The server failed: {error}", file=sys.stderr)
        return 1
    if FILE.read_text(encoding="utf-8") != before:
        print(f"{FILE} was changed on disk, which no run may do; please report it", file=sys.stderr)
        return 1
    print(f"\n{FILE.relative_to(ROOT)} on disk is as it was: the editor did not save.")
    match verdict:
        case "verified":
            return 0
        case "partial":
            return 3
        case _:
            return 1


def play(editor: Editor, line: int) -> str:
    """One session: look, choose, wait, read the evidence. Gives the verdict's first word."""
    before = editor.text
    editor.open()
    print(f"{FILE.relative_to(ROOT)}:{line + 1}\n\n    {before.split(chr(10))[line]}\n\nThe menu there:")
    menu = editor.menu(line)
    for action in menu:
        print(f"    {action['title']}")
    if not menu:
        raise ServerFailed("it offers nothing at a mistake that it knows")
    print(f"\nChosen: {menu[0]['title']}")
    editor.choose(menu[0])
    for said in editor.until("end"):
        print(f"    ... {said.text}")
    said = list(editor.until("message"))[-1]
    print(f"\nThe editor shows: {said.text}\n")
    sys.stdout.writelines(
        difflib.unified_diff(
            before.splitlines(keepends=True), editor.text.splitlines(keepends=True), "before", "in the editor", n=2
        )
    )
    show_evidence(editor, line)
    return said.text.partition(":")[0]


def show_evidence(editor: Editor, line: int) -> None:
    """Ask for the evidence as a user would, from the menu, and print the page that the server opens."""
    for action in editor.menu(line):
        if action["command"]["command"] == "assay.evidence":
            print(f"\nChosen: {action['title']}\n")
            editor.choose(action)
            page = list(editor.until("document"))[-1].text
            print(Path(unquote(urlsplit(page).path)).read_text(encoding="utf-8"))


def _replaced(text: str, place: Mapping[str, Any], new: str) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start, end = (starts[place[side]["line"]] + place[side]["character"] for side in ("start", "end"))
    return text[:start] + new + text[end:]


if __name__ == "__main__":
    sys.exit(main())
