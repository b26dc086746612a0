"""How functions are put to a model: as the protocol has them or, where a server drops those, as one JSON action."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, cast

from assay.core.model import Call, Function, Message, Prompt

Dialect = Literal["functions", "schema", "words"]
"""`schema`: a JSON action, held to its schema by the server; `words`: a JSON action, asked for in words alone."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a server was found to understand. It begins with the most, and is less after each refusal.

    `steady` is whether it can be asked at temperature 0, for the same answer to the same question. `proven` is whether
    a reply came in this dialect that does what it should.
    """

    dialect: Dialect = "functions"
    limit: Literal["max_tokens", "max_completion_tokens", ""] = "max_tokens"
    usage: bool = True
    steady: bool = True
    proven: bool = False


_BRACES = 20
"""Places of a text where a JSON object may begin that are tried."""

ACTIONS = """\

You act by replying with one JSON object and nothing else: {{"action": NAME, "arguments": {{...}}}}.
The result comes with the next message. These are the actions, with the JSON schemas of their arguments:
{actions}"""


def body(prompt: Prompt, dialect: Dialect) -> dict[str, Any]:
    """The part of a request that says what was said and what may be called."""
    if dialect == "functions":
        return {"messages": [_message(each) for each in prompt.messages], "tools": _tools(prompt.functions)}
    first, *rest = prompt.messages
    system = replace(first, text=first.text + ACTIONS.format(actions=_listed(prompt.functions)))
    messages = [_plain(each) for each in (system, *rest)]
    if dialect == "words":
        return {"messages": messages}
    return {"messages": messages, "response_format": _format(prompt.functions)}


def heard(message: Message, dialect: Dialect) -> Message:
    """A message of the model, with the calls that are in its text where that is where they are."""
    if dialect == "functions" or message.calls:
        return message
    action = _object(message.text)
    name, arguments = (action or {}).get("action"), (action or {}).get("arguments")
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return message
    return replace(message, calls=(Call("action", name, json.dumps(arguments)),))


def _tools(functions: Iterable[Function]) -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {
                "name": each.name,
                "description": each.description,
                "parameters": dict(each.parameters),
            },
        }
        for each in functions
    ]


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.answers, "content": message.text}
    calls = [
        {"id": each.id, "type": "function", "function": {"name": each.name, "arguments": each.arguments}}
        for each in message.calls
    ]
    return {"role": message.role, "content": message.text, **({"tool_calls": calls} if calls else {})}


def _plain(message: Message) -> dict[str, Any]:
    return {"role": "user" if message.role == "tool" else message.role, "content": message.text}


def _listed(functions: Iterable[Function]) -> str:
    return "\n".join(
        f"- {each.name}: {each.description}\n  {json.dumps(dict(each.parameters), sort_keys=True)}"
        for each in functions
    )


def _format(functions: Iterable[Function]) -> dict[str, Any]:
    actions = [
        {
            "type": "object",
            "properties": {"action": {"const": each.name}, "arguments": dict(each.parameters)},
            "required": ["action", "arguments"],
            "additionalProperties": False,
        }
        for each in functions
    ]
    return {"type": "json_schema", "json_schema": {"name": "action", "schema": {"anyOf": actions}}}


def _object(text: str) -> Mapping[str, Any] | None:
    """The first JSON object in a text; models like to put words or a fence around it."""
    for brace in islice(re.finditer("{", text), _BRACES):
        with contextlib.suppress(ValueError, RecursionError):
            found, _ = json.JSONDecoder().raw_decode(text, brace.start())
            return cast("Mapping[str, Any]", found)
    return None
