"""`assay serve`: the language server, with what the editor's extension or its user hands to the process."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from assay.core.trust import Trust
from assay.lsp.server import serve
from assay.settings import EDITOR
from assay.workspace.configuration import configuration_file, configured, state_folder
from assay.workspace.trust import trusted_through
from assay.workspace.workspace import Workspace


def main(arguments: argparse.Namespace) -> int:
    """Serve one client until it ends."""
    state = state_folder()
    interpreters = _interpreters(arguments.interpreter)

    def open_workspace(folder: Path) -> Workspace:
        # read for each folder: an error in the file is shown in the editor, and gone when the file is mended
        settings = configured(configuration_file(), EDITOR)
        return Workspace(
            folder,
            settings=settings,
            trust=_trust(arguments.trust, state, folder),
            state=state,
            environ=os.environ,
            interpreter=interpreters.get(folder.resolve(), interpreters.get(None)),
        )

    return serve(open_workspace, tcp=arguments.tcp, ask_trust=arguments.trust is None)


def _trust(given: str | None, state: Path, folder: Path) -> Trust:
    if given is not None:
        return Trust(trusted=given == "yes", source="the editor's own word")
    if (through := trusted_through(state, folder)) is not None:
        return Trust(trusted=True, source=f"remembered for {through}")
    return Trust(trusted=False, source="not given")


def _interpreters(given: Iterable[str]) -> dict[Path | None, Path]:
    """The editor's choices by folder; that for all folders stands under None."""
    choices: dict[Path | None, Path] = {}
    for each in given:
        folder, _, path = each.rpartition("=")
        # the link is kept: an environment's interpreter is a link to another one
        choices[Path(folder).resolve() if folder else None] = Path(path).absolute()
    return choices
