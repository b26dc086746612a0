"""Trust where the editor has none of its own: asked for once, when something is first to run."""

from __future__ import annotations

from lsprotocol import types

from assay.core.errors import Lacking
from assay.core.trust import Trust
from assay.lsp.folders import Folder
from assay.lsp.messages import one_line, say
from assay.lsp.session import Session

_ANSWER = 300.0
_YES = "Trust"
_NO = "Not now"


async def settled(session: Session, folder: Folder) -> None:
    """Return once it is known whether the folder is trusted. Without an answer it is not."""
    if folder.workspace.trust.trusted or not session.ask_trust:
        return
    await session.only_once(("trust", folder.given), lambda: _ask(session, folder))


async def _ask(session: Session, folder: Folder) -> None:
    root = folder.workspace.root
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Warning,
        message=one_line(
            f"Assay is to run the type checker and the tests of {root} in a sandbox. Do you trust the code in this "
            "folder? Without trust only checks that run none of it are made."
        ),
        actions=[types.MessageActionItem(title=_YES), types.MessageActionItem(title=_NO)],
    )
    answer = await session.protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, seconds=_ANSWER)
    if answer.result is None or answer.result.title != _YES:
        return
    try:
        folder.workspace.remember_trust()
    except Lacking as error:
        folder.workspace.trust = Trust(trusted=True, source="the user's word, for this session")
        say(session.protocol, str(error), "warning")
