"""Edits in the form that every editor measured carries out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from lsprotocol import types

from assay.core.errors import Lacking
from assay.core.patch import FileChange
from assay.core.text import Lines
from assay.lsp.capabilities import Client
from assay.lsp.documents import Document
from assay.lsp.edits import edit_of, same

URI = "file:///w/a.py"
PATH = PurePosixPath("a.py")
VERSIONED = Client(versioned=True, applies_edits=True)
BEFORE = "one\ntwo\nthree"
AFTER = "one\n2\n2b\nthree!"


def document(text: str, version: int = 3) -> Document:
    return Document(URI, Path("/w/a.py"), version, Lines(text))


def ranges(edits: Any) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    return [
        (
            (edit.range.start.line, edit.range.start.character),
            (edit.range.end.line, edit.range.end.character),
            edit.new_text,
        )
        for edit in edits
    ]


def text_edits(edit: types.WorkspaceEdit) -> Any:
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    return change.edits


def test_whole_lines_with_the_version() -> None:
    edit = edit_of(VERSIONED, URI, document(BEFORE), FileChange(PATH, BEFORE, AFTER), None)
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(uri=URI, version=3)
    assert ranges(change.edits) == [((1, 0), (2, 5), "2\n2b\nthree!")]


@pytest.mark.parametrize(("version", "zero_is_none", "sent"), [(0, False, 0), (0, True, 1), (4, True, 4)])
def test_a_version_that_the_client_would_not_check(version: int, sent: int, *, zero_is_none: bool) -> None:
    client = replace(VERSIONED, zero_is_none=zero_is_none)
    edit = edit_of(client, URI, document("a\n", version), FileChange(PATH, "a\n", "b\n"), None)
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == sent


def test_untouched_lines_stay_out_of_it() -> None:
    edit = edit_of(VERSIONED, URI, document("a\nb\nc\n"), FileChange(PATH, "a\nb\nc\n", "A\nb\nC\n"), None)
    assert ranges(text_edits(edit)) == [((0, 0), (1, 0), "A\n"), ((2, 0), (3, 0), "C\n")]


def test_plain_changes_where_the_client_advertises_nothing_else() -> None:
    edit = edit_of(Client(), URI, document("a\n"), FileChange(PATH, "a\n", "b\n"), None)
    assert edit.document_changes is None
    assert edit.changes is not None
    assert ranges(edit.changes[URI]) == [((0, 0), (1, 0), "b\n")]


@pytest.mark.parametrize(
    ("held", "before", "after"),
    [
        ("a\r\nb\r\n", "a\r\nb\r\n", "a\r\nB\r\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n", "a\r\nB\n"),
        ("a\nb\n", "a\r\nb\r\n", "a\r\nB\r\n"),
        ("a\r\nb\r\n", "a\nb\n", "a\nB\n"),
    ],
)
def test_new_lines_end_as_the_lines_of_the_buffer_do(held: str, before: str, after: str) -> None:
    """Whatever the disk has: one editor syncs LF for a CRLF file, and shows a stray ^M for every CRLF it is sent."""
    edit = edit_of(VERSIONED, URI, document(held), FileChange(PATH, before, after), None)
    assert ranges(text_edits(edit)) == [((1, 0), (2, 0), "B\r\n" if "\r" in held else "B\n")]


def test_a_crlf_file_that_is_not_open_is_left_to_the_person() -> None:
    with pytest.raises(Lacking, match="its lines end in CRLF and it is not open"):
        edit_of(VERSIONED, URI, None, FileChange(PATH, "a\r\n", "b\r\n"), None)


def test_a_file_that_is_not_open_has_no_version() -> None:
    edit = edit_of(VERSIONED, URI, None, FileChange(PATH, "a\n", "b\n"), None)
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version is None


def test_annotations() -> None:
    asked = types.ChangeAnnotation(label="do it", needs_confirmation=True)
    edit = edit_of(VERSIONED, URI, document("a\n"), FileChange(PATH, "a\n", "b\n"), asked)
    (only,) = text_edits(edit)
    assert isinstance(only, types.AnnotatedTextEdit)
    assert edit.change_annotations == {only.annotation_id: asked}


def test_a_new_file_never_empties_one_that_is_there() -> None:
    edit = edit_of(replace(VERSIONED, creates=True), URI, None, FileChange(PATH, None, "a\n"), None)
    assert edit.document_changes is not None
    creation, insertion = edit.document_changes
    assert isinstance(creation, types.CreateFile)
    assert creation.options == types.CreateFileOptions(ignore_if_exists=True)
    assert isinstance(insertion, types.TextDocumentEdit)
    assert ranges(insertion.edits) == [((0, 0), (0, 0), "a\n")]


@pytest.mark.parametrize("change", [FileChange(PATH, None, "a\n"), FileChange(PATH, "a\n", None)])
def test_files_are_made_and_deleted_only_by_clients_that_say_they_can(change: FileChange) -> None:
    with pytest.raises(Lacking, match="this editor does not"):
        edit_of(VERSIONED, URI, None, change, None)


def test_a_deletion() -> None:
    edit = edit_of(replace(VERSIONED, deletes=True), URI, None, FileChange(PATH, "a\n", None), None)
    assert edit.document_changes == [types.DeleteFile(uri=URI)]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [("a\n", "a\r\n", True), ("a\n", "a\n", True), ("a\n", "b\n", False), (None, None, True), (None, "", False)],
)
def test_sameness_but_for_line_endings(one: str | None, other: str | None, *, equal: bool) -> None:
    assert same(one, other) is equal
