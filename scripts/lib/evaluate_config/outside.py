"""Tells without Assay's code what tools make of a project's configuration, by their own command lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

SECONDS = 120
_MYPY = """\
import sys
from mypy.config_parser import parse_config_file
from mypy.options import Options
options = Options()
parse_config_file(options, lambda: None, None, sys.stdout, sys.stderr)
for name, value in sorted(vars(options).items()):
    if name != "config_file":
        print(name, value)
"""
_FILES = (".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml", "config_files_read: -none-")
"""How the lines end in which coverage tells which file the values are from."""


def meanings(folder: Path) -> dict[str, object]:
    """What each tool says, by its name; how a tool fails is part of what it says."""
    shown = json.loads(_said(folder, "isort", "--show-config", ".") or "{}")
    collected = _said(folder, "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
    measured = _said(folder, "coverage", "debug", "config")
    return {
        "isort": {name: _sorted(value) for name, value in shown.items() if name not in ("sources", "source")},
        "coverage": [line for line in measured.splitlines() if not line.endswith(_FILES)],
        "mypy": _run(folder, "-c", _MYPY),
        "pytest": sorted(line for line in collected.splitlines() if "::" in line),
        "markers": _said(folder, "pytest", "--markers"),
    }


def _sorted(value: object) -> object:
    return sorted(map(str, cast("list[object]", value))) if isinstance(value, list) else value


def _said(folder: Path, tool: str, *arguments: str) -> str:
    return _run(folder, "-m", tool, *arguments)


def _run(folder: Path, *arguments: str) -> str:
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.stdout
