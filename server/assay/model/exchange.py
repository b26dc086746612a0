"""One request as it left for a model and what came back: what the trace of a run is made of, as values and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.core import shapes
from assay.core.action import Target
from assay.core.digest import canonical, digest
from assay.core.model import Function, Message, ModelFailed, Prompt, Reply
from assay.model import values

_PASSING = re.compile(r"\b\d+(?:\.\d+)?(?=\s?(?:s|ms|seconds?)\b)|\b0x[0-9a-fA-F]{6,}\b")
"""What a command prints otherwise each time that it runs: how long it took, and where something lay in memory."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose request it is: the target, the number of the attempt from 1, whether it is made beside another one."""

    target: Target
    attempt: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it left, and the reply or the failure that came; neither where the run was stopped meanwhile.

    `sent` are the bytes that went out for it; `here` is whether the reply was there already.
    """

    prompt: Prompt
    reply: Reply | None
    failed: ModelFailed | None
    sent: int
    here: bool = False


def key_of(prompt: Prompt) -> str:
    """Equal where the same is asked, but for what passes."""
    messages = [values.of_message(each, lasting) for each in prompt.messages]
    return digest(canonical([messages, [values.of_function(each) for each in prompt.functions]]))


def lasting(text: str) -> str:
    """A text without what a command prints otherwise each time."""
    return _PASSING.sub("...", text)


def packed(noted: Sequence[tuple[Mapping[str, Any], Exchange]]) -> Iterator[dict[str, Any]]:
    """Exchanges as JSON objects, each with more fields of its own. What is said in many of them stands there once."""
    messages: dict[Message, int] = {}
    functions: dict[str, int] = {}
    for more, exchange in noted:
        listed = [values.of_function(each) for each in exchange.prompt.functions]
        if (text := canonical(listed)) not in functions:
            functions[text] = len(functions)
            yield {"functions": listed}
        for each in exchange.prompt.messages:
            if each not in messages:
                messages[each] = len(messages)
                yield {"message": values.of_message(each)}
        yield {
            "exchange": {
                **more,
                "messages": [messages[each] for each in exchange.prompt.messages],
                "functions": functions[text],
                "reply": None if exchange.reply is None else values.of_reply(exchange.reply),
                "failed": None if exchange.failed is None else values.of_failure(exchange.failed),
                "sent": exchange.sent,
                "here": exchange.here,
            }
        }


def unpacked(lines: Iterable[object]) -> tuple[Exchange, ...]:
    """The exchanges that JSON objects hold, which may come from anywhere. Raises `shapes.Unfit`."""
    messages: list[Message] = []
    functions: list[tuple[Function, ...]] = []
    found: list[Exchange] = []
    for line in lines:
        match shapes.table(line):
            case {"functions": listed}:
                functions.append(tuple(map(values.function, shapes.items(listed))))
            case {"message": message}:
                messages.append(values.message(message))
            case {"exchange": exchange}:
                found.append(_read(shapes.table(exchange), messages, functions))
            case _:
                raise shapes.Unfit
    return tuple(found)


def _read(value: Mapping[str, object], messages: list[Message], functions: list[tuple[Function, ...]]) -> Exchange:
    try:
        told = tuple(messages[shapes.count(each)] for each in shapes.items(value["messages"]))
        prompt = Prompt(told, functions[shapes.count(value["functions"])])
        reply, failed = value["reply"], value["failed"]
        return Exchange(
            prompt,
            None if reply is None else values.reply(reply),
            None if failed is None else values.failure(failed),
            shapes.count(value["sent"]),
            here=shapes.boolean(value["here"]),
        )
    except LookupError as error:
        raise shapes.Unfit from error
