"""The one way out. Whatever is sent to a model passes here, is made fit to leave, and is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from assay.core.model import Endpoint, Message, ModelFailed, Prompt, Reply, Sent, Share, Usage
from assay.model.dialects import Abilities, Dialect
from assay.model.exchange import Asker, Exchange
from assay.model.keys import key_of
from assay.model.recorded import Recorded

if TYPE_CHECKING:
    from assay.model.client import Client
    from assay.model.redaction import Redaction

WITHHELD = "(This file is not shown: it is ignored, or kept secret.)"

_BYTES_OF_TOKEN = 4
"""About so many, where a server does not count."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is kept back: which files may be shown, and what of a text is made unreadable.

    `text_of` gives the whole of a file, of which messages mostly show a part.
    """

    shown: frozenset[PurePosixPath]
    redaction: Redaction
    text_of: Callable[[PurePosixPath], str | None]


@dataclass(frozen=True, slots=True)
class Tape:
    """What takes every request and what came of it; and the replies of a recorded run, where those are given again.

    With `recorded`, nothing leaves the machine: no connection is ever opened.
    """

    note: Callable[[Asker, Exchange], None]
    recorded: Recorded | None = None


class Egress:
    """What one run says to one endpoint. All of it is used from one event loop."""

    def __init__(
        self,
        endpoint: Endpoint,
        guard: Guard,
        environ: Mapping[str, str],
        learned: dict[Endpoint, Abilities],
        tape: Tape | None = None,
    ) -> None:
        """`learned` is what servers were found to understand, and is kept up to date."""
        self.endpoint = endpoint
        self._guard = guard
        self._environ = environ
        self._learned = learned
        self._tape = tape
        self._client: Client | Recorded | None = None if tape is None else tape.recorded
        self._connecting = asyncio.Lock()
        self._covered: dict[Message, tuple[Message, int]] = {}
        self._looked_over: set[PurePosixPath] = set()
        self._ended: ModelFailed | None = None
        self._sent = Sent()
        self._usage: Usage | None = Usage()
        self._asked = False
        self._spent = Usage()

    async def ask(self, prompt: Prompt, *, remaining: float | None, asker: Asker | None = None) -> Reply:
        """The reply to what is fit to leave of the prompt. Raises `ModelFailed`; after one that lasts, at once."""
        if self._ended is not None:
            raise self._ended
        if spent := _used_up(self.endpoint, self._spent):
            raise ModelFailed("quota", spent)
        client = await self._connected()
        fit = replace(prompt, messages=tuple([await self._fit(message) for message in prompt.messages]))
        sent: list[int] = []
        reply, failed = None, None
        try:
            reply = await self._answered(client, fit, sent, remaining)
        except ModelFailed as error:
            failed = error
            if error.kind in ("key", "quota", "unreachable", "not found", "redirected"):
                self._ended = error
            raise
        else:
            return reply
        finally:
            self._learned[self.endpoint] = client.abilities
            self._note(fit.messages, sum(sent), None if reply is None else reply.usage)
            if self._tape is not None and asker is not None:
                self._tape.note(asker, Exchange(fit, reply, failed, tuple(sent)))

    async def _answered(
        self, client: Client | Recorded, prompt: Prompt, sent: list[int], remaining: float | None
    ) -> Reply:
        """The reply to what leaves just so."""
        seconds = self.endpoint.seconds if remaining is None else min(self.endpoint.seconds, remaining)
        self._asked = True
        try:
            return await client.reply(prompt, sent, seconds=seconds)
        except ModelFailed as error:
            if seconds < self.endpoint.seconds and error.kind == "timeout":
                words = f"the time of the run was over before the model at {self.endpoint.place} had answered"
                raise ModelFailed("timeout", f"{words}; raise `budget`") from error
            raise

    @property
    def dialect(self) -> Dialect:
        """How functions are put to the model, as far as that was found out."""
        return self._learned.get(self.endpoint, Abilities()).dialect

    def uncovered(self, text: str) -> str:
        """What came back, with the things themselves in the place of their marks: for use on this machine alone."""
        return self._guard.redaction.uncover(text)

    def look_over(self, text: str) -> None:
        """Know the secrets of more than one line of a whole text, before a part of it is shown. Blocks."""
        self._guard.redaction.look_over(text)

    def taken(self) -> Share | None:
        """What was said since this was last asked; None where nothing was."""
        if not self._asked:
            return None
        redactions = sum(places for _, places in self._covered.values()) if self._sent.bytes else 0
        share = Share(self.endpoint, replace(self._sent, redactions=redactions), self._usage)
        self._asked, self._sent, self._usage = False, Sent(), Usage()
        self._covered.clear()
        return share

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.close()

    async def _connected(self) -> Client | Recorded:
        async with self._connecting:
            if self._client is None:
                key = await asyncio.to_thread(key_of, self.endpoint, self._environ)
                self._guard.redaction.keep_back(key)
                self._client = await asyncio.to_thread(_connect, self.endpoint, key, self._learned.get(self.endpoint))
        return self._client

    async def _fit(self, message: Message) -> Message:
        """The message as it may leave. What the model said itself it has had already, and what is fixed is ours."""
        if message.role in ("system", "assistant"):
            return message
        if message not in self._covered:
            if self._guard.shown.issuperset(message.files):
                text, places = await asyncio.to_thread(self._cover, message)
                # half of a surrogate pair, or a file name that is not UTF-8, cannot be sent
                self._covered[message] = replace(message, text=text.encode("utf-8", "replace").decode()), places
            else:
                self._covered[message] = replace(message, text=WITHHELD, files=()), 0
        return self._covered[message][0]

    def _cover(self, message: Message) -> tuple[str, int]:
        redaction = self._guard.redaction
        for path in sorted({*message.files} - self._looked_over):
            self._looked_over.add(path)
            redaction.look_over(self._guard.text_of(path) or "")
        return redaction.cover(message.text)

    def _note(self, messages: tuple[Message, ...], sent: int, usage: Usage | None) -> None:
        """Write down what left. What a request used that came to nothing, nobody tells, so it is not claimed."""
        if sent:
            files = {*self._sent.files, *(path for message in messages for path in message.files)}
            self._sent = replace(self._sent, files=tuple(sorted(files)), bytes=self._sent.bytes + sent)
            self._spent += usage if usage is not None else Usage(read=sent // _BYTES_OF_TOKEN)
            self._usage = None if usage is None or self._usage is None else self._usage + usage


def _used_up(endpoint: Endpoint, spent: Usage) -> str:
    """Which limit of the run is reached, in words; empty where none is."""
    if spent.total >= endpoint.tokens:
        return f"the run has used its {endpoint.tokens:,} tokens; see `model_tokens`"
    prices, limit = endpoint.prices, endpoint.cost
    if prices is not None and limit is not None and prices.of(spent) >= limit:
        return (
            f"the run has cost {prices.of(spent):.10g} {prices.currency}, its limit is {limit:.10g}; see `model_cost`"
        )
    return ""


def _connect(endpoint: Endpoint, key: str, learned: Abilities | None) -> Client:
    from assay.model.client import Client  # noqa: PLC0415 - it takes a second to import, in a thread of its own

    return Client(endpoint, key, learned)
