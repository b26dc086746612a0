"""`assay trust`: remember that a folder is trusted, or forget it."""

from __future__ import annotations

import argparse
from pathlib import Path

from assay.cli.console import out, shown
from assay.cli.target import nearest_root
from assay.core.errors import BadInput
from assay.workspace.configuration import state_folder
from assay.workspace.trust import forget, remember, trusted_through


def main(arguments: argparse.Namespace) -> int:
    """Change what is remembered and say what holds now. Raises `BadInput` and `Lacking`."""
    folder = nearest_root(Path.cwd()).path if arguments.path is None else Path(arguments.path).resolve()
    out(_forget(folder) if arguments.forget else _remember(folder))
    return 0


def _remember(folder: Path) -> str:
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder")
    remember(state_folder(), folder)
    return f"{shown(str(folder))} is trusted: its type checker and tests may run, in the sandbox"


def _forget(folder: Path) -> str:
    was = forget(state_folder(), folder)
    if (through := trusted_through(state_folder(), folder)) is not None:
        return f"{shown(str(folder))} is still trusted, as a part of {shown(str(through))}"
    return f"{shown(str(folder))} is {'no longer' if was else 'not'} trusted"
