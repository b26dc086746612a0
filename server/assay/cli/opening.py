"""Open one folder of an editor, with what the user configured and what the editor handed to the process."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from assay.core.trust import Trust
from assay.model.egress import Shared
from assay.settings import EDITOR
from assay.workspace.configuration import configuration_file, configured, handed, state_folder
from assay.workspace.trust import trusted_through
from assay.workspace.workspace import Workspace


def open_workspace(folder: Path, *, trust: str | None, interpreters: Iterable[str], shared: Shared) -> Workspace:
    """The folder's workspace. `trust` is the editor's own word, where it has one; `shared` is for all folders."""
    state = state_folder()
    chosen = _chosen(interpreters)
    return Workspace(
        folder,
        # read for each folder: an error in the file is shown in the editor, and gone when the file is mended
        settings=handed(configured(configuration_file(), EDITOR), os.environ),
        trust=_trust(trust, state, folder),
        state=state,
        environ=os.environ,
        interpreter=chosen.get(folder.resolve(), chosen.get(None)),
        shared=shared,
    )


def _trust(given: str | None, state: Path, folder: Path) -> Trust:
    if given is not None:
        return Trust(trusted=given == "yes", source="the editor's own word")
    if (through := trusted_through(state, folder)) is not None:
        return Trust(trusted=True, source=f"remembered for {through}")
    return Trust(trusted=False, source="not given")


def _chosen(given: Iterable[str]) -> dict[Path | None, Path]:
    """The editor's choices by folder; that for all folders stands under None."""
    choices: dict[Path | None, Path] = {}
    for each in given:
        folder, _, path = each.rpartition("=")
        # the link is kept: an environment's interpreter is a link to another one
        choices[Path(folder).resolve() if folder else None] = Path(path).absolute()
    return choices
