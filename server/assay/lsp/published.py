"""What this server shows as wrong in open files: the checker's own words under the checker's own name.

Nothing is shown twice: as soon as the editor passes errors of a type checker that are not from here, ours of that file
are withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, cast

from lsprotocol import types

from assay.core.diagnostics import Diagnostic
from assay.lsp import convert
from assay.lsp.documents import Document
from assay.lsp.folders import Folder
from assay.lsp.session import Session

_OURS = {"assay": True}
_TAGS = {
    "unreachable": types.DiagnosticTag.Unnecessary,
    "unused": types.DiagnosticTag.Unnecessary,
    "deprecated": types.DiagnosticTag.Deprecated,
}
"""By a word in a checker's code."""


def show(session: Session, folder: Folder, path: PurePosixPath) -> None:
    """Show what is known of an open file, unless that is shown already."""
    document = session.documents.get(folder.given / path)
    if document is None or document.path in session.shown.elsewhere or off(folder):
        return
    known = folder.workspace.known(path, document.text)
    if session.shown.published.get(document.path, ()) != known:
        session.shown.published[document.path] = known
        _send(session, document, known)


def follow(session: Session, folder: Folder, path: PurePosixPath) -> None:
    """Take back what no longer holds of a text that was changed; the editor moves the rest by itself."""
    document = session.documents.get(folder.given / path)
    if document is not None and session.shown.published.get(document.path):
        known = folder.workspace.known(path, document.text)
        if len(known) != len(session.shown.published[document.path]):
            show(session, folder, path)


def withdraw(session: Session, path: Path) -> None:
    """Show nothing more of a file."""
    if session.shown.published.pop(path, ()):
        document = session.documents.get(path)
        uri = path.as_uri() if document is None else document.uri
        params = types.PublishDiagnosticsParams(uri=uri, diagnostics=[])
        session.protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


def passed(
    session: Session, folder: Folder, path: PurePosixPath, given: Iterable[tuple[Diagnostic, types.Diagnostic]]
) -> None:
    """Take in what the editor shows of a file: where another server tells of type errors, ours are withdrawn."""
    file = folder.given / path
    if folder.workspace.settings.diagnostics != "auto" or file in session.shown.elsewhere:
        return
    if any(
        folder.workspace.judges(ours.source) and not _is_ours(session, file, ours, theirs) for ours, theirs in given
    ):
        session.shown.elsewhere.add(file)
        session.shown.wanted.pop(file, None)
        folder.workspace.forget(path)
        withdraw(session, file)


def at(
    session: Session, folder: Folder, path: PurePosixPath, document: Document, theirs: types.Range
) -> Iterator[tuple[Diagnostic, types.Diagnostic]]:
    """What is known of the lines of a range, as it would be shown there now."""
    for each in folder.workspace.known(path, document.text):
        if each.start.line <= theirs.end.line and theirs.start.line <= each.end.line:
            yield each, _their(session, document, each)


def off(folder: Folder) -> bool:
    """Whether nothing is to be shown in a folder."""
    return folder.workspace.settings.diagnostics == "off" or not folder.workspace.trust.trusted


def _send(session: Session, document: Document, known: tuple[Diagnostic, ...]) -> None:
    params = types.PublishDiagnosticsParams(
        uri=document.uri,
        version=document.version if session.client.versions_diagnostics else None,
        diagnostics=[_their(session, document, each) for each in known],
    )
    session.protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


def _their(session: Session, document: Document, ours: Diagnostic) -> types.Diagnostic:
    shown = convert.their_diagnostic(document.lines, ours, session.client.encoding)
    tags = [tag for word, tag in _TAGS.items() if word in ours.code.casefold() and tag in session.client.tags]
    shown.tags = tags or None
    if session.client.diagnostic_data:
        shown.data = _OURS
    return shown


def _is_ours(session: Session, file: Path, ours: Diagnostic, theirs: types.Diagnostic) -> bool:
    """Whether a diagnostic is one that was shown from here: by our mark where the client keeps it, else by words."""
    if session.client.diagnostic_data:
        return isinstance(theirs.data, dict) and "assay" in cast("dict[str, Any]", theirs.data)
    return any(each.key == ours.key and each.source == ours.source for each in session.shown.published.get(file, ()))
