"""An OpenAI-compatible server on loopback that follows a script: the one thing about a model that tests make up.

Each request takes the next step of the script. The server keeps every request as it came, and whether the client
went away before the step was over. A request beyond the script is answered with an error and kept as unexpected.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from openai.types.chat import ChatCompletionChunk


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request: where it went, what it said of itself, its body as JSON and as bytes."""

    path: str
    headers: Mapping[str, str]
    body: Any
    size: int
    gone: threading.Event = field(default_factory=threading.Event)
    """Set where the client went away before the step was over."""

    def text(self) -> str:
        """All of it, for looking whether something is in it."""
        return json.dumps(self.body, ensure_ascii=False) + json.dumps(dict(self.headers))

    def results(self) -> list[str]:
        """What calls of functions came to, so far."""
        return [each["content"] for each in self.body["messages"] if each["role"] == "tool"]


class Exchange:
    """One connection, of which a step makes what it wants."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def head(
        self, status: int, kind: str, headers: Mapping[str, str] | None = None, length: int | None = None
    ) -> None:
        size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        await self.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}{size}\r\n\r\n".encode()
        )

    async def write(self, content: bytes) -> None:
        self._writer.write(content)
        await self._writer.drain()

    async def chunk(self, content: bytes) -> None:
        await self.write(b"%x\r\n%b\r\n" % (len(content), content))

    def close(self) -> None:
        self._writer.close()

    def reset(self) -> None:
        """Break the connection off, so that the other side gets an error."""
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


_TLS = b"\x16"
"""How a client begins that wants encryption."""

Step = Callable[[Exchange, Recorded], Awaitable[None]]
Called = tuple[str, Mapping[str, Any] | str]
"""The name of a function and its arguments; a text is sent just as it is."""


def piece(delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One piece of a streamed reply, as the real client's own types have it."""
    found = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": dict(delta), "finish_reason": finish}],
        **more,
    }
    ChatCompletionChunk.model_validate(found)
    return found


def reply(
    text: str | None = None,
    calls: Sequence[Called] = (),
    *,
    finish: str | None = None,
    usage: tuple[int, int] | None = (100, 10),
    refusal: str | None = None,
) -> list[dict[str, Any]]:
    """The pieces of a whole reply; of each call the name comes first and the arguments in two parts."""
    pieces = [piece({"role": "assistant", "content": text, "refusal": refusal})]
    for number, (name, given) in enumerate(calls):
        arguments = given if isinstance(given, str) else json.dumps(given)
        call = {"index": number, "id": f"call_{number}", "type": "function"}
        half = len(arguments) // 2
        pieces.append(piece({"tool_calls": [{**call, "function": {"name": name, "arguments": arguments[:half]}}]}))
        pieces.append(piece({"tool_calls": [{"index": number, "function": {"arguments": arguments[half:]}}]}))
    pieces.append(piece({}, finish or ("tool_calls" if calls else "stop")))
    if usage is not None:
        counted = {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        }
        pieces.append({**piece({}), "choices": [], "usage": counted})
    return pieces


def says(text: str | None = None, *calls: Called, finish: str | None = None, **more: Any) -> Step:
    """A whole reply that ends well."""
    return stream(reply(text, calls, finish=finish, **more))


def calls(*wanted: Called) -> Step:
    """A reply that calls functions."""
    return says(None, *wanted)


def acts(name: str, arguments: Mapping[str, Any]) -> Step:
    """A reply of a model without functions: the same as a JSON action."""
    return says(json.dumps({"action": name, "arguments": dict(arguments)}))


def stream(
    pieces: Iterable[Mapping[str, Any] | bytes],
    *,
    delay: float = 0.0,
    ending: Literal["done", "clean", "cut", "reset", "hang"] = "done",
) -> Step:
    """Pieces as server-sent events, and then how it ends: `clean` is well-formed and says nothing of being done."""

    async def step(exchange: Exchange, _: Recorded) -> None:
        await exchange.head(200, "text/event-stream")
        for each in pieces:
            await asyncio.sleep(delay)
            await exchange.chunk(each if isinstance(each, bytes) else b"data: %b\n\n" % json.dumps(each).encode())
        match ending:
            case "done":
                await exchange.chunk(b"data: [DONE]\n\n")
                await exchange.write(b"0\r\n\r\n")
            case "clean":
                await exchange.write(b"0\r\n\r\n")
            case "cut":
                exchange.close()
            case "reset":
                exchange.reset()
            case "hang":
                await asyncio.sleep(60)

    return step


def answer(
    body: bytes | Mapping[str, Any], *, status: int = 200, kind: str = "application/json", **headers: str
) -> Step:
    """An answer that is no stream."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def step(exchange: Exchange, _: Recorded) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await exchange.head(status, kind, named, len(content))
        await exchange.write(content)

    return step


def refuses(status: int, message: str = "scripted", code: str | None = None, **headers: str) -> Step:
    """An error as the protocol has it."""
    error = {"message": message, "type": code, "code": code, "param": None}
    return answer({"error": error}, status=status, **headers)


def hangs(*, after_headers: bool = False) -> Step:
    """No answer, for a minute."""

    async def step(exchange: Exchange, _: Recorded) -> None:
        if after_headers:
            await exchange.head(200, "text/event-stream")
        await asyncio.sleep(60)

    return step


def resets() -> Step:
    """No answer, and the connection is broken off."""

    async def step(exchange: Exchange, _: Recorded) -> None:
        exchange.reset()

    return step


def depending(choose: Callable[[Recorded], Step]) -> Step:
    """What it does depends on what it was asked."""

    async def step(exchange: Exchange, recorded: Recorded) -> None:
        await choose(recorded)(exchange, recorded)

    return step


class ScriptedOpenAI:
    """The server, in a thread of its own while it is entered. `asked` is set at the first request."""

    def __init__(self, *steps: Step, tls: ssl.SSLContext | None = None) -> None:
        self.steps = list(steps)
        self.requests: list[Recorded] = []
        self.unexpected: list[Recorded] = []
        self.port = 0
        self._tls = tls
        self.asked = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """The base of its interface."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10), "the server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()
        if error is None:
            assert self.unexpected == [], "there were requests beyond the script"
            assert self.steps == [], f"{len(self.steps)} steps of the script were never asked for"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            if (first := await reader.readexactly(1)) == _TLS:
                writer.write(b"HTTP/1.1 400 X\r\n\r\n")
                return
            recorded = await _read(first, reader)
            self.requests.append(recorded)
            self.asked.set()
            if self.steps:
                await self._follow(self.steps.pop(0), Exchange(writer), recorded, reader)
            else:
                self.unexpected.append(recorded)
                await refuses(418, "beyond the script")(Exchange(writer), recorded)

    async def _follow(self, step: Step, exchange: Exchange, recorded: Recorded, reader: asyncio.StreamReader) -> None:
        done = asyncio.ensure_future(step(exchange, recorded))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({done, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not done.done() or isinstance(done.exception(), ConnectionError):
                recorded.gone.set()
            elif (error := done.exception()) is not None:
                raise error
        finally:
            done.cancel()
            gone.cancel()
            await asyncio.gather(done, gone, return_exceptions=True)


async def _read(first: bytes, reader: asyncio.StreamReader) -> Recorded:
    line, *lines = (first + await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines) if name}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    return Recorded(line.split(" ")[1], headers, json.loads(content) if content else None, len(content))
