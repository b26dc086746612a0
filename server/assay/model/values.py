"""What is said to a model and what comes back as JSON values, and read from them: they can come from anywhere.

What reads raises `shapes.Unfit` for anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from assay.core import shapes
from assay.core.check import Json
from assay.core.model import Call, Fault, Function, Message, ModelFailed, Reply, Role, Usage


def of_message(message: Message, made: Callable[[str], str] = str) -> dict[str, Any]:
    """A message, with what is made of its text."""
    return {
        "role": message.role,
        "text": made(message.text),
        "calls": [[each.id, each.name, each.arguments] for each in message.calls],
        "answers": message.answers,
        "files": [str(path) for path in message.files],
    }


def of_function(function: Function) -> list[Any]:
    """A function that may be called."""
    return [function.name, function.description, dict(function.parameters)]


def of_reply(reply: Reply) -> dict[str, Any]:
    """A reply, without the key that it can be kept under."""
    return {"message": of_message(reply.message), "usage": _of_usage(reply.usage)}


def of_failure(failed: ModelFailed) -> list[Any]:
    """Why no reply came."""
    return [failed.kind, str(failed), failed.said, _of_usage(failed.usage)]


def message(value: object) -> Message:
    """A message."""
    found = _table(value, "role", "text", "calls", "answers", "files")
    return Message(
        shapes.word(found["role"], get_args(Role)),
        shapes.text(found["text"]),
        tuple(map(_call, shapes.items(found["calls"]))),
        shapes.text(found["answers"]),
        tuple(map(shapes.path, shapes.items(found["files"]))),
    )


def function(value: object) -> Function:
    """A function that may be called."""
    match shapes.items(value):
        case [str(name), str(description), parameters]:
            return Function(name, description, cast("Mapping[str, Json]", shapes.table(parameters)))
        case _:
            raise shapes.Unfit


def reply(value: object) -> Reply:
    """A reply."""
    found = _table(value, "message", "usage")
    return Reply(message(found["message"]), _usage(found["usage"]))


def failure(value: object) -> ModelFailed:
    """Why no reply came."""
    match shapes.items(value):
        case [kind, str(words), str(said), usage]:
            return ModelFailed(shapes.word(kind, get_args(Fault)), words, said, _usage(usage))
        case _:
            raise shapes.Unfit


def _of_usage(usage: Usage | None) -> list[int] | None:
    return None if usage is None else [usage.read, usage.written]


def _usage(value: object) -> Usage | None:
    if value is None:
        return None
    match shapes.items(value):
        case [read, written]:
            return Usage(shapes.count(read), shapes.count(written))
        case _:
            raise shapes.Unfit


def _table(value: object, *names: str) -> dict[str, object]:
    """A table with these names and no others."""
    found = shapes.table(value)
    if found.keys() != {*names}:
        raise shapes.Unfit
    return found


def _call(value: object) -> Call:
    match shapes.items(value):
        case [str(number), str(name), str(arguments)]:
            return Call(number, name, arguments)
        case _:
            raise shapes.Unfit
