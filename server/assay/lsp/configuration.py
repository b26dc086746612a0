"""What the editor sets, at the start and later. It can only narrow what the user set for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from lsprotocol import types

from assay.lsp import published
from assay.lsp.folders import Folder
from assay.lsp.session import Session

_SECTION = "assay"
_ANSWER = 5.0


async def settled(session: Session, folder: Folder) -> None:
    """Return once the editor was asked for its settings of the folder."""
    if session.client.configuration:
        await session.only_once(("configuration", folder.given), lambda: ask(session, (folder,)))


async def ask(session: Session, folders: Iterable[Folder]) -> None:
    """Ask the editor for its settings of these folders and take them."""
    asked = tuple(folders)
    items = [types.ConfigurationItem(scope_uri=folder.given.as_uri(), section=_SECTION) for folder in asked]
    params = types.ConfigurationParams(items=items)
    answer = await session.protocol.ask(types.WORKSPACE_CONFIGURATION, params, seconds=_ANSWER)
    for folder, values in zip(asked, answer.result or (), strict=False):
        take(session, folder, values)


def changed(session: Session, settings: Any) -> None:
    """Take settings that changed: those that were sent, or, from a client that can be asked, what it answers."""
    if session.client.configuration:
        session.spawn(ask(session, session.folders))
        return
    match settings:
        case {"assay": values}:
            for folder in session.folders:
                take(session, folder, values)
        case _:
            pass


def take(session: Session, folder: Folder, values: Any) -> None:
    """Narrow the folder's settings by what came over the wire; what was refused is said once."""
    if not isinstance(values, Mapping):
        return
    for refused in folder.workspace.narrow(cast("Mapping[str, Any]", values)):
        session.say_once(f"a setting of this editor is not taken: {refused}")
    if published.off(folder):
        for path in [path for path in session.shown.published if path.is_relative_to(folder.given)]:
            published.withdraw(session, path)
