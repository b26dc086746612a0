"""What the server says to a client that has a place for it, beyond the menu and the messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.editor import EVERYTHING, Buffer, Editor
from support.project import LINE, MODULE
from support.sessions import Begin

EXTRAS = {**EVERYTHING, "experimental": {"assay": {"status": True, "evidence": True}}}


def test_a_client_that_shows_it_is_told_where_a_folder_stands(untrusted: Begin, project: Path) -> None:
    told = untrusted(EXTRAS).client.method("assay/status")["params"]
    assert told == {
        "uri": project.as_uri(),
        "fault": None,
        "trusted": False,
        "sandbox": None,
        "lacking": None,
        "model": None,
    }


def test_a_configuration_that_cannot_be_read_is_told_as_a_fault(untrusted: Begin, environ: Mapping[str, str]) -> None:
    file = Path(environ["XDG_CONFIG_HOME"], "assay", "config.toml")
    file.parent.mkdir(parents=True)
    file.write_text("tests = 7\n")
    fault = untrusted(EXTRAS).client.method("assay/status")["params"]["fault"]
    assert fault.startswith(f"{file}: tests: must be")


def test_evidence_goes_as_data_to_a_client_that_has_a_view_of_it(untrusted: Begin, project: Path) -> None:
    editor = untrusted(EXTRAS)
    buffer = editor.open(project / "mean.py")
    editor.client.answers["window/showMessageRequest"] = lambda _: None
    run = editor.choose(buffer, LINE, "^Let parameter")["run"]
    said = editor.client.method("assay/outcome")["params"]
    assert (said["type"], said["run"], said["unit"]) == (2, run, 1)
    assert said["message"].startswith("partial: Let parameter")
    editor.choose(buffer, LINE, "^Show evidence: ")
    told: dict[str, Any] = editor.client.method("assay/evidence")["params"]
    assert told["state"] == "pending"
    assert told["uri"] == (project / "mean.py").as_uri()
    assert told["receipt"]["predicate"]["verdict"] == "partial"
    assert [each["before"] for each in told["changes"]] == [MODULE]
    assert [each["path"] for each in told["changes"]] == ["mean.py"]
    assert editor.client.all("window/showDocument") == []


def test_another_client_hears_nothing_of_it(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    editor.titles(editor.open(project / "mean.py"), LINE)
    assert editor.client.all("assay/status") == []


def lenses(editor: Editor, buffer: Buffer) -> Any:
    return editor.client.result("textDocument/codeLens", {"textDocument": {"uri": buffer.uri}})


def hover(editor: Editor, buffer: Buffer, line: int, character: int) -> Any:
    place = {"textDocument": {"uri": buffer.uri}, "position": {"line": line, "character": character}}
    return editor.client.result("textDocument/hover", place)


def test_a_lens_and_a_hover_say_how_the_last_run_ended_and_follow_the_text(untrusted: Begin, project: Path) -> None:
    workspace = {**EXTRAS["workspace"], "codeLens": {"refreshSupport": True}}
    editor = untrusted({**EXTRAS, "workspace": workspace})
    buffer = editor.open(project / "mean.py")
    assert lenses(editor, buffer) == []
    editor.client.answers["window/showMessageRequest"] = lambda _: None
    editor.choose(buffer, LINE, "^Let parameter")
    editor.client.method("workspace/codeLens/refresh")
    [lens] = lenses(editor, buffer)
    assert lens["range"]["start"]["line"] == LINE
    assert lens["command"]["title"].startswith("partial: Let parameter")
    assert lens["command"]["command"] == "assay.evidence"
    start = buffer.text.splitlines()[LINE].index("None")
    said = hover(editor, buffer, LINE, start)["contents"]["value"]
    assert re.fullmatch(r"Assay: Let parameter .* \(partial\)", said)
    assert hover(editor, buffer, LINE + 1, 0) is None

    editor.replace(buffer, buffer.text, f"# above\n{buffer.text}")
    [lens] = lenses(editor, buffer)
    assert lens["range"]["start"]["line"] == LINE + 1
    assert hover(editor, buffer, LINE + 1, start)["contents"]["value"] == said


def test_a_file_that_is_not_open_has_no_lens(untrusted: Begin, project: Path) -> None:
    uri = (project / "test_mean.py").as_uri()
    assert untrusted().client.result("textDocument/codeLens", {"textDocument": {"uri": uri}}) == []
