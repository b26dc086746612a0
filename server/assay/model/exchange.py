"""One request as it left for a model and what came back: what the trace of a run is made of, as values and as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast, get_args

from assay.core import shapes
from assay.core.action import Target
from assay.core.check import Json
from assay.core.digest import canonical, digest
from assay.core.model import Call, Fault, Function, Message, ModelFailed, Prompt, Reply, Role, Usage

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
    messages = [_message(each, lasting) for each in prompt.messages]
    return digest(canonical([messages, [_function(each) for each in prompt.functions]]))


def lasting(text: str) -> str:
    """A text without what a command prints otherwise each time."""
    return _PASSING.sub("...", text)


def packed(noted: Sequence[tuple[Mapping[str, Any], Exchange]]) -> Iterator[dict[str, Any]]:
    """Exchanges as JSON objects, each with more fields of its own. What is said in many of them stands there once."""
    messages: dict[Message, int] = {}
    functions: dict[str, int] = {}
    for more, exchange in noted:
        listed = [_function(each) for each in exchange.prompt.functions]
        if (text := canonical(listed)) not in functions:
            functions[text] = len(functions)
            yield {"functions": listed}
        for each in exchange.prompt.messages:
            if each not in messages:
                messages[each] = len(messages)
                yield {"message": _message(each)}
        yield {
            "exchange": {
                **more,
                "messages": [messages[each] for each in exchange.prompt.messages],
                "functions": functions[text],
                "reply": None if exchange.reply is None else _reply(exchange.reply),
                "failed": None if exchange.failed is None else _failed(exchange.failed),
                "sent": exchange.sent,
                "here": exchange.here,
            }
        }


def unpacked(values: Iterable[object]) -> tuple[Exchange, ...]:
    """The exchanges that JSON objects hold, which may come from anywhere. Raises `shapes.Unfit`."""
    messages: list[Message] = []
    functions: list[tuple[Function, ...]] = []
    found: list[Exchange] = []
    for value in values:
        match shapes.table(value):
            case {"functions": listed}:
                functions.append(tuple(map(_read_function, shapes.items(listed))))
            case {"message": message}:
                messages.append(_read_message(message))
            case {"exchange": exchange}:
                found.append(_read(shapes.table(exchange), messages, functions))
            case _:
                raise shapes.Unfit
    return tuple(found)


def _message(message: Message, made: Callable[[str], str] = str) -> dict[str, Any]:
    return {
        "role": message.role,
        "text": made(message.text),
        "calls": [[each.id, each.name, each.arguments] for each in message.calls],
        "answers": message.answers,
        "files": [str(path) for path in message.files],
    }


def _function(function: Function) -> list[Any]:
    return [function.name, function.description, dict(function.parameters)]


def _reply(reply: Reply) -> dict[str, Any]:
    usage = reply.usage
    return {"message": _message(reply.message), "usage": None if usage is None else [usage.read, usage.written]}


def _failed(failed: ModelFailed) -> list[str]:
    return [failed.kind, str(failed), failed.said]


def _read(value: Mapping[str, object], messages: list[Message], functions: list[tuple[Function, ...]]) -> Exchange:
    try:
        told = tuple(messages[shapes.count(each)] for each in shapes.items(value["messages"]))
        prompt = Prompt(told, functions[shapes.count(value["functions"])])
        reply, failed = _read_reply(value["reply"]), _read_failed(value["failed"])
        return Exchange(prompt, reply, failed, shapes.count(value["sent"]), here=shapes.boolean(value["here"]))
    except LookupError as error:
        raise shapes.Unfit from error


def _read_message(value: object) -> Message:
    found = _table(value, "role", "text", "calls", "answers", "files")
    if found["role"] not in get_args(Role):
        raise shapes.Unfit
    calls = tuple(map(_read_call, shapes.items(found["calls"])))
    files = tuple(PurePosixPath(shapes.text(each)) for each in shapes.items(found["files"]))
    role = cast("Role", found["role"])
    return Message(role, shapes.text(found["text"]), calls, shapes.text(found["answers"]), files)


def _table(value: object, *names: str) -> dict[str, object]:
    """A table with these names and no others."""
    found = shapes.table(value)
    if found.keys() != {*names}:
        raise shapes.Unfit
    return found


def _read_call(value: object) -> Call:
    match shapes.items(value):
        case [str(number), str(name), str(arguments)]:
            return Call(number, name, arguments)
        case _:
            raise shapes.Unfit


def _read_function(value: object) -> Function:
    match shapes.items(value):
        case [str(name), str(description), parameters]:
            return Function(name, description, cast("Mapping[str, Json]", shapes.table(parameters)))
        case _:
            raise shapes.Unfit


def _read_reply(value: object) -> Reply | None:
    if value is None:
        return None
    found = _table(value, "message", "usage")
    message, usage = _read_message(found["message"]), found["usage"]
    if usage is None:
        return Reply(message, None)
    match shapes.items(usage):
        case [read, written]:
            return Reply(message, Usage(shapes.count(read), shapes.count(written)))
        case _:
            raise shapes.Unfit


def _read_failed(value: object) -> ModelFailed | None:
    if value is None:
        return None
    match shapes.items(value):
        case [str(kind), str(words), str(said)] if kind in get_args(Fault):
            return ModelFailed(cast("Fault", kind), words, said)
        case _:
            raise shapes.Unfit
