"""Replies of earlier runs, given again where the very same would be asked.

What lies in the store is data of unknown origin: it is looked at like what a server sends, and what comes of it is
judged like anything else.
"""

from __future__ import annotations

import json

from assay.cache.store import DAY, Store
from assay.core import shapes
from assay.core.model import Message, Prompt, Reply
from assay.model import values
from assay.model.gathering import LONGEST, MOST_CALLS


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
        await self._store.put(reply.key, values.of_reply(reply), seconds=self._days * DAY)


def sound(message: Message, prompt: Prompt) -> bool:
    """Whether a message calls functions, only such as there are, and with JSON objects for arguments."""
    names = {each.name for each in prompt.functions}
    return bool(message.calls) and all(call.name in names and _is_object(call.arguments) for call in message.calls)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text or "{}"), dict)
    except (ValueError, RecursionError):
        return False


def _reply(value: object, prompt: Prompt) -> Reply | None:
    """The reply that a value holds; None for anything else."""
    try:
        found = values.reply(value)
    except shapes.Unfit:
        return None
    message = found.message
    short = max(map(len, (message.text, *(call.arguments for call in message.calls)))) <= LONGEST
    said = message.role == "assistant" and len(message.calls) <= MOST_CALLS and short
    return found if said and sound(message, prompt) else None
