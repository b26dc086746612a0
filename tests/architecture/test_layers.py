"""Who may import whom: the contracts of pyproject.toml hold, and each one notices a module that breaks it."""

from __future__ import annotations

import ast
import os
import re
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


PLANTED = [
    ("core", "import assay.syntax", LAYERS),
    ("sandbox", "import assay.tools", LAYERS),
    ("sandbox", "import assay.syntax", LAYERS),
    ("checks", "import assay.recipes", LAYERS),
    ("engine", "import assay.actions", LAYERS),
    ("engine", "import assay.ledger", LAYERS),
    ("actions", "import assay.settings", LAYERS),
    ("workspace", "import assay.lsp", LAYERS),
    ("lsp", "import assay.cli", LAYERS),
    ("workspace", "from lsprotocol import types", PROTOCOL),
    ("cli", "def late():\n    import pygls.uris", PROTOCOL),
    ("recipes", "import tree_sitter", GRAMMAR),
    ("recipes", "import assay.model", LAYERS),
    ("model", "import assay.checks", LAYERS),
    ("cache", "import assay.tools", LAYERS),
    ("workspace", "import diskcache", STORE),
    ("lsp", "import http.client", NETWORK),
    ("workspace", "def late():\n    import openai", NETWORK),
    ("model", "import httpx2", NETWORK),
    ("model", "import requests", NETWORK),
    ("model", "def late():\n    from assay.model.client import Client", EGRESS),
    ("workspace", "import assay.model.client", EGRESS),
]
"""A package, what a module of it says that a contract forbids, and the contract."""
IMPORTED = re.compile(r"(?:import|from) (\S+)")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of the house in which all of them are planted, by contract."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(PACKAGE, folder / "assay", ignore=shutil.ignore_patterns("__pycache__"))
    for number, (package, source, _) in enumerate(PLANTED):
        (folder / "assay" / package / f"planted{number}.py").write_text(source)
    done = lint(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    _, *parts = re.split(r"^(.+)\n-+$", done.stdout.partition("Broken contracts\n---")[2], flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(PLANTED)))
def test_a_module_that_breaks_a_contract_is_noticed(broken: dict[str, str], number: int) -> None:
    package, source, contract = PLANTED[number]
    imported = IMPORTED.findall(source)[0]
    # of a package of others it is only told which
    imported = imported if imported.startswith("assay.") else imported.partition(".")[0]
    assert f"- assay.{package}.planted{number} -> {imported} (l." in " ".join(broken[contract].split())


def test_a_package_without_a_layer_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "assay", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "assay" / "planted").mkdir()
    (tmp_path / "assay" / "planted" / "__init__.py").touch()
    done = lint(tmp_path)
    assert (done.returncode, "assay.planted" in done.stdout) == (1, True), done.stdout + done.stderr


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
