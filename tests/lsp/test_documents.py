"""The open documents follow what the editor sends, character for character."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

import pytest
from lsprotocol import types

from assay.lsp.convert import Encoding
from assay.lsp.documents import Document, Documents

URI = "file:///w/a.py"
PATH = Path("/w/a.py")


def opened(text: str, encoding: Encoding = "utf-16") -> Documents:
    documents = Documents()
    documents.encoding = encoding
    item = types.TextDocumentItem(uri=URI, language_id="python", version=0, text=text)
    documents.open(types.DidOpenTextDocumentParams(text_document=item))
    return documents


def held(documents: Documents) -> Document:
    document = documents.get(PATH)
    assert document is not None
    return document


def type_(documents: Documents, *changes: tuple[tuple[int, int], tuple[int, int], str], version: int = 1) -> None:
    """Replace from a line and character to another by a text, in one message."""
    events = [
        types.TextDocumentContentChangePartial(
            range=types.Range(
                start=types.Position(line=start[0], character=start[1]),
                end=types.Position(line=end[0], character=end[1]),
            ),
            text=text,
        )
        for start, end, text in changes
    ]
    identifier = types.VersionedTextDocumentIdentifier(uri=URI, version=version)
    documents.change(types.DidChangeTextDocumentParams(text_document=identifier, content_changes=events))


async def test_each_change_of_a_message_speaks_of_the_text_after_the_one_before() -> None:
    documents = opened("one\ntwo\n")
    type_(documents, ((0, 0), (0, 3), "1\n1"), ((2, 0), (2, 3), "2"), version=7)
    assert (held(documents).text, held(documents).version) == ("1\n1\n2\n", 7)


@pytest.mark.parametrize(("encoding", "after"), [("utf-8", 6), ("utf-16", 4), ("utf-32", 3)])
async def test_a_change_behind_an_emoji(encoding: Encoding, after: int) -> None:
    documents = opened('x"\U0001f600"', encoding)
    type_(documents, ((0, after), (0, 99), "!"))
    assert held(documents).text == 'x"\U0001f600!'


@pytest.mark.parametrize("separator", ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029"])
async def test_only_line_endings_of_the_protocol_end_a_line(separator: str) -> None:
    documents = opened(f"a{separator}b\nc\n")
    type_(documents, ((1, 0), (1, 1), "C"))
    assert held(documents).text == f"a{separator}b\nC\n"


async def test_a_change_at_the_very_end() -> None:
    documents = opened("a\r\nb")
    type_(documents, ((1, 1), (1, 1), "\r\n"))
    type_(documents, ((2, 0), (2, 0), "c"))
    assert held(documents).text == "a\r\nb\r\nc"


async def test_the_whole_text_at_once() -> None:
    documents = opened("a")
    whole = types.TextDocumentContentChangeWholeDocument(text="b")
    identifier = types.VersionedTextDocumentIdentifier(uri=URI, version=2)
    documents.change(types.DidChangeTextDocumentParams(text_document=identifier, content_changes=[whole]))
    assert held(documents).text == "b"


async def test_a_change_to_what_is_not_open_is_not_for_us() -> None:
    documents = Documents()
    type_(documents, ((0, 0), (0, 0), "x"))
    assert documents.get(PATH) is None


async def test_what_lies_below_a_folder() -> None:
    documents = opened("a")
    assert dict(documents.below(Path("/w"))) == {PurePosixPath("a.py"): "a"}
    assert dict(documents.below(Path("/other"))) == {}


async def test_changes_are_known_by_when_they_came() -> None:
    documents = opened("a")
    loop = asyncio.get_running_loop()
    before = loop.time()
    assert documents.changed_since(Path("/w"), before) == ()
    await asyncio.sleep(0.01)
    type_(documents, ((0, 0), (0, 0), "x"))
    assert documents.changed_since(Path("/w"), before) == (PurePosixPath("a.py"),)
    assert documents.changed_since(Path("/w"), loop.time()) == ()


async def test_what_was_typed_and_not_saved_goes_with_the_document() -> None:
    documents = opened("a")
    type_(documents, ((0, 0), (0, 0), "x"))
    await asyncio.sleep(0.01)
    typed = asyncio.get_running_loop().time()
    await asyncio.sleep(0.01)
    documents.close(types.DidCloseTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=URI)))
    assert documents.changed_since(Path("/w"), typed) == (PurePosixPath("a.py"),)


async def test_quiet_is_counted_from_the_last_change() -> None:
    documents = opened("a")
    type_(documents, ((0, 0), (0, 0), "x"))
    loop = asyncio.get_running_loop()
    start = loop.time()
    loop.call_later(0.1, type_, documents, ((0, 0), (0, 0), "y"))
    await documents.quiet([PATH], 0.2)
    assert loop.time() - start >= 0.29


async def test_waiting_for_a_text_ends_with_it_or_in_time() -> None:
    documents = opened("a")
    asyncio.get_running_loop().call_later(0.05, type_, documents, ((0, 0), (0, 1), "b"))
    assert await documents.until(lambda: held(documents).text == "b", 5)
    assert not await documents.until(lambda: held(documents).text == "c", 0.05)
