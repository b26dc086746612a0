"""The menu, and a cancel, wait for nothing: not for the disk, not for the sandbox, not for what runs in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from support import stalled
from support.client import Client
from support.editor import Editor
from support.project import LINE, MODULE


def test_the_menu_and_a_cancel_work_while_nothing_answers(
    project: Path, tmp_path: Path, environ: Mapping[str, str]
) -> None:
    state = tmp_path / "state"
    (state / "stalling").mkdir(parents=True)
    for name in ("bwrap", "unshare"):
        program = state / "stalling" / name
        program.write_text("#!/bin/sh\nwhile :; do /bin/sleep 3600; done\n")
        program.chmod(0o755)
    argv = [sys.executable, stalled.__file__, str(project), str(state)]
    with Client(argv, cwd=tmp_path, environ=environ) as client:
        editor = Editor(client)
        editor.begin(project)
        buffer = editor.open(project / "mean.py", MODULE)
        assert any("tested first" in title for title in editor.titles(buffer, LINE))
        editor.choose(buffer, LINE, "tested first")
        editor.client.wait(lambda message: message.get("params", {}).get("value", {}).get("kind") == "report")
        titles = editor.titles(buffer, LINE)
        assert any("tested first" in title for title in titles)
        assert any(title.startswith("Cancel: ") for title in titles)
        editor.choose(buffer, LINE, "^Cancel: ")
        editor.said("^cancelled: ")
        ends = [each for each in client.all("$/progress") if each["params"]["value"]["kind"] == "end"]
        assert len(ends) == 1
        client.process.kill()  # its threads wait for the disk for ever
