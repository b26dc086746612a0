"""A change of one file as an edit that editors really carry out: whole lines, in the editor's own line ending.

Columns are where editors differ and break; a line ending that is not the buffer's own ends up as a stray character.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from assay.core.errors import Lacking
from assay.core.patch import FileChange
from assay.core.text import Lines, line_edits, line_ending, with_line_ending
from assay.lsp import convert
from assay.lsp.capabilities import Client
from assay.lsp.documents import Document

_ANNOTATION = "assay"


def same(one: str | None, other: str | None) -> bool:
    """Whether two texts are equal but for their line endings, which editors keep as they like."""
    if one is None or other is None or one == other or "\r" not in one + other:
        return one == other
    return with_line_ending(one, "\n") == with_line_ending(other, "\n")


def edit_of(
    client: Client, uri: str, document: Document | None, change: FileChange, annotation: types.ChangeAnnotation | None
) -> types.WorkspaceEdit:
    """The edit for one file, open or not. Raises `Lacking` where this client cannot be asked for it."""
    if change.after is None:
        if not client.deletes:
            raise Lacking("this editor does not delete files for a server; delete it yourself")
        return types.WorkspaceEdit(document_changes=[types.DeleteFile(uri=uri)])
    if change.before is None:
        return _creation(client, uri, change.after)
    if document is None and "\r" in change.before:
        raise Lacking("its lines end in CRLF and it is not open; open it, then apply")
    edits = _line_edits(client, document, change.before, change.after)
    if not client.versioned:
        return types.WorkspaceEdit(changes={uri: edits})
    version = None if document is None else _version(client, document)
    if annotation is None:
        return types.WorkspaceEdit(document_changes=[_document_edit(uri, version, edits)])
    annotated = [
        types.AnnotatedTextEdit(range=edit.range, new_text=edit.new_text, annotation_id=_ANNOTATION) for edit in edits
    ]
    return types.WorkspaceEdit(
        document_changes=[_document_edit(uri, version, annotated)], change_annotations={_ANNOTATION: annotation}
    )


def _version(client: Client, document: Document) -> int:
    """The version that the edit is for.

    A client that takes 0 for no version accepts any that is not below the buffer's own: 1 says the same of a buffer
    that nobody touched, and is refused, as it must be, once somebody did.
    """
    return 1 if document.version == 0 and client.zero_is_none else document.version


def _creation(client: Client, uri: str, text: str) -> types.WorkspaceEdit:
    if not client.creates:
        raise Lacking("this editor does not create files for a server; the evidence holds its text")
    start = types.Position(line=0, character=0)
    insertion = types.TextEdit(range=types.Range(start=start, end=start), new_text=text)
    # one editor empties the file on disk where this option is missing and the file exists after all
    creation = types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True))
    return types.WorkspaceEdit(document_changes=[creation, _document_edit(uri, None, [insertion])])


def _line_edits(client: Client, document: Document | None, before: str, after: str) -> list[types.TextEdit]:
    held = before if document is None else document.text
    ending = line_ending(held)
    before, after = with_line_ending(held, "\n"), with_line_ending(after, "\n")
    lines = Lines(before)
    return [
        types.TextEdit(
            range=convert.range_of_span(lines, edit.span, client.encoding),
            new_text=with_line_ending(edit.text, ending),
        )
        for edit in line_edits(before, after)
    ]


def _document_edit(
    uri: str, version: int | None, edits: Sequence[types.TextEdit | types.AnnotatedTextEdit]
) -> types.TextDocumentEdit:
    document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.TextDocumentEdit(text_document=document, edits=list(edits))
