"""Every way in which a reply can fail to come: the real client over real HTTP, against a server that misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from assay.core.model import Endpoint, Fault, Function, Message, ModelFailed, Prompt, Reply
from assay.model.client import Client
from support.scripted_openai import (
    ScriptedOpenAI,
    Step,
    answer,
    calls,
    hangs,
    piece,
    refuses,
    reply,
    resets,
    says,
    stream,
)

PROMPT = Prompt(
    (Message("system", "Be brief."), Message("user", "Say so.")),
    (Function("finish", "End.", {"type": "object", "properties": {"rationale": {"type": "string"}}}),),
)
DONE = calls(("finish", {"rationale": "so"}))
QUICK = 1.5
"""Seconds, where a test waits for a limit of time to be reached."""


@dataclass(frozen=True, slots=True)
class Case:
    """A script, what it comes to, what the user reads of it, and how many requests there were."""

    steps: Sequence[Step]
    kind: Fault
    said: str
    requests: int = 1
    seconds: float = 20.0


RAW = piece({"role": "assistant", "content": "half of a"})

FAULTS = {
    "400": Case([refuses(400, "no such thing as `top_q`")], "bad request", "no such thing as `top_q`"),
    "401": Case([refuses(401, "Incorrect API key provided")], "key", "the key was not accepted; see `model_key_"),
    "402": Case([refuses(402)], "quota", "no credit or quota left"),
    "403": Case([refuses(403)], "key", "the key was not accepted"),
    "404, no such model": Case([refuses(404, "model 'x' not found")], "not found", "model 'x' not found"),
    "404, a web page": Case([answer(b"<html>", status=404, kind="text/html")], "not found", "mostly ends in /v1"),
    "409": Case([refuses(409)] * 3, "bad request", "refuses the request", requests=3),
    "413": Case([refuses(413)], "context", "choose a model with a longer context"),
    "422": Case([refuses(422)], "bad request", "refuses the request"),
    "429 with no wait": Case([refuses(429)] * 3, "rate", "wait, or ask for a higher limit", requests=3),
    "429 for longer than anybody waits": Case([refuses(429, Retry_After="600")], "rate", "no more requests for now"),
    "429, no quota": Case(
        [refuses(429, "You exceeded your quota", "insufficient_quota", x_should_retry="false")], "quota", "no credit"
    ),
    "500": Case([refuses(500)] * 3, "server", "it failed by itself; try again later", requests=3),
    "503, no JSON": Case([answer(b"busy", status=503, kind="text/plain")] * 3, "server", "try again", requests=3),
    "too much for the context": Case(
        [refuses(400, "This model's maximum context length is 4096 tokens", "context_length_exceeded")],
        "context",
        "longer than the model takes",
    ),
    "too much for llama.cpp": Case(
        [refuses(400, "the request exceeds the available context size")], "context", "longer than the model takes"
    ),
    "sent elsewhere": Case(
        [answer(b"", status=307, Location="http://127.0.0.1:1/v1/chat/completions")], "redirected", "not followed"
    ),
    "sent elsewhere for good": Case([answer(b"", status=301, Location="http://127.0.0.1:1/")], "redirected", "set `mo"),
    "silence": Case([hangs()], "timeout", "did not answer in time", seconds=QUICK),
    "silence after the head": Case([hangs(after_headers=True)], "timeout", "raise `model_seconds`", seconds=QUICK),
    "a piece now and then": Case([stream([RAW] * 60, delay=0.3)], "timeout", "did not answer", seconds=QUICK),
    "broken off at once": Case([resets()] * 3, "unreachable", "see that it runs", requests=3),
    "broken off in the middle": Case(
        [stream([RAW], ending="reset")] * 2, "unreachable", "cannot be reached", requests=2
    ),
    "closed in the middle": Case([stream([RAW], ending="cut")] * 2, "unreachable", "cannot be reached", requests=2),
    "no more in the middle": Case([stream([RAW], ending="hang")], "timeout", "in time", seconds=QUICK),
    "ended without saying so": Case(
        [stream([RAW], ending="clean")] * 2, "truncated", "broke off before it was complete", requests=2
    ),
    "done without an end": Case([stream([RAW])] * 2, "truncated", "broke off before it was complete", requests=2),
    "too long": Case([says("half of a", finish="length")] * 2, "too long", "raise `model_reply`", requests=2),
    "held back by a filter": Case([says("", finish="content_filter")], "filtered", "a filter of the server"),
    "refused": Case([says(None, refusal="I will not.")], "refused", "(it says: I will not.)"),
    "no stream": Case([answer({"choices": []})], "malformed", "not the protocol of a model"),
    "a web page": Case([answer(b"<html>", kind="text/html")], "malformed", "see that `model_url` is right"),
    "nothing": Case([answer(b"", kind="text/event-stream")], "malformed", "nothing that is a piece of a reply"),
    "a piece that is no JSON": Case([stream([b"data: {half\n\n"])], "malformed", "not the protocol"),
    "a piece that is a number": Case([stream([b"data: 5\n\n"])], "malformed", "not the protocol"),
    "a piece that is a list": Case([stream([b"data: [1]\n\n"])], "malformed", "not the protocol"),
    "no choices": Case([stream([b"data: {}\n\n"])], "malformed", "`choices` of the reply is no list"),
    "choices that are none": Case([stream([b'data: {"choices": [5]}\n\n'])], "malformed", "is no object"),
    "text that is a number": Case(
        [stream([b'data: {"choices": [{"delta": {"content": 5}}]}\n\n'])], "malformed", "where text belongs"
    ),
    "calls that are no list": Case(
        [stream([b'data: {"choices": [{"delta": {"tool_calls": 5}}]}\n\n'])], "malformed", "`tool_calls`"
    ),
    "calls without end": Case(
        [stream([piece({"tool_calls": [{"index": 5000, "id": "x", "function": {"name": "f"}}]})])],
        "malformed",
        "too many functions",
    ),
    "text without end": Case([stream([piece({"content": "x" * 600_000})] * 2)], "malformed", "does not end after"),
    "an error in the middle": Case(
        [stream([RAW, b'data: {"error": {"message": "out of memory"}}\n\n'])], "server", "(it says: out of memory)"
    ),
    "no quota in the middle": Case(
        [stream([RAW, b'data: {"error": {"message": "no", "code": "insufficient_quota"}}\n\n'])], "quota", "no credit"
    ),
}


def endpoint(server: ScriptedOpenAI) -> Endpoint:
    return Endpoint(server.url, "scripted")


def ask(where: Endpoint, prompt: Prompt = PROMPT, *, key: str = "", seconds: float = 20.0) -> Reply:
    async def asked() -> Reply:
        client = Client(where, key, {})
        try:
            return (await client.reply(prompt, [], seconds=seconds)).reply
        finally:
            await client.close()

    return asyncio.run(asked())


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_error_that_says_what_to_do(case: Case) -> None:
    with ScriptedOpenAI(*case.steps) as server, pytest.raises(ModelFailed) as raised:
        ask(endpoint(server), seconds=case.seconds)
    message = str(raised.value)
    assert (raised.value.kind, len(server.requests)) == (case.kind, case.requests), message
    assert message.startswith(f"the model at http://127.0.0.1:{server.port}: ")
    assert case.said in message
    assert "\n" not in message


def test_nobody_there() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        where = Endpoint(f"http://127.0.0.1:{nobody.getsockname()[1]}/v1", "any")
        with pytest.raises(ModelFailed, match="see that it runs") as raised:
            ask(where)
    assert raised.value.kind == "unreachable"


def test_no_such_host() -> None:
    with pytest.raises(ModelFailed, match="cannot be reached") as raised:
        ask(Endpoint("http://no-such-host.invalid/v1", "any"))
    assert raised.value.kind == "unreachable"


def test_a_server_that_speaks_no_tls() -> None:
    with ScriptedOpenAI() as server, pytest.raises(ModelFailed) as raised:
        ask(replace(endpoint(server), url=server.url.replace("http:", "https:")))
    assert (raised.value.kind, server.requests) == ("unreachable", [])
    assert "if your network has a certificate of its own" in str(raised.value)


def test_what_passes_is_tried_again() -> None:
    with ScriptedOpenAI(refuses(500), refuses(429, Retry_After="1"), DONE) as server:
        assert ask(endpoint(server)).message.calls[0].name == "finish"


@pytest.mark.parametrize("broken", [stream([RAW], ending="reset"), stream([RAW], ending="clean")])
def test_what_breaks_off_is_asked_for_once_more(broken: Step) -> None:
    with ScriptedOpenAI(broken, DONE) as server:
        found = ask(endpoint(server))
    assert (found.message.text, [each.name for each in found.message.calls]) == ("", ["finish"])
    assert found.usage is None


def test_a_proxy_is_used_for_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedOpenAI(DONE) as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
        ask(Endpoint("http://model.invalid/v1", "scripted"))
    assert server.requests[0].path == "http://model.invalid/v1/chat/completions"


def test_a_cancel_ends_the_stream() -> None:
    async def cancelled(server: ScriptedOpenAI) -> None:
        client = Client(endpoint(server), "", {})
        task = asyncio.create_task(client.reply(PROMPT, [], seconds=60))
        assert await asyncio.to_thread(server.asked.wait, 10)
        await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.requests[0].gone.wait, 5)
        await client.close()

    with ScriptedOpenAI(stream([RAW], ending="hang")) as server:
        asyncio.run(cancelled(server))


def test_a_call_comes_whole_out_of_its_pieces() -> None:
    with ScriptedOpenAI(says("I look.", ("a", {"x": 1}), ("b", "not {json"))) as server:
        found = ask(endpoint(server))
    assert found.message.text == "I look."
    assert [(each.id, each.name, each.arguments) for each in found.message.calls] == [
        ("call_0", "a", '{"x": 1}'),
        ("call_1", "b", "not {json"),
    ]
    assert found.usage is not None
    assert (found.usage.read, found.usage.written) == (100, 10)


def test_calls_without_an_index_are_taken_one_by_one() -> None:
    whole = [{"id": f"c{each}", "function": {"name": "f", "arguments": str(each)}} for each in (1, 2)]
    pieces = [b"data: %b\n\n" % json.dumps({"choices": [{"delta": {"tool_calls": [each]}}]}).encode() for each in whole]
    with ScriptedOpenAI(stream([*pieces, piece({}, "tool_calls")])) as server:
        found = ask(endpoint(server))
    assert [(each.id, each.arguments) for each in found.message.calls] == [("c1", "1"), ("c2", "2")]


def test_a_server_that_does_not_count_is_no_fault() -> None:
    with ScriptedOpenAI(calls(("finish", {})), stream(reply(None, [("finish", {})], usage=None))) as server:
        assert ask(endpoint(server)).usage is not None
        assert ask(endpoint(server)).usage is None


def test_nothing_but_what_is_meant_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-of-the-admin")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/elsewhere")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-environment")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: of-the-environment\nAuthorization: Bearer of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with ScriptedOpenAI(DONE, DONE) as server:
        ask(endpoint(server))
        ask(endpoint(server), key="sk-mine")
    without, with_key = server.requests
    assert "of-the" not in without.text() + with_key.text()
    assert "authorization" not in without.headers
    assert with_key.headers["authorization"] == "Bearer sk-mine"
    names = {"accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent"}
    assert set(without.headers) == names
    assert without.headers["user-agent"] == "assay"
    assert without.path == "/v1/chat/completions"
    assert set(without.body) == {
        "model",
        "messages",
        "tools",
        "max_tokens",
        "temperature",
        "stream",
        "stream_options",
    }
