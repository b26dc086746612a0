"""Ask the person about a command that the rules leave to them. No answer is no."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from lsprotocol import types

from assay.lsp.messages import one_line
from assay.lsp.session import Asked, Session
from assay.workspace.permission import SECONDS

_YES = "Run it"
_NO = "No"


async def ask(session: Session, asked: Asked, argv: Sequence[str], who: str) -> bool:
    """Whether the person lets it run."""
    where = f"in the sandbox, on a copy of {asked.folder.given.name}, without network"
    return await _allowed(session, f"{asked.title}: {who} wants to run this {where}: {shlex.join(argv)}")


async def fetch(session: Session, asked: Asked, argv: Sequence[str], who: str) -> bool:
    """Whether the person lets it be fetched."""
    where = "with the network, outside the sandbox; what is fetched is only unpacked"
    return await _allowed(session, f"{asked.title}: {who} wants to run this {where}: {shlex.join(argv)}")


async def _allowed(session: Session, question: str) -> bool:
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Warning,
        message=one_line(question),
        actions=[types.MessageActionItem(title=_YES), types.MessageActionItem(title=_NO)],
    )
    answer = await session.protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, seconds=SECONDS)
    return answer.result is not None and answer.result.title == _YES
