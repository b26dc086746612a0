"""What is said to a model and what comes back, in the one form that all of Assay knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from assay.core.check import Json
from assay.core.errors import Lacking

MODEL = "model"
"""The name under which a model proposes."""

HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts that are this machine."""

Fault = Literal[
    "key",
    "quota",
    "rate",
    "timeout",
    "unreachable",
    "not found",
    "redirected",
    "bad request",
    "context",
    "server",
    "malformed",
    "truncated",
    "too long",
    "filtered",
    "refused",
]
"""Why no reply came that can be used. `key`: it is missing or not accepted; `context`: more was sent than fits."""


class ModelFailed(Lacking):
    """No reply came that can be used; the text says why, and what to do.

    `said` are the other side's own words, `usage` is what it took nevertheless; None where the server does not say.
    """

    def __init__(self, kind: Fault, message: str, said: str = "", usage: Usage | None = None) -> None:
        super().__init__(message)
        self.kind: Fault = kind
        self.said = said
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, read and written."""

    read: float
    written: float
    currency: str

    def of(self, usage: Usage) -> float:
        """What this much costs."""
        return (usage.read * self.read + usage.written * self.written) / 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, which one, and how much of it.

    `url` is the base of the interface, as in `http://localhost:11434/v1`. The key is in an environment variable or a
    file, or there is none. `seconds` is how long one reply may take, `reply` how many tokens it may have, `tokens` how
    many one run may use in all, `cost` what these may cost by the `prices`; None for no limit.
    """

    url: str
    name: str
    key_variable: str | None = None
    key_file: Path | None = None
    seconds: float = 180.0
    reply: int = 8192
    tokens: int = 200_000
    prices: Prices | None = None
    cost: float | None = None

    @property
    def place(self) -> str:
        """Scheme, host and port: where to, without what else a URL can hold."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port is not None else ""
        host = parts.hostname or ""
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"

    @property
    def address(self) -> str:
        """The whole of it but for what a URL can hold of a user: two that are equal are the same interface."""
        parts = urlsplit(self.url)
        return f"{self.place}{parts.path.rstrip('/')}{f'?{parts.query}' if parts.query else ''}"


@dataclass(frozen=True, slots=True)
class Function:
    """Something that a model can have done; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function, as the model wrote it: `arguments` is its text, JSON or not."""

    id: str
    name: str
    arguments: str


Role = Literal["system", "user", "assistant", "tool"]
"""Who says something."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `answers` is the call that a `tool` message is the result of; `files` are those it shows."""

    role: Role
    text: str
    calls: tuple[Call, ...] = ()
    answers: str = ""
    files: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that is sent for one reply: what was said so far, oldest first, and what may be called.

    `longest` is how many tokens the reply may have, where that is less than the endpoint's limit.
    """

    messages: tuple[Message, ...]
    functions: tuple[Function, ...]
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens."""

    read: int = 0
    written: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.read + self.written

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `usage` is None where the server does not say.

    `key` is what it can be kept under once it is known to have led somewhere; empty where it may not be kept.
    """

    message: Message
    usage: Usage | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """Replies that were there already, from an earlier run or from one at the same time, and what they used then."""

    replies: int = 0
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: Saved) -> Saved:
        return Saved(self.replies + other.replies, self.usage + other.usage)


@dataclass(frozen=True, slots=True)
class Sent:
    """What left the machine: whose texts, how many bytes of requests, how many places were made unreadable."""

    files: tuple[PurePosixPath, ...] = ()
    bytes: int = 0
    redactions: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """The part that a model had in something: what left the machine for it, and what it used, where that is known.

    `cache` is whether it was not asked at all, because all that it wrote or said was there already ("hit"), or was
    ("miss"); None where nothing is remembered. `saved` are the replies that were there already.
    """

    endpoint: Endpoint
    sent: Sent
    usage: Usage | None = field(default_factory=Usage)
    cache: Literal["hit", "miss"] | None = None
    saved: Saved = field(default_factory=Saved)
