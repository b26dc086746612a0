"""What is shown as wrong in open files, as the checker says it in the background."""

from __future__ import annotations

import json
import re
import time
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from support.client import Message
from support.editor import EVERYTHING, Buffer, Editor
from support.project import FIXED, LINE, MODULE
from support.sessions import Begin

PUBLISH = "textDocument/publishDiagnostics"
KEEPS_DATA: dict[str, Any] = deepcopy(dict(EVERYTHING))
KEEPS_DATA["experimental"] = {"assay": {"links": True}}
KEEPS_DATA["textDocument"]["hover"] = {"contentFormat": ["markdown", "plaintext"]}
KEEPS_DATA["textDocument"]["publishDiagnostics"] = {
    "versionSupport": True,
    "dataSupport": True,
    "tagSupport": {"valueSet": [1, 2]},
}


def shown(editor: Editor, buffer: Buffer, count: int, *, after: int = 0) -> list[Message]:
    """What is shown of the buffer, once it is so many."""

    def wanted(message: Message) -> bool:
        params = message.get("params", {})
        return message.get("method") == PUBLISH and params["uri"] == buffer.uri and len(params["diagnostics"]) == count

    found: list[Message] = editor.client.wait(wanted, after=after)["params"]["diagnostics"]
    return found


def test_errors_are_shown_on_open_under_the_checkers_name(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    (error,) = shown(editor, buffer, 1)
    start = MODULE.splitlines()[LINE].index("None")
    assert error["range"]["start"] == {"line": LINE, "character": start}
    assert (error["source"], error["code"], error["severity"]) == ("mypy", "assignment", 1)
    assert editor.client.method(PUBLISH)["params"]["version"] == 0
    (offer, *_) = editor.actions(buffer, LINE, diagnostics=[error])
    assert offer["diagnostics"] == [error], "what comes back is known as ours"
    assert len(editor.client.all(PUBLISH)) == 1, "and is no reason to withdraw it"
    (offer, *_) = editor.actions(buffer, LINE)
    assert offer["diagnostics"] == [error], "an editor that passes none has the offer tied to it all the same"
    place = {"textDocument": {"uri": buffer.uri}, "position": error["range"]["start"]}
    said = editor.client.result("textDocument/hover", place)["contents"]
    link = re.fullmatch(
        r"\[Fix it\]\(command:assay\.run\?([\w.%~-]+)\): `Let parameter .*` \(tested first\)", said["value"]
    )
    assert link
    assert json.loads(unquote(link[1])) == offer["command"]["arguments"], "a hover does what the menu does"
    place["position"] = {"line": error["range"]["start"]["line"], "character": 0}
    assert editor.client.result("textDocument/hover", place) is None


def test_they_are_gone_once_the_editor_shows_another_servers(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    (error,) = shown(editor, buffer, 1)
    theirs = {key: value for key, value in error.items() if key != "data"}
    editor.actions(buffer, LINE, diagnostics=[{**theirs, "source": "Pylance"}])
    after = len(editor.client.received)
    shown(editor, buffer, 0)
    save(editor, buffer)
    time.sleep(2.5)
    later = [each for each in editor.client.received[after:] if each.get("method") == PUBLISH]
    assert all(not each["params"]["diagnostics"] for each in later)


def test_another_servers_errors_that_came_first_keep_ours_away(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    editor.actions(buffer, 0, diagnostics=[{"range": place, "message": "anything", "source": "basedpyright"}])
    time.sleep(2.5)
    assert editor.client.all(PUBLISH) == []


def test_a_linters_errors_are_no_type_checkers(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    editor.actions(buffer, 0, diagnostics=[{"range": place, "message": "anything", "source": "Ruff"}])
    shown(editor, buffer, 1)


def test_off_shows_nothing_and_no_trust_is_asked_for(begin: Begin, untrusted: Begin, project: Path) -> None:
    for editor in (begin(options={"diagnostics": "off"}), untrusted()):
        editor.open(project / "mean.py")
        time.sleep(2.5)
        assert editor.client.all(PUBLISH) == editor.client.all("window/showMessageRequest") == []


def test_positions_are_in_the_clients_unit_and_move_with_the_text(begin: Begin, project: Path) -> None:
    text = MODULE.replace('"""Averages."""', '"""Averages."""\n\n\ndef of_none() -> None:\n    "😀"; "".nothing()')
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py", text)
    (error, _) = shown(editor, buffer, 2)
    assert error["range"]["start"] == {"line": 4, "character": 10}, "an emoji counts two"
    editor.replace(buffer, '"""Averages."""\n', '"""Averages."""\n\n# typed above\n')
    offers = editor.actions(buffer, LINE + 6, diagnostics=[])
    assert offers[0]["diagnostics"][0]["range"]["start"]["line"] == LINE + 6
    editor.replace(buffer, "nothing()", "upper()")
    (left,) = shown(editor, buffer, 1)
    assert left["range"]["start"]["line"] == LINE + 6, "of a line that changed nothing is known"


def test_a_run_goes_first_and_what_it_solved_is_no_longer_shown(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, "^Let parameter")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED
    assert all(not each["params"]["diagnostics"] for each in editor.client.all(PUBLISH)), "the run went first"
    shown(editor, editor.open(project / "migrations" / "rates.py"), 1)


def test_a_fix_takes_its_error_from_what_is_shown(begin: Begin, project: Path) -> None:
    editor = begin(KEEPS_DATA)
    buffer = editor.open(project / "mean.py")
    (error,) = shown(editor, buffer, 1)
    editor.execute(editor.actions(buffer, LINE, diagnostics=[error])[0])
    editor.said("applied to mean.py")
    shown(editor, buffer, 0)


def test_closing_takes_back_what_was_shown(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    shown(editor, buffer, 1)
    editor.close(buffer)
    shown(editor, buffer, 0)


def test_a_file_that_the_project_does_not_name_is_looked_at_for_itself(begin: Begin, project: Path) -> None:
    (project / "extra.py").write_text(MODULE)
    editor = begin()
    extra = editor.open(project / "extra.py")
    buffer = editor.open(project / "mean.py")
    shown(editor, buffer, 1)
    shown(editor, extra, 1)


def test_leaving_a_folder_takes_back_what_was_shown(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    shown(editor, buffer, 1)
    gone = {"uri": project.as_uri(), "name": "project"}
    editor.client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [gone]}})
    shown(editor, buffer, 0)


def test_what_was_typed_is_looked_at_when_it_is_saved(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    shown(editor, buffer, 1)
    editor.replace(buffer, "def mean(", 'NUMBER: int = "one"\n\n\ndef mean(')
    save(editor, buffer)
    assert [each["message"] for each in shown(editor, buffer, 2)][1].startswith("Incompatible types in assignment")


def test_the_title_says_how_many_errors_one_change_answers(begin: Begin, project: Path) -> None:
    text = "def first(text: str | None) -> str:\n    text.upper()\n    text.lower()\n    return text.title()\n"
    editor = begin()
    buffer = editor.open(project / "mean.py", text)
    shown(editor, buffer, 3)
    (title,) = [each["title"] for each in editor.actions(buffer, 1, only=["quickfix"])]
    assert title.endswith("(3 errors) (tested first)")


def test_a_checker_that_cannot_run_is_said_once(begin: Begin, project: Path) -> None:
    (project / "plugin.py").write_text("raise SystemExit(3)\n")
    declaration = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(declaration.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["plugin.py"]'))
    editor = begin()
    buffer = editor.open(project / "mean.py")
    assert "errors are not shown: mypy" in editor.said("errors are not shown")
    (project / "plugin.py").write_text("raise SystemExit('in other words')\n")
    save(editor, buffer)
    time.sleep(2.5)
    said = [each for each in editor.client.all("window/showMessage") if "not shown" in each["params"]["message"]]
    assert len(said) == 1


def save(editor: Editor, buffer: Buffer) -> None:
    editor.client.notify("textDocument/didSave", {"textDocument": {"uri": buffer.uri}})
