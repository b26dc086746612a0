"""Nothing that crosses a boundary is applied without a person's word.

The folder is not trusted, so that a run makes static checks alone and is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.abilities import knowing
from support.client import Client, Silent
from support.project import LINE, PROTECTED, PROTECTED_FIXED
from support.sessions import Begin

OFFER = "^Let parameter"


def edits(client: Client) -> list[Any]:
    return [message["params"] for message in client.all("workspace/applyEdit")]


def test_a_boundary_is_asked_about_and_no_answer_is_no(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    asked: list[Any] = []

    def dismissed(params: Any) -> Any:
        asked.append(params)

    editor.client.answers["window/showMessageRequest"] = dismissed
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    assert [action["title"] for action in asked[0]["actions"]] == ["Apply", "Show evidence", "Discard"]
    assert "changes a protected file" in asked[0]["message"]
    assert (buffer.text, edits(editor.client)) == (PROTECTED, [])
    (apply, discard) = [title for title in editor.titles(buffer, 0) if "pending" in title]
    assert apply.startswith("Apply pending: ")
    assert "changes a protected file" in apply
    assert discard.startswith("Discard pending: ")

    editor.choose(buffer, 0, "^Discard pending")
    editor.said("^discarded: ")
    assert not any("pending" in title for title in editor.titles(buffer, 0))
    assert (buffer.text, edits(editor.client)) == (PROTECTED, [])


def test_a_boundary_that_is_confirmed(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda params: {"title": "Apply"}
    editor.choose(buffer, LINE, OFFER)
    editor.said("applied to migrations/rates.py")
    assert buffer.text == PROTECTED_FIXED


def test_the_menu_decides_where_the_question_is_never_answered(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")

    def silent(params: Any) -> Any:
        raise Silent

    editor.client.answers["window/showMessageRequest"] = silent
    editor.choose(buffer, LINE, OFFER)
    editor.client.method("window/showMessageRequest", seconds=60)
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to migrations/rates.py")
    assert buffer.text == PROTECTED_FIXED


def test_a_client_that_knows_annotations_asks_by_itself(untrusted: Begin, project: Path) -> None:
    editor = untrusted(knowing("workspace", "workspaceEdit", "changeAnnotationSupport", value={}))
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.choose(buffer, LINE, OFFER)
    assert "not trusted" in editor.said("^this change .*changes a protected file: apply"), (
        "no editor has to show annotations"
    )
    editor.said("applied to migrations/rates.py")
    assert buffer.text == PROTECTED_FIXED
    (edit,) = [edit["edit"] for edit in edits(editor.client)]
    ((name, annotation),) = edit["changeAnnotations"].items()
    assert annotation["needsConfirmation"] is True
    (change,) = edit["documentChanges"]
    assert {each["annotationId"] for each in change["edits"]} == {name}
    assert editor.client.all("window/showMessageRequest") == []
