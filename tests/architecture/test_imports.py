"""What is imported at start, and what the server can do without."""

from __future__ import annotations

import re
import subprocess
import sys

SLOW = {
    "detect_secrets",
    "httpx2",
    "jsonschema",
    "libcst",
    "mypy",
    "mypyc",
    "numpy",
    "openai",
    "pydantic",
    "pygments",
    "pytest",
    "requests",
    "rich",
    "ruff",
}
ACTING = {
    "assay.lsp.background",
    "assay.lsp.commands",
    "assay.lsp.offers",
    "assay.lsp.runs",
    "assay.workspace.workspace",
}
IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \| +(?P<name>\S+)$", re.MULTILINE)
WITHOUT = """
import importlib, pkgutil, sys
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
import assay.cli, assay.lsp
for package in (assay.cli, assay.lsp):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(sum(name.startswith("assay.") for name in sys.modules))
"""


def test_the_server_starts_without_what_it_may_never_need() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assay", "serve"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    imported = set(IMPORTED.findall(done.stderr))
    assert "pygls" in imported, done.stderr[-2000:]
    assert {name.partition(".")[0] for name in imported} & SLOW == set()
    assert "assay.lsp.handlers" in imported
    assert imported & ACTING == set(), "needed only when the editor has its answer to `initialize`"


def test_every_command_and_the_server_import_where_posix_modules_are_absent() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 80
