"""Replies of earlier runs, given again where the very same would be asked.

What lies in the store is data of unknown origin: it is looked at like what a server sends, and what comes of it is
judged like anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from assay.cache.store import Store
from assay.core.model import Call, Message, Prompt, Reply, Usage
from assay.model.gathering import LONGEST, MOST_CALLS

_DAY = 86400.0


class Replies:
    """The replies that are kept of one workspace, each for so many days."""

    def __init__(self, store: Store, days: float) -> None:
        self._store = store
        self._days = days

    async def known(self, key: str, prompt: Prompt) -> Reply | None:
        """The reply under a key; None where there is none, or where what is kept is no reply to this."""
        return _reply(await self._store.get(key), prompt)

    async def keep(self, reply: Reply) -> None:
        """Keep a reply under its key."""
        await self._store.put(reply.key, _value(reply), seconds=self._days * _DAY)


def sound(message: Message, prompt: Prompt) -> bool:
    """Whether a message calls functions, only such as there are, and with JSON objects for arguments."""
    names = {each.name for each in prompt.functions}
    return bool(message.calls) and all(call.name in names and _is_object(call.arguments) for call in message.calls)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text or "{}"), dict)
    except (ValueError, RecursionError):
        return False


def _value(reply: Reply) -> dict[str, Any]:
    message, usage = reply.message, reply.usage
    return {
        "text": message.text,
        "calls": [[call.id, call.name, call.arguments] for call in message.calls],
        "usage": None if usage is None else [usage.read, usage.written],
    }


def _reply(value: object, prompt: Prompt) -> Reply | None:
    """The reply that a value holds; None for anything else."""
    held: Mapping[str, object] = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    text, listed = held.get("text"), held.get("calls")
    if not isinstance(text, str) or not isinstance(listed, list) or len(text) > LONGEST:
        return None
    found = cast("list[object]", listed)
    calls = tuple(call for call in map(_call, found[:MOST_CALLS]) if call is not None)
    message = Message("assistant", text, calls)
    return Reply(message, _usage(held.get("usage"))) if len(calls) == len(found) and sound(message, prompt) else None


def _call(value: object) -> Call | None:
    match value:
        case [str(id_), str(name), str(arguments)] if len(arguments) <= LONGEST:
            return Call(id_, name, arguments)
        case _:
            return None


def _usage(value: object) -> Usage | None:
    match value:
        case [int(read), int(written)] if read >= 0 and written >= 0:
            return Usage(int(read), int(written))  # true and false are numbers too
        case _:
            return None
