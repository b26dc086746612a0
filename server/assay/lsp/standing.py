"""Where each folder stands, for a client that shows it always: trust, sandbox, model, and what is to be mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assay.core.trust import Tier
from assay.lsp.folders import Folder
from assay.lsp.messages import one_line
from assay.lsp.session import Session

METHOD = "assay/status"
"""A notification of our own, for a client that says that it knows it."""


async def tell(session: Session, folder: Folder) -> None:
    """Say where a folder stands. The sandbox is found out by trying it, once, where the folder is trusted."""
    if not session.client.standing:
        return
    workspace = folder.workspace
    found = await workspace.sandbox() if workspace.trust.trusted else None
    endpoint = workspace.settings.endpoint
    _send(
        session,
        folder.given,
        trusted=workspace.trust.trusted,
        sandbox=found.label if isinstance(found, Tier) else None,
        lacking=None if found is None or isinstance(found, Tier) else one_line(found.reason),
        model=None if endpoint is None else f"{endpoint.name} at {endpoint.place}",
    )


def tell_fault(session: Session, given: Path, words: str) -> None:
    """Say why a folder could not be opened."""
    if session.client.standing:
        _send(session, given, fault=one_line(words))


def _send(session: Session, given: Path, **found: Any) -> None:
    whole = {"fault": None, "trusted": False, "sandbox": None, "lacking": None, "model": None, **found}
    session.protocol.notify(METHOD, {"uri": given.as_uri(), **whole})
