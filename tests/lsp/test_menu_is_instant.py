"""The menu, and a cancel, wait for nothing: not for the disk, not for the sandbox, not for what runs in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import stalled
from support.client import Client
from support.editor import Editor
from support.project import LINE, MODULE


@pytest.mark.parametrize("what", ["disk", "sandbox"])
def test_the_menu_and_a_cancel_work_while_nothing_answers(
    project: Path, tmp_path: Path, environ: Mapping[str, str], what: str
) -> None:
    state = tmp_path / "state"
    argv = [sys.executable, stalled.__file__, what, str(project), str(state)]
    with Client(argv, cwd=tmp_path, environ=environ) as client:
        editor = Editor(client)
        editor.begin(project)
        buffer = editor.open(project / "mean.py", MODULE)
        assert any("tested first" in title for title in editor.titles(buffer, LINE))
        editor.choose(buffer, LINE, "tested first")
        editor.client.wait(lambda message: message.get("params", {}).get("value", {}).get("kind") == "report")
        if what == "sandbox":
            _wait_for_one(state / "bwrap")
        titles = editor.titles(buffer, LINE)
        assert any("tested first" in title for title in titles)
        assert any(title.startswith("Cancel: ") for title in titles)
        editor.choose(buffer, LINE, "^Cancel: ")
        editor.said("^cancelled: ")
        ends = [each for each in client.all("$/progress") if each["params"]["value"]["kind"] == "end"]
        assert len(ends) == 1
        assert _running(state / "bwrap") == [], "the search for a sandbox is cancelled with the run"
        client.process.kill()  # where the disk stalls, its threads wait for ever


@pytest.mark.parametrize("what", ["disk", "sandbox"])
def test_the_menu_and_a_hover_work_while_the_background_gets_no_answer(
    project: Path, tmp_path: Path, environ: Mapping[str, str], what: str
) -> None:
    state = tmp_path / "state"
    argv = [sys.executable, stalled.__file__, what, str(project), str(state)]
    with Client(argv, cwd=tmp_path, environ=environ) as client:
        editor = Editor(client)
        editor.begin(project)
        buffer = editor.open(project / "mean.py", MODULE)
        if what == "sandbox":
            _wait_for_one(state / "bwrap")
        else:
            time.sleep(1.5)  # by then it looks, and nothing tells of it
        asked = time.monotonic()
        assert any("tested first" in title for title in editor.titles(buffer, LINE))
        place = {"textDocument": {"uri": buffer.uri}, "position": {"line": LINE, "character": 0}}
        assert client.result("textDocument/hover", place) is None
        editor.close(buffer)
        assert editor.titles(editor.open(project / "mean.py", MODULE), LINE)
        assert time.monotonic() - asked < 2
        assert client.all("textDocument/publishDiagnostics") == []
        client.process.kill()


def _running(program: Path) -> list[str]:
    """The processes whose command line names the program."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(program).encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(process.name)
        except OSError:
            continue  # it has ended
    return found


def _wait_for_one(program: Path) -> None:
    end = time.monotonic() + 30
    while not _running(program):
        assert time.monotonic() < end, f"{program} was never started"
        time.sleep(0.02)
