"""A small client of the Language Server Protocol over standard streams, for the demo and the benchmark.

Standard library only, so that it costs every server the same.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

Handler = Callable[[str, Any], Any]
"""Takes method and parameters of what the server sends; what it gives is the answer to a request."""


class ServerFailed(Exception):
    """The server ended, did not answer in time, or answered with an error."""


class LanguageClient:
    """A running server. `handler` is called on the thread that reads, in the order in which messages come."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environ: Mapping[str, str] | None = None,
        handler: Handler,
        log: int | None = subprocess.DEVNULL,
    ) -> None:
        """`log` takes the server's standard error; None for our own."""
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=cwd, env=environ
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._sink: IO[bytes] = self.process.stdin
        self._source: IO[bytes] = self.process.stdout
        self._handler = handler
        self._answers: dict[int, queue.SimpleQueue[Mapping[str, Any]]] = {}
        self._writing = threading.Lock()
        self._last = 0
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Shut the server down as the protocol has it; kill it where it does not go."""
        with suppress(ServerFailed, OSError):
            self.request("shutdown", None, seconds=5)
            self.notify("exit", None)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def initialize(self, root: Path, capabilities: Mapping[str, Any]) -> Mapping[str, Any]:
        """Begin the session on one workspace folder and give the server's capabilities."""
        uri = root.as_uri()
        answer = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "capabilities": capabilities,
                "workspaceFolders": [{"uri": uri, "name": root.name}],
            },
        )
        self.notify("initialized", {})
        found: Mapping[str, Any] = answer["capabilities"]
        return found

    def ask(self, method: str, params: Any) -> int:
        """Send a request whose answer nobody waits for; its number."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        return self._last

    def request(self, method: str, params: Any, *, seconds: float = 120) -> Any:
        """The server's answer. Raises `ServerFailed`."""
        number = self._last + 1
        answer = self._answers[number] = queue.SimpleQueue()
        self.ask(method, params)
        try:
            message = answer.get(timeout=seconds)
        except queue.Empty:
            raise ServerFailed(f"{method}: no answer within {seconds:g} s") from None
        finally:
            del self._answers[number]
        if "error" in message:
            raise ServerFailed(f"{method}: {message['error'].get('message')}")
        return message["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self._writing:
            self._sink.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self._sink.flush()

    def _read(self) -> None:
        while (message := self._message()) is not None:
            if "method" not in message:
                if (answer := self._answers.get(message["id"])) is not None:
                    answer.put(message)
                continue
            result = self._handler(message["method"], message.get("params"))
            if "id" in message:
                self._send({"id": message["id"], "result": result})
        ended = {"error": {"message": "the server ended"}}
        for answer in list(self._answers.values()):
            answer.put(ended)

    def _message(self) -> dict[str, Any] | None:
        length = 0
        while header := self._source.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            return None
        message: dict[str, Any] = json.loads(self._source.read(length))
        return message
