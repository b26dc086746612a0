"""Where that now stands which the last runs in a file were about. From memory alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from assay.core.text import Place
from assay.lsp.documents import Document
from assay.lsp.folders import Folder
from assay.lsp.follow import follow
from assay.lsp.session import Session
from assay.workspace.run import Unit


def finished(session: Session, folder: Folder, path: PurePosixPath, document: Document) -> Iterator[tuple[Unit, Place]]:
    """The units whose place can be told, each with it."""
    for run, number in session.finished.get((folder.given, path), ()):
        unit = folder.workspace.unit(run, number)
        if unit is None or not unit.outcome.attempts or not unit.outcome.target.diagnostics:
            continue
        if (before := _judged(session, unit, path)) is not None:  # else where its text stands now cannot be told
            yield unit, follow(unit.outcome.target.diagnostics[0].place, before, document.text)


def _judged(session: Session, unit: Unit, path: PurePosixPath) -> str | None:
    """The text of a file that the unit is about, as its checks saw it before the change."""
    changes = unit.outcome.attempts[-1].proposal.patch.changes
    if any(each.path == path for each in changes):
        return next(each.before for each in changes if each.path == path)
    if unit.outcome.after is not None:
        return unit.outcome.after.read(path)
    asked = session.asked.get(unit.run)
    return None if asked is None else asked.request.snapshot.read(path)
