"""Only the sandbox and the index's workers start processes, nothing but the model's client connects, one thread parses.

ruff's banned API holds it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS = [
    "import subprocess",
    "from subprocess import run",
    "import asyncio\nasyncio.create_subprocess_exec('true')",
    "from asyncio import create_subprocess_shell",
    "import os\nos.system('true')",
    "from os import posix_spawn",
    "import os\nos.fork()",
    "from concurrent.futures import ProcessPoolExecutor",
    "import multiprocessing",
    "import pty",
]
CONNECTS = ["import urllib.request", "import http.client"]


def banned(module: str, source: str) -> bool:
    """Whether ruff, as the project configures it, finds a banned API in a module of that name."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "--stdin-filename", module, "-"],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return "TID251" in done.stdout


@pytest.mark.parametrize("source", [*STARTS, *CONNECTS])
@pytest.mark.parametrize("package", ["core", "tools", "syntax", "model", "workspace", "lsp", "cli"])
def test_a_process_or_a_connection_outside_the_sandbox_is_noticed(package: str, source: str) -> None:
    assert banned(f"server/assay/{package}/planted.py", source)


@pytest.mark.parametrize("source", STARTS)
@pytest.mark.parametrize("module", ["syntax/worker.py", "syntax/index.py", "workspace/workers.py"])
def test_beside_the_index_workers_there_is_no_other_place(module: str, source: str) -> None:
    assert not banned("server/assay/syntax/workers.py", source)
    assert banned(f"server/assay/{module}", source)


@pytest.mark.parametrize("source", STARTS)
def test_the_sandbox_may_start_processes(source: str) -> None:
    assert not banned("server/assay/sandbox/planted.py", source)


def test_no_line_of_the_product_is_excused() -> None:
    excused = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "server").rglob("*.py")
        if "TID251" in file.read_text() and "sandbox" not in file.parts
    ]
    assert excused == []


def test_what_runs_inside_the_sandbox_is_imported_by_nobody() -> None:
    inside = [file.stem for file in (ROOT / "server").rglob("*_payload.py")]
    texts = {file: file.read_text() for file in (ROOT / "server").rglob("*.py")}
    importing = [
        str(file.relative_to(ROOT))
        for file, text in texts.items()
        if any(f"import {name}" in text or f".{name} import" in text for name in inside)
    ]
    assert "mutation_payload" in inside
    assert importing == []


@pytest.mark.parametrize("source", ["import ast\nast.parse('1')", "from ast import literal_eval"])
def test_python_is_parsed_in_one_place(source: str) -> None:
    assert not banned("server/assay/core/parsing.py", source)
    assert not banned("server/assay/tools/planted_payload.py", source)
    assert banned("server/assay/checks/planted.py", source)
    assert banned("server/assay/tools/planted.py", source)
