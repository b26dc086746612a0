"""How an edit gets into an editor, and what is said of one that does not.

The folder is not trusted, so that a run makes static checks alone and is quick; what is applied was confirmed.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from support.abilities import lacking
from support.client import Client, Silent
from support.editor import Buffer, Editor
from support.project import FIXED, LINE, MODULE
from support.sessions import Begin


def edits(client: Client) -> list[Any]:
    return [message["params"] for message in client.all("workspace/applyEdit")]


def pending(editor: Editor, path: Path, text: str | None = None) -> Buffer:
    """The file in a buffer, with a fix of it that waits to be applied."""
    buffer = editor.open(path, text)
    editor.choose(buffer, LINE, "tested first")
    editor.said("not applied: choose 'Apply pending'")
    return buffer


def test_whole_lines_of_one_file_for_one_version(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED
    (edit,) = edits(editor.client)
    assert set(edit) == {"edit", "label"}, "some clients fail on what they do not know"
    (change,) = edit["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": buffer.uri, "version": 0}
    (lines,) = change["edits"]
    assert lines["range"] == {"start": {"line": LINE, "character": 0}, "end": {"line": LINE + 1, "character": 0}}


def test_a_client_that_takes_no_edits(untrusted: Begin, project: Path) -> None:
    editor = untrusted(lacking("workspace", "applyEdit"))
    editor.choose(editor.open(project / "mean.py"), LINE, "tested first")
    editor.said("not applied: this editor takes no edits")
    shown = editor.client.method("window/showDocument")["params"]["uri"]
    assert edits(editor.client) == []
    assert editor.client.all("window/showMessageRequest") == [], "there is nothing to decide"
    assert "+def _rounded(value: float, digits: int | None = None)" in Path(shown.removeprefix("file://")).read_text()


@pytest.mark.parametrize("knows", [True, False])
def test_evidence_that_cannot_be_opened_is_said_to_be_where_it_is(
    untrusted: Begin, project: Path, *, knows: bool
) -> None:
    editor = untrusted() if knows else untrusted(lacking("window", "showDocument"))
    editor.client.answers["window/showDocument"] = lambda params: {"success": False}
    buffer = pending(editor, project / "mean.py")
    editor.choose(buffer, 0, "^Show evidence: partial")
    said = editor.said("^the evidence is in ")
    assert "not trusted" in Path(said.removeprefix("the evidence is in ")).read_text()
    assert bool(editor.client.all("window/showDocument")) is knows


def test_a_client_that_takes_neither_versions_nor_documents(untrusted: Begin, project: Path) -> None:
    editor = untrusted(lacking("workspace", "workspaceEdit"))
    buffer = pending(editor, project / "mean.py")
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED
    assert list(edits(editor.client)[0]["edit"]) == ["changes"]


def test_crlf_stays_crlf(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py", MODULE.replace("\n", "\r\n"))
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED.replace("\n", "\r\n")


def test_an_editor_that_syncs_lf_for_a_crlf_file(untrusted: Begin, project: Path) -> None:
    """It keeps CRLF to itself, and would show what it is sent in CRLF as stray characters."""
    (project / "mean.py").write_bytes(MODULE.replace("\n", "\r\n").encode())
    editor = untrusted()
    buffer = pending(editor, project / "mean.py", MODULE)
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED


def test_what_the_editor_says_proves_nothing(untrusted: Begin, project: Path) -> None:
    """It may say `applied` of an edit that it skipped, and not say a word of one that it made."""
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    editor.client.answers["workspace/applyEdit"] = lambda params: {"applied": True}
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("unconfirmed: mean.py: the editor took the edit and did not send it back")

    def half_then_whole(params: Any) -> Any:
        (change,) = params["edit"]["documentChanges"]
        text = buffer.text
        editor.make(buffer, [{**edit, "newText": "half of it\n"} for edit in change["edits"]])
        buffer.text = text
        editor.make(buffer, change["edits"])
        raise Silent

    editor.client.answers["workspace/applyEdit"] = half_then_whole
    editor.choose(buffer, LINE, "^Apply pending: ")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED
    assert not any("pending" in title for title in editor.titles(buffer, LINE))


def test_an_edit_that_lands_in_the_wrong_lines_is_not_called_applied(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")

    def stale(params: Any) -> Any:
        (change,) = params["edit"]["documentChanges"]
        editor.replace(buffer, '"""Averages."""\n', "# RACE\n\n")
        editor.make(buffer, change["edits"])
        return {"applied": True}

    editor.client.answers["workspace/applyEdit"] = stale
    editor.choose(buffer, LINE, "^Apply pending")
    said = editor.said("neither the text before nor the verified one")
    assert "unconfirmed" in said
    assert "undo in the editor" in said


def test_an_edit_that_is_refused_can_be_tried_again(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    editor.client.answers["workspace/applyEdit"] = lambda params: {"applied": False, "failureReason": "no"}
    editor.choose(buffer, LINE, "^Apply pending")
    editor.said("not applied: mean.py: the editor refused the edit \\(no\\)")
    assert buffer.text == MODULE
    editor.client.answers["workspace/applyEdit"] = editor.apply
    editor.choose(buffer, LINE, "^Apply pending: ")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED


def test_an_edit_whose_text_comes_late_is_noticed(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    editor.client.answers["workspace/applyEdit"] = lambda params: {"applied": True}
    editor.choose(buffer, LINE, "^Apply pending")
    editor.said("unconfirmed")
    editor.replace(buffer, "digits: int", "digits: int | None")
    assert not any("pending" in title for title in editor.titles(buffer, LINE))
    editor.said("the verified text is there now")


def test_an_edit_waits_until_nobody_types(untrusted: Begin, project: Path) -> None:
    """Editors hold back what was typed for up to half a second: an edit sent into that lands in the wrong lines."""
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    editor.replace(buffer, '"""Averages."""', '"""Averages')
    typed = time.monotonic()
    editor.choose(buffer, LINE, "^Apply pending")
    editor.replace(buffer, '"""Averages', '"""Averages."""')
    editor.said("stale: mean.py: changed since it was verified")
    assert time.monotonic() - typed >= 0.6
    assert edits(editor.client) == []


def test_a_file_that_was_closed_is_opened_by_the_edit(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = pending(editor, project / "mean.py")
    (apply,) = [action for action in editor.actions(buffer, 0) if action["title"].startswith("Apply pending")]
    editor.close(buffer)
    editor.execute(apply)
    editor.said("applied to mean.py")
    assert editor.buffers[buffer.uri].text == FIXED
    (change,) = edits(editor.client)[0]["edit"]["documentChanges"]
    assert change["textDocument"]["version"] is None
