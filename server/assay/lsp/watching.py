"""Files that change outside of the editor's documents: what was verified beside them is stale then."""

from __future__ import annotations

from lsprotocol import types

from assay.lsp import convert
from assay.lsp.session import Session

_ANSWER = 10.0
_PATTERNS = ("**/*.py", "**/*.pyi", "**/*.toml", "**/*.cfg", "**/*.ini")


async def register(session: Session) -> None:
    """Ask the client to tell of such files, and of changed settings, where it lets a server ask for that."""
    registrations: list[types.Registration] = []
    if session.client.watches_files:
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _PATTERNS]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if session.client.dynamic_configuration:
        section = types.DidChangeConfigurationRegistrationOptions(section="assay")
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if registrations:
        params = types.RegistrationParams(registrations=registrations)
        await session.protocol.ask(types.CLIENT_REGISTER_CAPABILITY, params, seconds=_ANSWER)


def changed(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Take in what changed; of an open document the editor's text counts, not the file."""
    for change in params.changes:
        path = convert.path_of(change.uri)
        if path is not None and session.documents.get(path) is None:
            session.documents.touch(path)


def _registration(method: str, options: object) -> types.Registration:
    return types.Registration(id=f"assay/{method}", method=method, register_options=options)
