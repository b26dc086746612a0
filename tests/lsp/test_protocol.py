"""Whatever a client makes of a request of the server, the server gets on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from lsprotocol import types

from assay.lsp.messages import say
from assay.lsp.outcomes import Line, tell_all
from assay.lsp.protocol import Answer
from support.recording import answer, record

QUESTION = types.ShowMessageRequestParams(
    type=types.MessageType.Info, message="?", actions=[types.MessageActionItem(title="Yes")]
)
ASK = types.WINDOW_SHOW_MESSAGE_REQUEST


@pytest.mark.parametrize(
    ("reply", "came", "title"),
    [
        ({"result": {"title": "Yes"}}, True, "Yes"),
        ({"result": None}, True, None),
        ({"error": {"code": -32601, "message": "Method not found"}}, False, None),
    ],
)
async def test_an_answer_is_what_it_is(reply: dict[str, Any], title: str | None, *, came: bool) -> None:
    session, sent = record()
    asking = asyncio.ensure_future(session.protocol.ask(ASK, QUESTION, seconds=5))
    await asyncio.sleep(0)
    answer(session, sent[0], **reply)
    found = await asking
    assert found.came is came
    assert (found.result.title if found.result else None) == title


async def test_no_answer_is_no_and_a_late_one_does_no_harm() -> None:
    session, sent = record()
    assert await session.protocol.ask(ASK, QUESTION, seconds=0.02) == Answer(came=False)
    answer(session, sent[0], result={"title": "Yes"})
    answer(session, sent[0], error={"code": 1, "message": "no"})
    await asyncio.sleep(0)
    assert len(sent) == 1, "nothing is said about it"


async def test_a_client_that_goes_away_while_it_is_asked() -> None:
    session, sent = record()
    asking = asyncio.ensure_future(session.protocol.ask(ASK, QUESTION, seconds=5))
    await asyncio.sleep(0)
    session.protocol.receive(b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}')
    assert await asking == Answer(came=False)
    assert sent[-1] == {"jsonrpc": "2.0", "id": 1, "result": None}


async def test_who_stops_waiting_is_stopped() -> None:
    session, _ = record()
    asking = asyncio.ensure_future(session.protocol.ask(ASK, QUESTION, seconds=5))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_an_answer_that_makes_no_sense_is_none() -> None:
    session, sent = record()
    asking = asyncio.ensure_future(session.protocol.ask(ASK, QUESTION, seconds=5))
    await asyncio.sleep(0)
    answer(session, sent[0], result=[1])
    assert await asking == Answer(came=False)


async def test_what_fails_inside_is_not_shown_raw() -> None:
    session, sent = record()

    def fail(_params: Any) -> None:
        raise RuntimeError("secret detail")

    session.protocol.built_in(types.TEXT_DOCUMENT_HOVER, fail)
    place = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}
    message = {"jsonrpc": "2.0", "id": 3, "method": types.TEXT_DOCUMENT_HOVER, "params": place}
    session.protocol.receive(json.dumps(message).encode())
    (reply,) = sent
    assert reply["error"]["code"] == -32603
    assert "secret" not in json.dumps(reply)
    assert "its log says where" in reply["error"]["message"]


async def test_many_lines_become_one() -> None:
    session, sent = record()
    lines = [Line("applied", f"verified: {number}", "info", ("run", number)) for number in range(3)]
    tell_all(session, lines)
    assert [message["params"]["message"] for message in sent] == ["verified: 0", "verified: 1", "verified: 2"]
    tell_all(session, [*lines, Line("rejected", "no", "warning", ("run", 4))])
    assert sent[-1]["params"]["type"] == 2
    assert sent[-1]["params"]["message"].startswith("3 applied, 1 rejected; ")


async def test_what_follows_an_answer_closely_is_pushed_on() -> None:
    """Emacs 28 would leave it lying until the server says something else, which may be never."""
    session, sent = record()
    say(session.protocol, "before any answer")
    session.protocol.receive(b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/unheardOf"}')
    say(session.protocol, "one")
    say(session.protocol, "two")
    assert [message.get("method") for message in sent[-2:]] == ["window/showMessage"] * 2
    await asyncio.sleep(0.7)
    say(session.protocol, "later")
    await asyncio.sleep(0.7)
    assert [message.get("method") for message in sent].count("$/logTrace") == 1
    assert sent[-2]["method"] == "$/logTrace"
