"""The language server: its handlers, each of which hands over to one function, and the life of its connection."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from assay import __version__
from assay.core.errors import AssayError
from assay.lsp import capabilities, commands, configuration, convert, offers, progress, runs, watching, wire
from assay.lsp.folders import Folder
from assay.lsp.messages import say
from assay.lsp.protocol import Protocol
from assay.lsp.session import Session
from assay.workspace.workspace import Workspace

logger = logging.getLogger(__name__)


def serve(open_workspace: Callable[[Path], Workspace], *, tcp: int | None, ask_trust: bool = True) -> int:
    """Serve one client, on the standard streams or on a port of the loopback interface, until it ends.

    With `ask_trust` the person is asked about folders that are not trusted, once each. Gives the exit code: 0 where
    the client said that it would end, as the protocol has it, else 1.
    """
    logging.getLogger("pygls").setLevel(logging.WARNING)
    return asyncio.run(_serve(open_workspace, tcp, ask_trust=ask_trust))


async def _serve(open_workspace: Callable[[Path], Workspace], tcp: int | None, *, ask_trust: bool) -> int:
    server = _Server(open_workspace, ask_trust=ask_trust)
    reader, writer = await (wire.standard_streams() if tcp is None else wire.one_client(tcp))
    server.protocol.set_writer(writer)
    talk = asyncio.ensure_future(_talk(server, reader))
    with contextlib.suppress(NotImplementedError):  # where the loop knows no signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, talk.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await talk
    await server.session.close()
    return 0 if server.session.protocol.shut_down else 1


async def _talk(server: _Server, reader: asyncio.StreamReader) -> None:
    while not server.ended:
        try:
            body = await wire.frame(reader)
        except (wire.BrokenFrameError, ConnectionError) as error:
            logger.error("the connection broke: %s", error)  # noqa: TRY400 -- the words say it all
            return
        if body is None:
            return
        try:
            server.session.protocol.receive(body)
        except ValueError as error:
            logger.error("a message could not be read: %s", error)  # noqa: TRY400 -- the words say it all
            server.session.documents.forget()
            say(
                server.session.protocol,
                "a message of the editor could not be read, so its open files are not known for sure: close and open "
                "them again; until then nothing is offered in them",
                "error",
            )
        await asyncio.sleep(0)  # what the message started gets its first step before the next message can stop it


class _Server(LanguageServer):
    """The handlers of one connection."""

    def __init__(self, open_workspace: Callable[[Path], Workspace], *, ask_trust: bool) -> None:
        super().__init__("assay", __version__, protocol_cls=Protocol)  # pyright: ignore[reportUnknownMemberType] - untyped in pygls
        assert isinstance(self.protocol, Protocol), "made from the class that was handed over"
        self.session = Session(self.protocol, open_workspace, ask_trust=ask_trust)
        self.ended = False
        self._options: Any = None
        self._register()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Keep what went wrong inside for the log: pygls would show it raw."""
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def _register(self) -> None:
        built_in = self.session.protocol.built_in
        documents = self.session.documents
        built_in(types.TEXT_DOCUMENT_DID_OPEN, documents.open)
        built_in(types.TEXT_DOCUMENT_DID_CHANGE, documents.change)
        built_in(types.TEXT_DOCUMENT_DID_CLOSE, documents.close)
        built_in(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, self._cancel_progress)
        built_in(types.EXIT, self._exit)
        self.feature(types.INITIALIZE)(self._initialize)
        self.feature(types.INITIALIZED)(self._initialized)
        self.feature(types.SHUTDOWN)(self._shutdown)
        self.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(self._change_folders)
        self.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(self._change_configuration)
        self.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(self._change_files)
        options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        self.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(self._code_action)
        self.feature(types.CODE_ACTION_RESOLVE)(self._resolve)
        for name in commands.COMMANDS:
            self.command(name)(self._command(name))

    def _initialize(self, params: types.InitializeParams) -> None:
        self.session.client = capabilities.read(params.capabilities)
        self.session.documents.encoding = self.session.client.encoding
        self._options = params.initialization_options
        self._given = _folders(params)

    def _initialized(self, _params: types.InitializedParams) -> None:
        for given in self._given:
            self._open(given)
        self.session.spawn(watching.register(self.session))

    async def _shutdown(self, _params: None) -> None:
        await self.session.close()

    def _exit(self, _params: None) -> None:
        self.ended = True

    def _change_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            if (path := convert.path_of(folder.uri)) is not None:
                self.session.spawn(self.session.folders.remove(path))
        for folder in params.event.added:
            if (path := convert.path_of(folder.uri)) is not None:
                self._open(path)

    def _change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        if self.session.client.configuration:
            self.session.spawn(configuration.ask(self.session, self.session.folders))
            return
        match params.settings:
            case {"assay": values}:
                for folder in self.session.folders:
                    configuration.take(self.session, folder, values)
            case _:
                pass

    def _change_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        watching.changed(self.session, params)

    def _code_action(self, params: types.CodeActionParams) -> list[offers.Entry]:
        return offers.menu(self.session, params)

    def _resolve(self, action: types.CodeAction) -> types.CodeAction:
        return action  # it has had its command from the start

    def _command(self, name: str) -> Callable[..., Any]:
        def command(*given: Any) -> Any:
            return commands.call(self.session, name, given)

        return command

    def _cancel_progress(self, params: types.WorkDoneProgressCancelParams) -> None:
        runs.cancel(self.session, progress.run_of(params.token))

    def _open(self, given: Path) -> Folder | None:
        try:
            folder = self.session.folders.add(given)
        except AssayError as error:
            say(self.session.protocol, str(error), "error")
            return None
        configuration.take(self.session, folder, self._options)
        return folder


def _folders(params: types.InitializeParams) -> list[Path]:
    """The folders that the client names, in whichever of the protocol's ways."""
    if params.workspace_folders is not None:
        uris = [folder.uri for folder in params.workspace_folders]
    elif params.root_uri is not None:
        uris = [params.root_uri]
    else:
        return [Path(params.root_path)] if params.root_path is not None else []
    return [path for path in map(convert.path_of, uris) if path is not None]
