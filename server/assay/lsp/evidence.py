"""Show the evidence of a unit: to a client that has a view of it as data, else as Markdown in a file that it opens."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from lsprotocol import types

from assay.core.errors import Lacking
from assay.lsp.folders import Folder
from assay.lsp.messages import say
from assay.lsp.session import Session
from assay.workspace.run import Unit

METHOD = "assay/evidence"
"""A notification of our own, for a client that says that it knows it."""

_ANSWER = 5.0


async def show(session: Session, folder: Folder, unit: Unit) -> None:
    """Open the evidence in the editor; where that cannot be done, say where it is."""
    if session.client.evidence:
        trace = await asyncio.to_thread(_trace, unit)
        session.protocol.notify(METHOD, _data(session, folder, unit, trace))
        return
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


def _trace(unit: Unit) -> str | None:
    """The file of what was said to a model for it, where one was asked and the file is still kept. Blocks."""
    file: str | None = unit.statement["predicate"]["trace"]
    return file if file is not None and Path(file).is_file() else None


def _data(session: Session, folder: Folder, unit: Unit, trace: str | None) -> dict[str, Any]:
    """The receipt, what can be decided of it now, its trace, and the texts before and after the patch."""
    pending = session.pending.get((unit.run, unit.number))
    attempts = unit.outcome.attempts
    changes = attempts[-1].proposal.patch.changes if attempts else ()
    return {
        "run": unit.run,
        "unit": unit.number,
        "uri": (folder.given / unit.outcome.target.path).as_uri(),
        "state": "decided" if pending is None else "stale" if pending.stale else "pending",
        "receipt": unit.statement,
        "trace": trace,
        "changes": [{"path": str(each.path), "before": each.before, "after": each.after} for each in changes],
    }
