"""The one way out. Whatever is sent to a model passes here, is made fit to leave, and is written down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from assay.core.errors import BadInput
from assay.core.model import Endpoint, Message, ModelFailed, Prompt, Reply, Saved, Sent, Share, Usage
from assay.model.asking import Answer, at_first, key_of
from assay.model.dialects import Abilities, Dialect
from assay.model.exchange import Asker, Exchange
from assay.model.flights import Flights
from assay.model.keys import key_of as secret_of
from assay.model.recorded import Recorded
from assay.model.replies import Replies, sound

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
class Shared:
    """What all runs of a process share: what servers were found to understand, and what is on its way to them."""

    learned: dict[Endpoint, Abilities] = field(default_factory=dict[Endpoint, Abilities])
    flights: Flights[Answer] = field(default_factory=Flights[Answer])


@dataclass(frozen=True, slots=True)
class Tape:
    """What takes every request and what came of it; and the replies of a recorded run, where those are given again.

    With `recorded`, nothing leaves the machine: no connection is ever opened.
    """

    note: Callable[[Asker, Exchange], None]
    recorded: Recorded | None = None


@dataclass(slots=True)
class _Course:
    """How a reply came: the bytes that left for it, and whether it was there already."""

    sent: int = 0
    here: bool = False


class Egress:
    """What one run says to one endpoint. All of it is used from one event loop."""

    def __init__(
        self,
        endpoint: Endpoint,
        guard: Guard,
        environ: Mapping[str, str],
        shared: Shared,
        *,
        replies: Replies | None,
        tape: Tape | None,
    ) -> None:
        """`shared` is kept up to date; `replies` are those of earlier runs, None where none are given again."""
        self.endpoint = endpoint
        self._guard = guard
        self._environ = environ
        self._learned = shared.learned
        self._flights = shared.flights
        self._replies = replies
        self._tape = tape
        self._heard: dict[str, Reply] = {}
        self._key: str | None = None
        self._client: Client | None = None
        self._connecting = asyncio.Lock()
        self._flying = 0
        self._closed = False
        self._covered: dict[Message, tuple[Message, int]] = {}
        self._looking = threading.Lock()
        self._looked_over: set[PurePosixPath] = set()
        self._ended: ModelFailed | None = None
        self._sent = Sent()
        self._usage: Usage | None = Usage()
        self._saved = Saved()
        self._began = False
        self._asked = False
        self._spent = Usage()

    async def ask(self, prompt: Prompt, *, remaining: float | None, asker: Asker | None = None) -> Reply:
        """The reply to what is fit to leave of the prompt. Raises `ModelFailed`; after one that lasts, at once."""
        if self._ended is not None:
            raise self._ended
        if spent := _used_up(self.endpoint, self._spent):
            raise ModelFailed("quota", spent)
        self._began = True
        fit, reply, failed, course = None, None, None, _Course()
        try:
            await self._keyed()  # it is to be kept back before anything is made fit to leave
            fit = replace(prompt, messages=tuple([await self._fit(message) for message in prompt.messages]))
            async with asyncio.timeout(remaining):
                reply = await self._reply(fit, course)
        except TimeoutError:
            words = f"the time of the run was over before the model at {self.endpoint.place} had answered"
            failed = ModelFailed("timeout", f"{words}; raise `budget`")
            raise failed from None
        except ModelFailed as error:
            failed = error
            if error.kind in ("key", "quota", "unreachable", "not found", "redirected"):
                self._ended = error
            raise
        else:
            return reply
        finally:
            if fit is not None:
                self._write_down(asker, Exchange(fit, reply, failed, course.sent, here=course.here))

    async def keep(self, keys: Iterable[str]) -> None:
        """Keep the replies with these keys: what they led to holds."""
        for key in keys:
            if self._replies is not None and (reply := self._heard.pop(key, None)) is not None:
                await self._replies.keep(reply)

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
        if not self._began:
            return None
        redactions = sum(places for _, places in self._covered.values()) if self._sent.bytes else 0
        cache: Literal["hit", "miss"] | None = None
        if self._replies is not None:
            cache = "hit" if self._saved.replies and not self._asked else "miss"
        share = Share(self.endpoint, replace(self._sent, redactions=redactions), self._usage, cache, self._saved)
        self._began, self._asked, self._sent, self._usage, self._saved = False, False, Sent(), Usage(), Saved()
        self._covered.clear()
        return share

    async def close(self) -> None:
        """Close the connection; where another run waits for what is on its way, as soon as that is there."""
        self._closed = True
        if self._client is not None and not self._flying:
            await self._client.close()

    async def _reply(self, prompt: Prompt, course: _Course) -> Reply:
        """Where a reply comes from: a recorded run, or kept from an earlier one, on its way for another, the model."""
        if self._tape is not None and self._tape.recorded is not None:
            return self._given_again(self._tape.recorded.take(prompt), course)
        abilities = self._learned.get(self.endpoint) or at_first(self.endpoint)
        key = key_of(self.endpoint, prompt, abilities)
        if self._replies is not None and (known := await self._replies.known(key, prompt)) is not None:
            latest = self._learned.get(self.endpoint) or abilities
            if latest.dialect == abilities.dialect:
                self._learned[self.endpoint] = replace(latest, proven=True)
            course.here = True
            return known
        # what the server says can rest on the key that it is shown, and on how long it has
        same = (self.endpoint, self._key, key)
        flight = self._flights.join(same, lambda sent: self._fly(prompt, sent))
        try:
            answer = await self._flights.wait(same, flight)
        except ModelFailed as error:
            if flight.claim():
                raise
            raise ModelFailed(error.kind, str(error), error.said) from error  # what it used is counted once
        finally:
            course.sent = flight.note()
        course.here = not flight.claim()
        if self._replies is None or not (answer.whole and answer.abilities.steady):
            return answer.reply
        if not sound(answer.reply.message, prompt):
            return answer.reply
        reply = replace(answer.reply, key=key_of(self.endpoint, prompt, answer.abilities))
        self._heard[reply.key] = reply
        return reply

    def _given_again(self, exchange: Exchange, course: _Course) -> Reply:
        """What came of a request in a recorded run, by the same course."""
        self._asked = self._asked or not exchange.here
        course.sent, course.here = exchange.sent, exchange.here
        if exchange.failed is not None:
            raise exchange.failed
        if exchange.reply is None:
            raise BadInput("the run was stopped before the reply to this came, so there is none to replay")
        return exchange.reply

    async def _fly(self, prompt: Prompt, sent: list[int]) -> Answer:
        """Ask the model itself. Whoever waits for it, this is the run that it is sent for."""
        self._asked = True
        self._flying += 1
        try:
            client = await self._connected()
            return await client.reply(prompt, sent, seconds=self.endpoint.seconds)
        finally:
            self._flying -= 1
            if self._closed:
                await self.close()

    async def _keyed(self) -> str:
        if self._key is None:
            key = await asyncio.to_thread(secret_of, self.endpoint, self._environ)
            self._guard.redaction.keep_back(key)
            self._key = key
        return self._key

    async def _connected(self) -> Client:
        async with self._connecting:
            if self._client is None:
                self._client = await asyncio.to_thread(_connect, self.endpoint, await self._keyed(), self._learned)
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
        with self._looking:  # whoever shows a part of a file waits until the whole of it was looked over
            for path in sorted({*message.files} - self._looked_over):
                redaction.look_over(self._guard.text_of(path) or "")
                self._looked_over.add(path)
        return redaction.cover(message.text)

    def _write_down(self, asker: Asker | None, exchange: Exchange) -> None:
        """Count what left, once among all that waited for it, and what it used; and have it noted whose it was.

        What a request used that came to nothing is counted where its server tells.
        """
        came = exchange.reply or exchange.failed
        sent, usage = exchange.sent, None if came is None else came.usage
        if sent:
            files = {*self._sent.files, *(path for message in exchange.prompt.messages for path in message.files)}
            self._sent = replace(self._sent, files=tuple(sorted(files)), bytes=self._sent.bytes + sent)
        if exchange.here:
            self._saved += Saved(1, usage or Usage())
        elif sent or usage is not None:
            self._spent += usage if usage is not None else Usage(read=sent // _BYTES_OF_TOKEN)
            self._usage = None if usage is None or self._usage is None else self._usage + usage
        if self._tape is not None and asker is not None:
            self._tape.note(asker, exchange)


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


def _connect(endpoint: Endpoint, key: str, learned: dict[Endpoint, Abilities]) -> Client:
    from assay.model.client import Client  # noqa: PLC0415 - it takes a second to import, in a thread of its own

    return Client(endpoint, key, learned)
