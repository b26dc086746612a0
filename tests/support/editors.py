"""Run a scenario in a real editor, configured as the manual says, with the server that a user would start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import workbench

SCENARIOS = Path(__file__).parent.parent / "editors"
_MANUAL = Path(__file__).parent.parent.parent / "docs" / "editors.md"
_SECONDS = 120

Drive = Callable[[str], dict[str, Any]]
"""Runs a scenario in the editor and gives what it found."""


def configuration(editor: str, language: str, file: Path) -> Path:
    """The first block of the language under the editor's heading in the manual: what users copy is what is tested."""
    section = _MANUAL.read_text("utf-8").split(f"\n## {editor}", 1)[1].split("\n## ", 1)[0]
    block = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert block, f"no {language} under {editor} in {_MANUAL}"
    file.write_text(block[1], "utf-8")
    return file


def has_eglot(emacs: str) -> bool:
    """Whether this Emacs finds Eglot."""
    prelude = str(SCENARIOS / "emacs" / "load_path.el")
    argv = [emacs, "--batch", "-Q", "-l", prelude, "--eval", "(require 'eglot)"]
    return subprocess.run(argv, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0


def run(argv: list[str], folder: Path, project: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Start the editor and give the result that the scenario printed; whatever else happens fails the test."""
    own = {
        **workbench.person(folder),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PROJECT": str(project),
    }
    return workbench.played(argv, {**own, **environ}, folder=project, seconds=_SECONDS)
