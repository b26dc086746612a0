"""Who may import whom: the contracts of pyproject.toml hold, and each one notices a module that breaks it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "server" / "assay"
LINT = Path(sys.executable).with_name("lint-imports")

LAYERS = "Imports point down, and siblings do not see each other"
PROTOCOL = "Only lsp knows the Language Server Protocol"
GRAMMAR = "Only syntax knows the parser"
STORE = "Only cache knows the store"
NETWORK = "Only model opens a connection, by one client"
EGRESS = "Only egress asks the client: nothing leaves by another way"


def lint(server: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package `assay` under a folder against the contracts."""
    return subprocess.run(
        [sys.executable, str(LINT), "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=server,
        env={**os.environ, "PYTHONPATH": str(server)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_layers() -> None:
    done = lint(ROOT / "server")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "source", "said"),
    [
        ("core/planted.py", "import assay.syntax", f"{LAYERS} BROKEN"),
        ("sandbox/planted.py", "import assay.tools", f"{LAYERS} BROKEN"),
        ("sandbox/planted.py", "import assay.syntax", f"{LAYERS} BROKEN"),
        ("checks/planted.py", "import assay.recipes", f"{LAYERS} BROKEN"),
        ("engine/planted.py", "import assay.actions", f"{LAYERS} BROKEN"),
        ("engine/planted.py", "import assay.ledger", f"{LAYERS} BROKEN"),
        ("actions/planted.py", "import assay.settings", f"{LAYERS} BROKEN"),
        ("workspace/planted.py", "import assay.lsp", f"{LAYERS} BROKEN"),
        ("lsp/planted.py", "import assay.cli", f"{LAYERS} BROKEN"),
        ("planted/__init__.py", "", "assay.planted"),
        ("workspace/planted.py", "from lsprotocol import types", f"{PROTOCOL} BROKEN"),
        ("cli/planted.py", "def late():\n    import pygls.uris", f"{PROTOCOL} BROKEN"),
        ("recipes/planted.py", "import tree_sitter", f"{GRAMMAR} BROKEN"),
        ("recipes/planted.py", "import assay.model", f"{LAYERS} BROKEN"),
        ("model/planted.py", "import assay.checks", f"{LAYERS} BROKEN"),
        ("cache/planted.py", "import assay.tools", f"{LAYERS} BROKEN"),
        ("workspace/planted.py", "import diskcache", f"{STORE} BROKEN"),
        ("lsp/planted.py", "import http.client", f"{NETWORK} BROKEN"),
        ("workspace/planted.py", "def late():\n    import openai", f"{NETWORK} BROKEN"),
        ("model/planted.py", "import httpx2", f"{NETWORK} BROKEN"),
        ("model/planted.py", "import requests", f"{NETWORK} BROKEN"),
        ("model/planted.py", "def late():\n    from assay.model.client import Client", f"{EGRESS} BROKEN"),
        ("workspace/planted.py", "import assay.model.client", f"{EGRESS} BROKEN"),
    ],
)
def test_a_module_that_breaks_a_contract_is_noticed(tmp_path: Path, module: str, source: str, said: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "assay", ignore=shutil.ignore_patterns("__pycache__"))
    planted = tmp_path / "assay" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(source)
    done = lint(tmp_path)
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr


def foreign(source: str) -> set[str]:
    """The top-level packages that a module imports beyond the standard library and Assay."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom():
                names.add((node.module or "").partition(".")[0])
            case _:
                pass
    return names - sys.stdlib_module_names - {"assay"}


def test_core_needs_the_standard_library_alone() -> None:
    modules = sorted((PACKAGE / "core").rglob("*.py"))
    assert modules
    assert {module.name: found for module in modules if (found := foreign(module.read_text()))} == {}


def test_a_foreign_import_is_noticed() -> None:
    assert foreign("import json\ndef late():\n    from attrs import define") == {"attrs"}
