"""What an editor sets can only narrow; what it watches makes offers stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.client import Message
from support.editor import EVERYTHING, Editor
from support.project import LINE, MODULE, PROTECTED
from support.sessions import Begin, Serve

OFFER = "^Let parameter"


def able(**workspace: Any) -> dict[str, Any]:
    return {**EVERYTHING, "workspace": {**EVERYTHING["workspace"], **workspace}}


def refusals(editor: Editor) -> list[str]:
    said = [message["params"]["message"] for message in editor.client.all("window/showMessage")]
    return [text for text in said if text.startswith("a setting of this editor is not taken: ")]


def test_settings_at_the_start(begin: Begin, project: Path) -> None:
    """A budget of no time leaves nothing judged: the narrower setting is in force, the wider ones are refused."""
    options = {"budget": 0.001, "container_is_sandbox": True, "interpreter": "/usr/bin/python3", "unheard_of": 1}
    editor = begin(options=options)
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    assert len(refusals(editor)) == 3
    assert not editor.said("budget").startswith("verified")
    assert buffer.text == MODULE


def test_settings_that_the_server_asks_for(serve: Serve, project: Path) -> None:
    editor = Editor(serve("--trust", "yes"), able(configuration=True))
    asked: list[Any] = []

    def settings(params: Any) -> Any:
        asked.append(params)
        return [{"budget": 0.001, "tests": "none at all"}]

    editor.client.answers["workspace/configuration"] = settings
    editor.begin(project)
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    assert not editor.said("budget").startswith("verified")
    assert asked == [{"items": [{"scopeUri": project.as_uri(), "section": "assay"}]}]
    assert len(refusals(editor)) == 1


def test_settings_that_come_later(begin: Begin, project: Path) -> None:
    editor = begin()
    editor.open(project / "mean.py")
    change = {"settings": {"assay": {"container_is_sandbox": True}}}
    for _ in range(2):
        editor.client.notify("workspace/didChangeConfiguration", change)
    editor.said("a setting of this editor is not taken: container_is_sandbox")
    editor.titles(editor.open(project / "mean.py"))
    assert len(refusals(editor)) == 1, "said once"


def test_a_file_that_changes_on_disk(untrusted: Begin, project: Path) -> None:
    editor = untrusted(able(didChangeWatchedFiles={"dynamicRegistration": True}))
    (registered,) = editor.client.method("client/registerCapability")["params"]["registrations"]
    assert registered["method"] == "workspace/didChangeWatchedFiles"
    assert {"globPattern": "**/*.py"} in registered["registerOptions"]["watchers"]
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda params: None
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    (project / "test_mean.py").write_text("")
    changed: list[Message] = [{"uri": (project / "test_mean.py").as_uri(), "type": 2}]
    editor.client.notify("workspace/didChangeWatchedFiles", {"changes": changed})
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("stale: test_mean.py: changed since it was verified")
    assert buffer.text == PROTECTED


def test_a_file_that_changes_on_disk_while_the_editor_watches_none(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    assert editor.client.all("client/registerCapability") == []
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda params: None
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    (project / "test_mean.py").write_text("")
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("stale: test_mean.py: changed since it was verified")
    assert buffer.text == PROTECTED
