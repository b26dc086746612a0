"""A client of the language server that sees every message raw, and an editor on top of it that can misbehave."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

Message = dict[str, Any]
Answer = Callable[[Any], Any]
"""Gives the result for the parameters of a request of the server. It may raise `Refused` or `Silent`."""

SECONDS = 30.0


class Refused(Exception):
    """Answer with an error: what a client does with a request that it does not know."""


class Silent(Exception):
    """Do not answer at all."""


class Client:
    """A running server and all that it ever said. Messages are plain JSON: nothing decodes them on the way."""

    def __init__(self, argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            argv, cwd=cwd, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.answers: dict[str, Answer] = {}
        self.received: list[Message] = []
        self.log = b""
        self._sink: IO[bytes] = self.process.stdin
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._last = 0
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._keep, args=(self.process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            with suppress(OSError):
                self._sink.close()
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with suppress(OSError):
                stream.close()

    def request(self, method: str, params: Any, *, seconds: float = SECONDS) -> Message:
        """The whole answer of the server, result or error."""
        number = self.start(method, params)
        return self.wait(lambda message: message.get("id") == number and "method" not in message, seconds=seconds)

    def start(self, method: str, params: Any) -> int:
        """Send a request without waiting for its answer; gives its number."""
        self._last += 1
        self.send({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        return self._last

    def result(self, method: str, params: Any, *, seconds: float = SECONDS) -> Any:
        """The result of a request that must not fail."""
        answer = self.request(method, params, seconds=seconds)
        assert "error" not in answer, answer
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def send(self, message: Mapping[str, Any]) -> None:
        """Send any message."""
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send any bytes as one message."""
        with self._sending:
            self._sink.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self._sink.flush()

    def hang_up(self) -> int:
        """Close the connection without a word and give the server's exit code."""
        self._sink.close()
        return self.process.wait(SECONDS)

    def wait(self, wanted: Callable[[Message], bool], *, seconds: float = SECONDS, after: int = 0) -> Message:
        """The first message that is wanted, of all that came since the one at `after`; it may be there already."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                for message in self.received[after:]:
                    if wanted(message):
                        return message
                left = end - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise AssertionError(f"not received: {self.received[-12:]}\n{self.log.decode()}")
                self._changed.wait(min(left, 0.5))

    def method(self, name: str, *, seconds: float = SECONDS, after: int = 0) -> Message:
        """The first message of that method."""
        return self.wait(lambda message: message.get("method") == name, seconds=seconds, after=after)

    def all(self, name: str) -> list[Message]:
        """Every message of that method so far."""
        with self._changed:
            return [message for message in self.received if message.get("method") == name]

    def _read(self, source: IO[bytes]) -> None:
        while (message := _message(source)) is not None:
            with self._changed:
                self.received.append(message)
                self._changed.notify_all()
            if "id" in message and "method" in message:
                # a thread of its own: an editor that is asking a person goes on reading
                threading.Thread(target=self._answer, args=(message,), daemon=True).start()
        with self._changed:
            self._changed.notify_all()

    def _keep(self, source: IO[bytes]) -> None:
        while chunk := os.read(source.fileno(), 1 << 16):
            self.log += chunk

    def _answer(self, message: Message) -> None:
        answer = self.answers.get(message["method"], _unknown)
        reply: Message = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            reply["result"] = answer(message.get("params"))
        except Refused:
            reply["error"] = {"code": -32601, "message": "Method not found"}
        except Silent:
            return
        with suppress(OSError, ValueError):  # the server may be gone by now
            self.send(reply)


def _unknown(_: Any) -> Any:
    raise Refused


def _message(source: IO[bytes]) -> Message | None:
    length: int | None = None
    while header := source.readline().strip():
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length is None:
        return None
    message: Message = json.loads(source.read(length))
    return message
