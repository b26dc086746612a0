"""Show the evidence of a unit: its receipt as Markdown, in a file that the editor opens."""

from __future__ import annotations

from lsprotocol import types

from assay.core.errors import Lacking
from assay.lsp.folders import Folder
from assay.lsp.messages import say
from assay.lsp.session import Session
from assay.workspace.run import Unit

_ANSWER = 5.0


async def show(session: Session, folder: Folder, unit: Unit) -> None:
    """Open the evidence in the editor; where that cannot be done, say where it is."""
    try:
        file = folder.workspace.evidence(unit)
    except Lacking as error:
        say(session.protocol, str(error), "error")
        return
    if session.client.shows_documents:
        params = types.ShowDocumentParams(uri=file.as_uri(), take_focus=True)
        answer = await session.protocol.ask(types.WINDOW_SHOW_DOCUMENT, params, seconds=_ANSWER)
        if answer.came and answer.result is not None and answer.result.success:
            return
    say(session.protocol, f"the evidence is in {file}")
