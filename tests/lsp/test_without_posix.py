"""The server without the modules that only POSIX has: it offers, and makes the checks that run nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from support.client import Client
from support.editor import Editor
from support.project import LINE, MODULE

WITHOUT = """
import sys
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
from assay.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_static_checks_are_served(project: Path, tmp_path: Path, environ: Mapping[str, str]) -> None:
    argv = [sys.executable, "-c", WITHOUT, "serve", "--trust", "no"]
    with Client(argv, cwd=tmp_path, environ=environ) as client:
        editor = Editor(client)
        editor.begin(project)
        buffer = editor.open(project / "mean.py")
        editor.choose(buffer, LINE, "^Let parameter")
        said = editor.said("^partial: ")
        assert "not trusted" in said
        assert buffer.text == MODULE
        assert any(title.startswith("Show evidence: partial: ") for title in editor.titles(buffer, LINE))
        client.result("shutdown", None)
        client.notify("exit", None)
        assert client.process.wait(30) == 0
