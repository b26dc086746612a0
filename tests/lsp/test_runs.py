"""A run from the menu to the file, with the real sandbox, checker and tests."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

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
    answer = editor.choose(buffer, LINE, OFFER)
    kinds = [each["value"]["kind"] for each in progress(editor.client)]
    assert "end" not in kinds, "the command answers at once, not with the run"
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


@pytest.mark.parametrize("end", ["hang up", "terminate"])
def test_an_end_during_a_run_leaves_nothing_behind(begin: Begin, project: Path, end: str) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    started(editor, phase="mypy")
    while not (children := below(editor.client.process.pid)):
        assert editor.client.process.poll() is None
        time.sleep(0.02)
    if end == "hang up":
        assert editor.client.hang_up() == 1
    else:
        editor.client.process.terminate()
        assert editor.client.process.wait(30) == 1
    assert not [child for child in children if alive(child)]


def test_a_run_ends_with_its_folder(begin: Begin, project: Path) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, LINE, OFFER)
    started(editor, phase="mypy")
    gone = [{"uri": project.as_uri(), "name": "project"}]
    editor.client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": gone}})
    editor.said("^cancelled: ")
    assert below(editor.client.process.pid) == set()
    assert editor.titles(buffer, LINE) == []


def test_a_patch_of_two_files_goes_out_file_by_file(begin: Begin, project: Path) -> None:
    """The one that is not open is opened by its edit; where the second is refused, that is what is said."""
    inner = "def rounded(value: float, digits: int = None) -> float:\n"
    outer = "from rounding import rounded\n\n\ndef total(values: list[float], digits: int = None) -> float:\n"
    (project / "rounding.py").write_text(
        f"{inner}    if digits is None:\n        return value\n    return round(value, digits)\n"
    )
    (project / "total.py").write_text(f"{outer}    return rounded(sum(values), digits)\n")
    declared = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(declared.replace('"mean.py"', '"rounding.py", "total.py"'))
    (project / "test_mean.py").write_text(
        "from total import total\n\n\ndef test_total() -> None:\n    assert total([1.5]) == 1.5\n"
    )
    editor = begin()
    buffer = editor.open(project / "total.py")
    refusals: list[str] = []

    def one_by_one(params: Any) -> Any:
        (change,) = params["edit"]["documentChanges"]
        if change["textDocument"]["uri"] == buffer.uri and not refusals:
            refusals.append(buffer.uri)
            return {"applied": False}
        return editor.apply(params)

    editor.client.answers["workspace/applyEdit"] = one_by_one
    editor.choose(buffer, 3, OFFER)
    editor.said("partly applied: total.py: the editor refused the edit .*; rounding.py had been changed by then")
    uris = [edit["edit"]["documentChanges"][0]["textDocument"]["uri"] for edit in edits(editor.client)]
    assert uris == [(project / "rounding.py").as_uri(), buffer.uri]
    assert "digits: int | None = None" in editor.buffers[uris[0]].text
    assert "digits: int = None" in buffer.text


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


def alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits for its parent to take notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
