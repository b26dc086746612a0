"""Ask one endpoint for one reply, by Chat Completions as a stream: the one module that opens a connection.

It is imported where a model is first asked: the package that it rests on takes a second.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import openai

from assay.core.model import HERE, Endpoint, ModelFailed, Prompt, Usage
from assay.model import dialects, faults
from assay.model.asking import Answer, at_first, request_of
from assay.model.dialects import Abilities
from assay.model.faults import BrokenOff
from assay.model.gathering import Gathering

RETRIES = 2

_OUT: ContextVar[list[int]] = ContextVar("out")
"""Where it is noted what goes out for whoever asks now."""

_CONNECT = 10.0
_HEADERS = frozenset(("accept", "accept-encoding", "connection", "content-length", "content-type", "host"))
"""What a request says of itself. The client would also send what its environment variables name, and its system."""

_NO_KEY = "none"
_REFUSALS = ("bad request", "context")
"""What a server says that can mean a part of the request it could do without."""


class Client:
    """The connection to one endpoint. All of it is used from one event loop; several may ask at once."""

    def __init__(self, endpoint: Endpoint, key: str, learned: dict[Endpoint, Abilities] | None = None) -> None:
        """`learned` is what all connections to an endpoint found out, and is kept up to date."""
        self.endpoint = endpoint
        host = urlsplit(endpoint.url).hostname or ""
        self._learned = {} if learned is None else learned

        async def pare(request: httpx2.Request) -> None:
            for name in [name for name in request.headers if name.lower() not in _HEADERS]:
                del request.headers[name]
            request.headers["User-Agent"] = "assay"
            if key:
                request.headers["Authorization"] = f"Bearer {key}"
            request.extensions["trace"] = partial(self._note, len(request.content))

        self._openai = openai.AsyncOpenAI(
            # an empty key makes the client look for one in its own environment variable
            api_key=key or _NO_KEY,
            base_url=endpoint.url,
            max_retries=RETRIES,
            timeout=httpx2.Timeout(endpoint.seconds, connect=_CONNECT),
            http_client=openai.DefaultAsyncHttpx2Client(
                follow_redirects=False,
                event_hooks={"request": [pare]},
                # made here, for without the environment it would not be told of a certificate authority of the user's
                verify=httpx2.create_ssl_context(),
                trust_env=host not in HERE,  # what goes to this machine goes through no proxy
            ),
        )

    @property
    def abilities(self) -> Abilities:
        """What is known of the server at this moment."""
        return self._learned.get(self.endpoint) or at_first(self.endpoint)

    async def reply(self, prompt: Prompt, sent: list[int], *, seconds: float) -> Answer:
        """The next reply, within so many seconds in all. Raises `ModelFailed`.

        `sent` takes the bytes of each request that went out for it, those that were tried again too.
        """
        _OUT.set(sent)
        try:
            async with asyncio.timeout(seconds):
                return await self._adapted(prompt)
        except TimeoutError:
            raise faults.failed(self.endpoint, "timeout") from None

    async def close(self) -> None:
        """Close the connection."""
        await self._openai.close()

    async def _note(self, size: int, event: str, _info: object) -> None:
        """Count a request from the moment on which its body is sent: a connection that never stood took nothing."""
        if event.endswith(".send_request_body.started"):
            _OUT.get().append(size)

    async def _adapted(self, prompt: Prompt) -> Answer:
        """The reply, asked for again in simpler terms for as long as the server refuses one of them.

        One that broke off is asked for once more: the client below does that only where no reply had begun. A first one
        that was cut calls no function either, so it is asked for in the next dialect; that is kept only if it helped.
        What all of them used is counted; it is unknown where one of them does not tell.
        """
        broken = False
        helped: Abilities | None = None
        used: Usage | None = Usage()
        while True:
            asked = self.abilities  # another request may find out more meanwhile
            try:
                answer = await self._asked(prompt, asked)
            except BrokenOff:
                if broken:
                    raise
                broken, used = True, None
                continue
            except ModelFailed as error:
                refused = error.kind in _REFUSALS
                used = used if refused else _sum(used, error.usage)
                first = helped is None and asked.dialect == "functions" and not self.abilities.proven
                if error.kind == "too long" and first:
                    helped = self._learn(dialect="schema")
                    continue
                if not refused or (less := _less(asked, error.said)) is None:
                    if error.kind == "too long" and self.abilities is helped:
                        self._learn(dialect="functions")
                    error.usage = None if refused else used
                    raise
                if self.abilities == asked:
                    self._learned[self.endpoint] = less
                continue
            used = _sum(used, answer.reply.usage)
            if answer.reply.message.calls or self.abilities.proven or asked.dialect != "functions":
                self._learn(proven=True)
                return replace(answer, reply=replace(answer.reply, usage=used))
            # servers drop functions without a word: if the very first reply calls none, they are put otherwise
            self._learn(dialect="schema")

    def _learn(self, **found: Any) -> Abilities:
        now = self._learned[self.endpoint] = replace(self.abilities, **found)
        return now

    async def _asked(self, prompt: Prompt, abilities: Abilities) -> Answer:
        gathering = Gathering()
        try:
            stream = await self._openai.chat.completions.create(stream=True, **self._request(prompt, abilities))
            async with stream:
                async for piece in stream:
                    gathering.add(piece.to_dict(warnings=False))
        except (openai.OpenAIError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise faults.of_error(self.endpoint, error, begun=gathering.pieces > 0) from error
        if not gathering.pieces:
            raise faults.failed(self.endpoint, "malformed", "nothing that is a piece of a reply")
        reply = gathering.reply()
        if (fault := faults.ended(self.endpoint, gathering.ending, gathering.refusal)) is not None:
            fault.usage = reply.usage
            raise fault
        reply = replace(reply, message=dialects.heard(reply.message, abilities.dialect))
        return Answer(reply, abilities, gathering.ending == "whole")

    def _request(self, prompt: Prompt, abilities: Abilities) -> dict[str, Any]:
        streamed = {"stream_options": {"include_usage": True}} if abilities.usage else {}
        return {**request_of(self.endpoint, prompt, abilities), **streamed}


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    return None if one is None or other is None else one + other


def _less(abilities: Abilities, said: str) -> Abilities | None:
    """What is left to try after a refusal that names what it cannot take; None where nothing is."""
    said = said.lower()
    if abilities.usage and "stream_options" in said:
        return replace(abilities, usage=False)
    if abilities.steady and "temperature" in said:
        return replace(abilities, steady=False)
    if abilities.limit and abilities.limit in said:
        other: Literal["max_completion_tokens", ""] = "max_completion_tokens" if abilities.limit == "max_tokens" else ""
        return replace(abilities, limit=other)
    if abilities.dialect == "functions" and ("tool" in said or "function" in said):
        return replace(abilities, dialect="schema")
    if abilities.dialect == "schema" and ("response_format" in said or "schema" in said or "grammar" in said):
        return replace(abilities, dialect="words")
    return None
