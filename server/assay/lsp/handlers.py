"""One handler for each method of the protocol; each hands over to one function and shapes nothing itself.

What is needed to greet an editor is imported at the top, what acts for it where it is first called: by then the editor
has its answer to `initialize`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from assay.core.errors import AssayError
from assay.lsp import capabilities, convert, watching
from assay.lsp.messages import say
from assay.lsp.names import COMMANDS, KINDS, CommandName
from assay.lsp.session import Session


def register(server: LanguageServer, session: Session) -> None:
    """Give the server its handlers."""
    _life(server, session)
    _documents(server, session)
    _workspace(server, session)
    _actions(server, session)


def _life(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.client = capabilities.read(params.capabilities)
        session.documents.encoding = session.client.encoding
        session.given, session.options = _folders(params), params.initialization_options

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        for given in session.given:
            _open(session, given)
        session.spawn(watching.register(session))
        for name in ("commands", "offers"):
            import_module(f"assay.lsp.{name}")  # nobody waits now, as somebody will at the first menu

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        await session.close()

    def leave(_params: None) -> None:
        session.ended = True

    session.protocol.built_in(types.EXIT, leave)


def _documents(server: LanguageServer, session: Session) -> None:
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        session.documents.open(params)
        _look(session, params.text_document.uri)

    def changed(params: types.DidChangeTextDocumentParams) -> None:
        from assay.lsp import background

        session.documents.change(params)
        if (path := convert.path_of(params.text_document.uri)) is not None:
            background.changed(session, path)

    def closed(params: types.DidCloseTextDocumentParams) -> None:
        from assay.lsp import background

        session.documents.close(params)
        if (path := convert.path_of(params.text_document.uri)) is not None:
            background.closed(session, path)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        _look(session, params.text_document.uri)

    session.protocol.built_in(types.TEXT_DOCUMENT_DID_OPEN, opened)
    session.protocol.built_in(types.TEXT_DOCUMENT_DID_CHANGE, changed)
    session.protocol.built_in(types.TEXT_DOCUMENT_DID_CLOSE, closed)


def _look(session: Session, uri: str) -> None:
    from assay.lsp import background

    if (path := convert.path_of(uri)) is not None:
        background.look(session, path)


def _workspace(server: LanguageServer, session: Session) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        from assay.lsp import background

        for gone in params.event.removed:
            if (path := convert.path_of(gone.uri)) is not None and (folder := session.folders.at(path)) is not None:
                background.left(session, folder)
                session.spawn(session.leave(folder))
        for new in params.event.added:
            if (path := convert.path_of(new.uri)) is not None:
                _open(session, path)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def change_configuration(params: types.DidChangeConfigurationParams) -> None:
        from assay.lsp import configuration

        configuration.changed(session, params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def change_files(params: types.DidChangeWatchedFilesParams) -> None:
        watching.changed(session, params)


def _actions(server: LanguageServer, session: Session) -> None:
    # a kind of our own is no member of the library's enumeration; the wire has plain strings anyway
    kinds = cast("list[types.CodeActionKind]", list(KINDS))
    options = types.CodeActionOptions(code_action_kinds=kinds)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        from assay.lsp import offers

        return offers.menu(session, params)

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        from assay.lsp import lenses

        return lenses.lenses(session, params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        from assay.lsp import hover

        return hover.hover(session, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(action: types.CodeAction) -> types.CodeAction:
        return action  # it has had its command from the start

    def cancel_progress(params: types.WorkDoneProgressCancelParams) -> None:
        from assay.lsp import progress, runs

        runs.cancel(session, progress.run_of(params.token))

    session.protocol.built_in(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, cancel_progress)
    for name in COMMANDS:
        server.command(name)(_command(session, name))


def _command(session: Session, name: CommandName) -> Callable[..., Any]:
    def command(*given: Any) -> Any:
        from assay.lsp import commands

        return commands.call(session, name, given)

    return command


def _folders(params: types.InitializeParams) -> tuple[Path, ...]:
    """The folders that the client names, in whichever of the protocol's ways."""
    if params.workspace_folders is not None:
        uris = [folder.uri for folder in params.workspace_folders]
    elif params.root_uri is not None:
        uris = [params.root_uri]
    else:
        return (Path(params.root_path),) if params.root_path is not None else ()
    return tuple(path for path in map(convert.path_of, uris) if path is not None)


def _open(session: Session, given: Path) -> None:
    from assay.lsp import configuration, standing

    try:
        folder = session.folders.add(given)
    except AssayError as error:
        standing.tell_fault(session, given, str(error))
        say(session.protocol, str(error), "error")
        return
    configuration.take(session, folder, session.options)
    session.spawn(standing.tell(session, folder))
