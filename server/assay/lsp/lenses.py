"""A line above what the last run in a file was about: how it ended, and the way to its evidence. From memory alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lsprotocol import types

from assay.lsp import convert
from assay.lsp.documents import Document
from assay.lsp.finished import finished
from assay.lsp.folders import Folder
from assay.lsp.messages import one_line
from assay.lsp.session import Session

_ANSWER = 5.0


def lenses(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lenses of an open file."""
    path = convert.path_of(params.text_document.uri)
    document = None if path is None else session.documents.get(path)
    found = None if path is None else session.folders.of(path)
    if document is None or found is None:
        return []
    return list(_of_file(session, *found, document))


async def refresh(session: Session) -> None:
    """Have the client ask again, where it can be told to."""
    if session.client.refreshes_lenses:
        await session.protocol.ask(types.WORKSPACE_CODE_LENS_REFRESH, None, seconds=_ANSWER)


def _of_file(session: Session, folder: Folder, path: PurePosixPath, document: Document) -> Iterator[types.CodeLens]:
    for unit, place in finished(session, folder, path, document):
        title = f"{unit.outcome.verdict}: {unit.outcome.target.title}"
        yield types.CodeLens(
            range=convert.their_range(document.lines, place, session.client.encoding),
            command=types.Command(
                title=one_line(title), command="assay.evidence", arguments=[{"run": unit.run, "unit": unit.number}]
            ),
        )
