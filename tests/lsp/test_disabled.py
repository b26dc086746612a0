"""An offer that cannot run now says why, in the way that the client knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from lsprotocol import types

from assay.core.action import Offer
from assay.core.text import Lines, Place, Position
from assay.lsp import offers
from assay.lsp.capabilities import Client
from assay.lsp.documents import Document
from support.recording import record

HERE = Place(Position(0, 0), Position(0, 0))
OFFER = Offer("fix_types", "Fix it", "quickfix", PurePosixPath("a.py"), HERE, disabled="no checker\nfound")
DOCUMENT = Document("file:///w/a.py", Path("/w/a.py"), 1, Lines("x\n"))
KNOWS = Client(literals=True, disabled=True)


async def test_a_client_that_knows_disabled_actions_is_told_why() -> None:
    session, _ = record()
    session.client = KNOWS
    (entry,) = offers.entries(session, DOCUMENT, [(OFFER, [])], automatic=False)
    assert isinstance(entry, types.CodeAction)
    assert (entry.disabled, entry.command) == (types.CodeActionDisabled(reason="no checker found"), None)


async def test_any_other_client_gets_a_message_in_place_of_the_entry() -> None:
    for client in (replace(KNOWS, disabled=False), replace(KNOWS, literals=False)):
        session, sent = record()
        session.client = client
        for _ in range(2):
            assert list(offers.entries(session, DOCUMENT, [(OFFER, [])], automatic=False)) == []
        assert [message["params"]["message"] for message in sent] == ["Fix it: no checker found"]


async def test_an_editor_that_asks_by_itself_is_told_nothing() -> None:
    session, sent = record()
    session.client = replace(KNOWS, disabled=False)
    assert list(offers.entries(session, DOCUMENT, [(OFFER, [])], automatic=True)) == []
    assert sent == []
