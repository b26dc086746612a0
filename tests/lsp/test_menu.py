"""What the menu holds, raw, as clients of different abilities get it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.abilities import lacking
from support.client import Client
from support.editor import Buffer, Editor
from support.project import LINE, MODULE, write_project
from support.sessions import Begin, Serve

FAR = 7

Opened = Callable[[str], Buffer]


def error(line: int = LINE, **more: Any) -> dict[str, Any]:
    """The error as mypy has it, from whichever server shows it."""
    start = MODULE.splitlines()[line].index("None")
    return {
        "range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": start + 4}},
        "message": 'Incompatible default for argument "digits" (default has type "None", argument has type "int")',
        "code": "assignment",
        "source": "mypy",
        "severity": 1,
        **more,
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One server and one project for all tests that only look."""
    folder = tmp_path_factory.mktemp("menu")
    argv = [sys.executable, "-m", "assay", "serve", "--trust", "yes"]
    with Client(argv, cwd=folder, environ={"PATH": os.environ["PATH"], "HOME": str(folder / "home")}) as client:
        editor = Editor(client)
        editor.begin(write_project(folder / "project"))
        yield editor


@pytest.fixture
def opened(shared: Editor) -> Iterator[Opened]:
    """Opens the module of the project with a text of the test's own."""
    buffers: list[Buffer] = []

    def open_(text: str) -> Buffer:
        buffers.append(shared.open(shared.root / "mean.py", text))
        return buffers[-1]

    yield open_
    for buffer in buffers:
        shared.close(buffer)


def test_an_offer_carries_its_command_and_the_diagnostic_as_it_came(shared: Editor, opened: Opened) -> None:
    buffer = opened(MODULE)
    shown = error(data={"anything": [1]}, tags=[1])
    (action,) = shared.actions(buffer, LINE, only=["quickfix"], diagnostics=[shown])
    assert (action["kind"], action["isPreferred"], action["diagnostics"]) == ("quickfix", True, [shown])
    assert action["command"]["command"] == "assay.run"
    (argument,) = action["command"]["arguments"]
    assert (argument["action"], argument["uri"], argument["version"]) == ("fix_types", buffer.uri, 0)
    assert argument["diagnostics"] == [shown]
    assert "edit" not in action
    assert shared.client.result("codeAction/resolve", action) == action


def test_only_the_kinds_that_are_asked_for(shared: Editor, opened: Opened) -> None:
    buffer = opened(MODULE)

    def held(only: list[str] | None) -> bool:
        return bool(shared.actions(buffer, LINE, only=only, diagnostics=[error()]))

    for only in (None, [], [""], ["quickfix"], ["", "quickfix", "refactor"]):
        assert held(only), only
    for only in (["refactor"], ["quick"], ["quickfix.mine"], ["source.organizeImports", "refactor.x"]):
        assert not held(only), only


def test_by_itself_an_editor_gets_only_fixes_of_what_it_shows(shared: Editor, opened: Opened) -> None:
    buffer = opened(MODULE)
    assert shared.actions(buffer, LINE, trigger=2) == []
    assert shared.actions(buffer, LINE, trigger=1) != []
    assert shared.actions(buffer, LINE, trigger=None) != []
    assert len(shared.actions(buffer, LINE, trigger=2, diagnostics=[error()])) == 1


def test_nothing_is_offered_where_nothing_applies(shared: Editor, opened: Opened) -> None:
    buffer = opened(MODULE)
    assert shared.actions(buffer, FAR, only=["quickfix"]) == []


def test_a_client_without_literals_gets_commands(begin: Begin, project: Path) -> None:
    editor = begin(lacking("textDocument", "codeAction", "codeActionLiteralSupport"))
    buffer = editor.open(project / "mean.py")
    (command,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[error()])
    assert set(command) == {"title", "command", "arguments"}
    assert command["command"] == "assay.run"


def test_a_client_that_knows_nothing_of_preference_is_not_told(begin: Begin, project: Path) -> None:
    editor = begin(lacking("textDocument", "codeAction", "isPreferredSupport"))
    buffer = editor.open(project / "mean.py")
    (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[error()])
    assert "isPreferred" not in action


def test_the_text_that_counts_is_the_one_in_the_buffer(shared: Editor, opened: Opened) -> None:
    buffer = opened("x = 1\n" + MODULE)
    assert shared.actions(buffer, LINE, only=["quickfix"]) == []
    assert shared.actions(buffer, LINE + 1, only=["quickfix"]) != []
    shared.replace(buffer, "x = 1\n", "")
    assert shared.actions(buffer, LINE, only=["quickfix"]) != []


def test_emoji_before_the_cursor(shared: Editor, opened: Opened) -> None:
    emoji = "def _rounded(\U0001f600: float"
    buffer = opened(MODULE.replace("def _rounded(value: float", emoji).replace("value", "v"))
    shown = error()
    for end in shown["range"].values():
        end["character"] -= 3  # two units for five letters
    (action,) = shared.actions(buffer, LINE, only=["quickfix"], diagnostics=[shown])
    assert action["command"]["arguments"][0]["diagnostics"] == [shown]


def test_a_file_outside_of_every_folder(begin: Begin, tmp_path: Path) -> None:
    editor = begin()
    outside = write_project(tmp_path / "outside")
    buffer = editor.open(outside / "mean.py")
    assert editor.actions(buffer, LINE, trigger=2) == []
    assert editor.client.all("window/showMessage") == []
    for _ in range(2):
        assert editor.actions(buffer, LINE, diagnostics=[error()]) == []
    assert "not in a folder that is open here" in editor.said("outside/mean.py")
    assert len(editor.client.all("window/showMessage")) == 1, "said once, not at every move of the cursor"


def test_the_innermost_folder_holds_the_file(serve: Serve, project: Path, tmp_path: Path) -> None:
    """The run's receipt names the file as the innermost folder does."""
    inner = write_project(project / "inner")
    editor = Editor(serve("--trust", "no"))
    editor.begin(project, inner)
    buffer = editor.open(inner / "mean.py")
    editor.choose(buffer, LINE, "tested first")
    editor.client.wait(
        lambda message: (
            message.get("method") == "window/showMessageRequest" or "not trusted" in str(message.get("params"))
        )
    )
    ledgers = {path.parent.name for path in (tmp_path / "xdg_state_home").glob("assay/workspaces/*/ledger*")}
    assert len(ledgers) == 1


def test_folders_come_and_go(begin: Begin, project: Path, tmp_path: Path) -> None:
    editor = begin()
    other = write_project(tmp_path / "other")
    buffer = editor.open(other / "mean.py")
    folder = {"uri": other.as_uri(), "name": "other"}
    assert editor.titles(buffer, LINE) == []
    editor.client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
    assert editor.titles(buffer, LINE) != []
    editor.client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    assert editor.titles(buffer, LINE) == []


def test_a_folder_under_a_link_and_a_strange_name(serve: Serve, tmp_path: Path) -> None:
    real = write_project(tmp_path / "a 'b': \"c\" %20")
    link = tmp_path / "link"
    link.symlink_to(real)
    for folder in (real, link):
        editor = Editor(serve("--trust", "yes"))
        editor.begin(folder)
        assert editor.titles(editor.open(folder / "mean.py"), LINE) != []
