"""How a server that does not understand something is asked again, in simpler terms, by the real client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assay.core.model import Call, Endpoint, Message, ModelFailed, Prompt, Reply, Usage
from assay.model.client import Client
from assay.model.dialects import Abilities, heard
from assay.model.toolbox import FUNCTIONS
from support.scripted_openai import Recorded, ScriptedOpenAI, Step, acts, calls, refuses, says

PROMPT = Prompt((Message("system", "Mend it."), Message("user", "The error.")), FUNCTIONS)
LOOK = {"path": "a.py", "first_line": 1}
CALL = Call("action", "read_file", json.dumps(LOOK))


def ask(steps: Sequence[Step], *prompts: Prompt, url: str = "") -> tuple[list[Reply], list[Recorded]]:
    """The replies to prompts, one after the other, and the requests that were needed."""
    with ScriptedOpenAI(*steps) as server:

        async def asked() -> list[Reply]:
            client = Client(Endpoint(url or server.url, "scripted"), "", {})
            try:
                return [(await client.reply(prompt, [], seconds=20)).reply for prompt in prompts]
            finally:
                await client.close()

        return asyncio.run(asked()), server.requests


def test_a_server_that_drops_functions_without_a_word_is_asked_for_json() -> None:
    (first, second), requests = ask(
        [says("I would read the file."), acts("read_file", LOOK), acts("finish", {"rationale": "so"})], PROMPT, PROMPT
    )
    assert first.message.calls == (CALL,)
    assert [each.name for each in second.message.calls] == ["finish"]
    assert ["tools" in each.body for each in requests] == [True, False, False]
    assert ["response_format" in each.body for each in requests] == [False, True, True]
    schema = requests[1].body["response_format"]["json_schema"]["schema"]
    names = [each["properties"]["action"]["const"] for each in schema["anyOf"]]
    assert names == [each.name for each in FUNCTIONS]
    system = requests[1].body["messages"][0]["content"]
    assert system.startswith("Mend it.\nYou act by replying with one JSON object")
    assert all(f"- {name}: " in system for name in names)


def test_a_server_that_refuses_functions_is_asked_for_json() -> None:
    (reply,), requests = ask([refuses(400, "this model does not support tools"), acts("read_file", LOOK)], PROMPT)
    assert reply.message.calls == (CALL,)
    assert len(requests) == 2


def test_one_that_knows_no_schema_either_is_asked_in_words() -> None:
    steps = [refuses(400, "tools?"), refuses(400, "unknown field response_format"), acts("read_file", LOOK)]
    (reply,), requests = ask(steps, PROMPT)
    assert reply.message.calls == (CALL,)
    assert "response_format" not in requests[-1].body
    assert "You act by replying" in requests[-1].body["messages"][0]["content"]


def test_one_that_once_called_a_function_may_talk() -> None:
    (_, reply), requests = ask([calls(("finish", {})), says("Hm.")], PROMPT, PROMPT)
    assert (reply.message.text, reply.message.calls, len(requests)) == ("Hm.", (), 2)


@pytest.mark.parametrize(
    ("refusal", "without", "instead"),
    [
        ("unknown field: stream_options", "stream_options", None),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", "max_tokens", "max_completion_tokens"),
    ],
)
def test_what_a_server_does_not_know_is_left_out_or_called_otherwise(
    refusal: str, without: str, instead: str | None
) -> None:
    _, requests = ask([refuses(400, refusal), calls(("finish", {})), calls(("finish", {}))], PROMPT, PROMPT)
    assert [without in each.body for each in requests] == [True, False, False]
    if instead is not None:
        assert [instead in each.body for each in requests] == [False, True, True]


def test_a_limit_that_has_no_name_a_server_knows_is_left_out() -> None:
    steps = [refuses(400, "no max_tokens"), refuses(400, "no max_completion_tokens"), calls(("finish", {}))]
    _, requests = ask(steps, PROMPT)
    assert not {"max_tokens", "max_completion_tokens"} & set(requests[-1].body)


def test_a_limit_that_does_not_fit_into_the_context_is_left_out() -> None:
    small = refuses(400, "'max_tokens' is too large: 8192. This model's maximum context length is 4096 tokens.")
    smaller = refuses(400, "'max_completion_tokens' is too large: 8192. The maximum context length is 4096 tokens.")
    _, requests = ask([small, smaller, calls(("finish", {}))], PROMPT)
    assert not {"max_tokens", "max_completion_tokens"} & set(requests[-1].body)


def test_one_whose_first_reply_has_no_end_is_asked_for_json() -> None:
    (reply,), requests = ask([says("And so on, and", finish="length"), acts("read_file", LOOK)], PROMPT)
    assert reply.message.calls == (CALL,)
    assert reply.usage == Usage(200, 20), "that of the one that was cut, too"
    assert ["response_format" in each.body for each in requests] == [False, True]


def test_one_that_talks_on_in_json_too_is_asked_for_functions_the_next_time() -> None:
    steps = [says("And so on, and", finish="length"), says('{"action', finish="length"), calls(("finish", {}))]
    with ScriptedOpenAI(*steps) as server:

        async def asked() -> Reply:
            client = Client(Endpoint(server.url, "scripted"), "", {})
            try:
                with pytest.raises(ModelFailed, match="raise `model_reply`"):
                    await client.reply(PROMPT, [], seconds=20)
                return (await client.reply(PROMPT, [], seconds=20)).reply
            finally:
                await client.close()

        assert [each.name for each in asyncio.run(asked()).message.calls] == ["finish"]
    assert ["tools" in each.body for each in server.requests] == [True, False, True]


def test_what_one_connection_finds_out_another_one_knows_at_once() -> None:
    steps = [refuses(400, "no temperature"), calls(("finish", {})), refuses(400, "no stream_options")]
    with ScriptedOpenAI(*steps, *[calls(("finish", {}))] * 2) as server:
        learned: dict[Endpoint, Abilities] = {}
        endpoint = Endpoint(server.url, "scripted")

        async def asked() -> None:
            one, other = Client(endpoint, "", learned), Client(endpoint, "", learned)
            try:
                for client in (one, other, one):
                    await client.reply(PROMPT, [], seconds=20)
            finally:
                await one.close()
                await other.close()

        asyncio.run(asked())
    assert ["temperature" in each.body for each in server.requests] == [True, False, False, False, False]
    assert ["stream_options" in each.body for each in server.requests] == [True, True, True, False, False]
    assert learned[endpoint] == Abilities(usage=False, steady=False, proven=True)


@pytest.mark.parametrize(("own", "longest"), [(None, 8192), (100, 100), (10_000, 8192)])
def test_a_reply_has_its_own_limit_within_that_of_the_endpoint(own: int | None, longest: int) -> None:
    _, requests = ask([calls(("finish", {}))], replace(PROMPT, longest=own))
    assert requests[0].body["max_tokens"] == longest


def test_what_all_replies_used_is_counted() -> None:
    (reply,), requests = ask([says("I would read it."), acts("read_file", LOOK)], PROMPT)
    (single,), _ = ask([refuses(400, "no tools"), acts("read_file", LOOK)], PROMPT)
    assert len(requests) == 2
    assert reply.usage is not None
    assert single.usage is not None
    assert reply.usage.total > single.usage.total


def test_what_cannot_be_put_otherwise_is_a_fault_and_no_loop() -> None:
    with pytest.raises(ModelFailed, match="no such model size"):
        ask([refuses(400, "no such model size")], PROMPT)


def test_what_was_done_is_told_in_the_same_terms() -> None:
    done = Prompt(
        (
            *PROMPT.messages,
            Message("assistant", "", (Call("c1", "read_file", json.dumps(LOOK)),)),
            Message("tool", "a = 1", answers="c1"),
        ),
        FUNCTIONS,
    )
    _, requests = ask([calls(("finish", {}))], done)
    assert requests[0].body["messages"][2:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "read_file", "arguments": json.dumps(LOOK)}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "a = 1"},
    ]
    said = json.dumps({"action": "read_file", "arguments": LOOK})
    spoken = Prompt((*PROMPT.messages, Message("assistant", said), Message("tool", "a = 1")), FUNCTIONS)
    _, requests = ask([refuses(400, "no tools"), acts("finish", {})], spoken)
    assert requests[1].body["messages"][2:] == [
        {"role": "assistant", "content": said},
        {"role": "user", "content": "a = 1"},
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (json.dumps({"action": "read_file", "arguments": LOOK}), (CALL,)),
        (f"Sure!\n```json\n{json.dumps({'action': 'read_file', 'arguments': LOOK})}\n```\nDone.", (CALL,)),
        ("{not json} " + json.dumps({"action": "read_file", "arguments": LOOK}), (CALL,)),
        ("", ()),
        ("I refuse.", ()),
        ("{" * 5000, ()),
        ('{"a":' * 5000, ()),
        ('{"action": 5, "arguments": {}}', ()),
        ('{"action": "read_file", "arguments": "a.py"}', ()),
        ('{"action": "read_file"}', ()),
    ],
)
def test_an_action_is_found_in_what_is_said(text: str, found: tuple[Any, ...]) -> None:
    assert heard(Message("assistant", text), "words").calls == found
