"""The life of one connection, from the first byte to the exit code."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygls.lsp.server import LanguageServer

from assay import __version__
from assay.lsp import handlers, wire
from assay.lsp.messages import say
from assay.lsp.protocol import Protocol
from assay.lsp.session import Session

if TYPE_CHECKING:
    from assay.workspace.workspace import Workspace  # heavy, and first needed when a folder is opened

logger = logging.getLogger(__name__)


def serve(open_workspace: Callable[[Path], Workspace], *, tcp: int | None, ask_trust: bool = True) -> int:
    """Serve one client, on the standard streams or on a port of the loopback interface, until it ends.

    With `ask_trust` the person is asked about folders that are not trusted, once each. Gives the exit code: 0 where
    the client said that it would end, as the protocol has it, else 1.
    """
    logging.getLogger("pygls").setLevel(logging.WARNING)
    return asyncio.run(_serve(open_workspace, tcp, ask_trust=ask_trust))


async def _serve(open_workspace: Callable[[Path], Workspace], tcp: int | None, *, ask_trust: bool) -> int:
    server = Server()
    assert isinstance(server.protocol, Protocol), "made from the class that was handed over"
    session = Session(server.protocol, open_workspace, ask_trust=ask_trust)
    handlers.register(server, session)
    reader, writer = await (wire.standard_streams() if tcp is None else wire.one_client(tcp))
    server.protocol.set_writer(writer)
    talk = asyncio.ensure_future(_talk(session, reader))
    with contextlib.suppress(NotImplementedError):  # where the loop knows no signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, talk.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await talk
    await session.close()
    return 0 if session.protocol.shut_down else 1


async def _talk(session: Session, reader: asyncio.StreamReader) -> None:
    while not session.ended:
        try:
            body = await wire.frame(reader)
        except (wire.BrokenFrameError, ConnectionError) as error:
            logger.error("the connection broke: %s", error)  # noqa: TRY400 -- the words say it all
            return
        if body is None:
            return
        try:
            session.protocol.receive(body)
        except ValueError as error:
            logger.error("a message could not be read: %s", error)  # noqa: TRY400 -- the words say it all
            session.documents.forget()
            say(
                session.protocol,
                "a message of the editor could not be read, so its open files are not known for sure: close and open "
                "them again; until then nothing is offered in them",
                "error",
            )
        await asyncio.sleep(0)  # what the message started gets its first step before the next message can stop it


class Server(LanguageServer):
    """pygls's server, which keeps what goes wrong inside for the log; its own would show it raw."""

    def __init__(self) -> None:
        super().__init__("assay", __version__, protocol_cls=Protocol)  # pyright: ignore[reportUnknownMemberType] - untyped in pygls

    def report_server_error(self, error: Exception, source: Any) -> None:
        logger.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)
