"""Trust where the editor has none: asked once, and without an answer nothing of the project runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.client import Refused
from support.editor import Editor
from support.project import LINE, MODULE
from support.sessions import Serve

OFFER = "^Let parameter"


def runs_tools(editor: Editor) -> None:
    """Wait until a tool of the project runs."""
    editor.client.wait(lambda message: "mypy: " in message.get("params", {}).get("value", {}).get("message", ""))


def test_trust_is_asked_for_once_and_kept(serve: Serve, project: Path) -> None:
    editor = Editor(serve())
    editor.begin(project)
    asked: list[Any] = []

    def trust(params: Any) -> Any:
        asked.append(params)
        return {"title": "Trust"}

    editor.client.answers["window/showMessageRequest"] = trust
    buffer = editor.open(project / "mean.py")
    assert editor.titles(buffer, LINE) != [], "the menu needs no trust"
    assert asked == []
    editor.choose(buffer, LINE, OFFER)
    runs_tools(editor)
    assert len(asked) == 1
    assert str(project) in asked[0]["message"]

    later = Editor(serve())
    later.begin(project)
    later.choose(later.open(project / "mean.py"), LINE, OFFER)
    runs_tools(later)
    assert later.client.all("window/showMessageRequest") == []


def test_without_an_answer_nothing_of_the_project_runs(serve: Serve, project: Path) -> None:
    (project / "conftest.py").write_text(f"open({str(project / 'ran')!r}, 'w')\n")
    editor = Editor(serve())
    editor.begin(project)

    def unknown(params: Any) -> Any:
        raise Refused

    editor.client.answers["window/showMessageRequest"] = unknown
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    said = editor.said("^partial: ")
    assert "not trusted" in said
    assert "not applied: choose 'Apply pending'" in said
    assert buffer.text == MODULE
    questions = [message["params"]["message"] for message in editor.client.all("window/showMessageRequest")]
    assert ["Do you trust" in question for question in questions] == [True, False]

    editor.choose(buffer, LINE, OFFER)
    before = len(editor.client.received)
    editor.said("^partial: ", after=before)
    questions = [message["params"]["message"] for message in editor.client.all("window/showMessageRequest")]
    assert sum("Do you trust" in question for question in questions) == 1, "asked once"
    assert not (project / "ran").exists()


def test_an_editor_that_says_no_is_not_asked(serve: Serve, project: Path) -> None:
    editor = Editor(serve("--trust", "no"))
    editor.begin(project)
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    editor.said("^partial: .*not trusted")
    questions = [message["params"]["message"] for message in editor.client.all("window/showMessageRequest")]
    assert not any("Do you trust" in question for question in questions)
