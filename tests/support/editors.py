"""Run a scenario in a real editor, configured as the manual says, with the server that a user would start."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

SCENARIOS = Path(__file__).parent.parent / "editors"
_MANUAL = Path(__file__).parent.parent.parent / "docs" / "editors.md"
_SECONDS = 120

Drive = Callable[[str], dict[str, Any]]
"""Runs a scenario in the editor and gives what it found."""


def homes(folder: Path) -> dict[str, Path]:
    """The folders of a user of their own."""
    return {name: folder / name for name in ("home", "state", "config", "cache")}


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
    own = homes(folder)
    for home in own.values():
        home.mkdir(exist_ok=True)
    process = subprocess.Popen(
        argv,
        cwd=project,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "HOME": str(own["home"]),
            "XDG_STATE_HOME": str(own["state"]),
            "XDG_CONFIG_HOME": str(own["config"]),
            "XDG_CACHE_HOME": str(own["cache"]),
            "PROJECT": str(project),
            **environ,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        pytest.fail(f"the editor did not end\n{output.decode('utf-8', 'replace')[-4000:]}")
    text = output.decode("utf-8", "replace")
    result = re.search(r"^RESULT (.*)$", text, re.MULTILINE)
    assert process.returncode == 0, text[-4000:]
    assert result, text[-4000:]
    found: dict[str, Any] = json.loads(result[1])
    return found
