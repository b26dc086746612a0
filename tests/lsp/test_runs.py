"""A run from the menu to the file, with the real sandbox, checker and tests."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from support.abilities import lacking
from support.client import Client, Message, Refused
from support.editor import Editor
from support.project import FIXED, LINE, MODULE, PROTECTED_FIXED, make_slow
from support.sessions import Begin

OFFER = "^Let parameter"


def edits(client: Client) -> list[Any]:
    return [message["params"] for message in client.all("workspace/applyEdit")]


def progress(client: Client) -> list[Message]:
    return [message["params"] for message in client.all("$/progress")]


def started(editor: Editor, *, phase: str = "") -> None:
    """Wait until the run is under way, and reports what it does."""
    editor.client.wait(lambda message: phase in message.get("params", {}).get("value", {}).get("message", "\0"))


def test_a_verified_fix_is_applied(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    asked = time.monotonic()
    answer = editor.choose(buffer, LINE, OFFER)
    assert time.monotonic() - asked < 2, "the command answers at once, not with the run"
    said = editor.said("applied to mean.py")
    assert said.startswith("verified: ")
    assert "types" in said
    assert "tests" in said
    assert buffer.text == FIXED
    assert (project / "mean.py").read_text() == MODULE, "the file on disk is the user's to save"

    (edit,) = edits(editor.client)
    assert set(edit) == {"edit", "label"}, "some clients fail on what they do not know"
    (change,) = edit["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": buffer.uri, "version": 0}

    (created,) = editor.client.all("window/workDoneProgress/create")
    shown = progress(editor.client)
    assert {each["token"] for each in shown} == {created["params"]["token"]}
    kinds = [each["value"]["kind"] for each in shown]
    assert (kinds[0], kinds[-1], kinds.count("begin"), kinds.count("end")) == ("begin", "end", 1, 1)
    assert shown[0]["value"]["cancellable"] is True

    evidence = [title for title in editor.titles(buffer, 0) if title.startswith("Show evidence: verified")]
    assert len(evidence) == 1
    editor.choose(buffer, 0, "Show evidence")
    page = Path(editor.client.method("window/showDocument")["params"]["uri"].removeprefix("file://"))
    assert answer["run"] in page.name
    assert "verified" in page.read_text()

    editor.undo(buffer)
    assert buffer.text == MODULE
    assert any(title.startswith("Let parameter") for title in editor.titles(buffer, LINE)), "the offer is back"


def test_what_is_verified_is_the_buffer(begin: Begin, project: Path) -> None:
    (project / "mean.py").write_text("this is not Python\n")
    editor = begin()
    buffer = editor.open(project / "mean.py", MODULE)
    editor.choose(buffer, LINE, OFFER)
    editor.said("verified: .*applied to mean.py")
    assert buffer.text == FIXED


def test_cancel_means_stop(begin: Begin, project: Path) -> None:
    make_slow(project)
    editor = begin()
    buffer = editor.open(project / "mean.py")
    run = editor.choose(buffer, LINE, OFFER)["run"]
    started(editor, phase="mypy")
    assert editor.choose(buffer, LINE, OFFER)["run"] == run, "asking again does not start a second run"
    editor.said("already running")
    token = editor.client.all("window/workDoneProgress/create")[0]["params"]["token"]
    editor.client.notify("window/workDoneProgress/cancel", {"token": token})
    editor.said("^cancelled: ")
    last = progress(editor.client)[-1]
    assert last["value"] == {"kind": "end", "message": "cancelled"}
    assert not any(title.startswith("Cancel") for title in editor.titles(buffer, LINE))
    assert buffer.text == MODULE
    assert edits(editor.client) == []
    assert below(editor.client.process.pid) == set()

    before = len(editor.client.received)
    editor.choose(buffer, LINE, OFFER)
    editor.choose(buffer, LINE, "^Cancel: ")
    editor.said("^cancelled: ", after=before)
    assert len(editor.client.all("window/workDoneProgress/create")) == 2


def test_a_client_that_hangs_up_during_a_run_leaves_nothing_behind(begin: Begin, project: Path) -> None:
    make_slow(project)
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    started(editor, phase="mypy")
    children = below(editor.client.process.pid)
    assert editor.client.hang_up() == 1
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_client_without_progress(untrusted: Begin, project: Path) -> None:
    editor = untrusted(lacking("window", "workDoneProgress"))
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    editor.said("^partial: ")
    assert progress(editor.client) == []
    assert editor.client.all("window/workDoneProgress/create") == []
    assert editor.client.all("window/logMessage") != []
    assert len(editor.client.all("window/showMessage")) == 1


def test_typing_above_the_place_during_the_run(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    started(editor)
    editor.replace(buffer, '"""Averages."""\n', '"""Averages."""\n\nTYPED = 1\n')
    editor.said("verified: .*applied to mean.py")
    assert buffer.text == FIXED.replace('"""Averages."""\n', '"""Averages."""\n\nTYPED = 1\n')


def test_typing_at_the_place_during_the_run(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    started(editor)
    editor.replace(buffer, "digits: int = None", "digits: int = 2")
    editor.said("run it again|rejected|unsolved|stale")
    assert "digits: int = 2" in buffer.text
    assert edits(editor.client) == []


def test_what_was_verified_beside_other_files_goes_stale_with_them(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    tests = editor.open(project / "test_mean.py")

    def refused(params: Any) -> Any:
        raise Refused

    editor.client.answers["window/showMessageRequest"] = refused
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    editor.replace(tests, "== 1.67", "== 1.670")
    editor.replace(buffer, '"""Rates."""\n', '"""Rates of all kinds."""\n\n')
    editor.choose(buffer, 0, "^Apply pending")
    assert "migrations/rates.py, test_mean.py: changed since it was verified" in editor.said("stale: ")
    assert edits(editor.client) == []
    before = len(editor.client.received)
    editor.choose(buffer, 0, "^Verify again")
    editor.said("not applied: choose 'Apply pending'", after=before)
    editor.choose(buffer, 0, "^Apply pending")
    editor.said("applied to migrations/rates.py")
    assert buffer.text == PROTECTED_FIXED.replace('"""Rates."""\n', '"""Rates of all kinds."""\n\n')


def below(pid: int) -> set[int]:
    """Every process that a process has below it."""
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found |= {child} | below(child)
    return found
