"""Put a reply together from the pieces of a stream. Nothing is taken for granted of what a server sends."""

from __future__ import annotations

from typing import Any, Literal, cast

from assay.core.model import Call, Message, Reply, Usage

LONGEST = 1_000_000
"""Characters of one reply; one that does not end is worth nothing."""

MOST_CALLS = 64

Ending = Literal["", "whole", "other", "cut", "filtered", "refused"]
"""How the model ended, in its server's word; empty where it did not say that it was done.

`other`: it said that it was done, in a word that is not the protocol's.
"""


class Malformed(ValueError):
    """What came is no piece of a reply; the text says why."""


class Gathering:
    """The reply so far."""

    def __init__(self) -> None:
        self.ending: Ending = ""
        self.pieces = 0
        self.refusal = ""
        self._text: list[str] = []
        self._calls: dict[int, dict[str, str]] = {}
        self._usage: Usage | None = None
        self._length = 0

    def add(self, piece: object) -> None:
        """Take the next piece, a JSON value. Raises `Malformed` for what is no piece of a reply."""
        self.pieces += 1
        if not isinstance(piece, dict):
            raise Malformed("a piece of the reply is no object")
        values = cast("dict[str, Any]", piece)
        if isinstance(usage := values.get("usage"), dict):
            self._usage = _usage(cast("dict[str, Any]", usage))
        for choice in _list(values.get("choices"), "`choices`")[:1]:
            self._choice(choice)

    def reply(self) -> Reply:
        """The whole reply."""
        calls = tuple(
            Call(each["id"] or f"call_{number}", each["name"], each["arguments"])
            for number, each in sorted(self._calls.items())
        )
        return Reply(Message("assistant", "".join(self._text), calls), self._usage)

    def _choice(self, choice: object) -> None:
        if not isinstance(choice, dict):
            raise Malformed("a choice of the reply is no object")
        values = cast("dict[str, Any]", choice)
        delta = values.get("delta")
        if isinstance(delta, dict):
            self._delta(cast("dict[str, Any]", delta))
        match values.get("finish_reason"):
            case None:
                pass
            case "length":
                self.ending = "cut"
            case "content_filter":
                self.ending = "filtered"
            case "stop" | "tool_calls":
                self.ending = "refused" if self.refusal else "whole"
            case _:
                self.ending = "refused" if self.refusal else "other"

    def _delta(self, delta: dict[str, Any]) -> None:
        self._text.append(self._words(delta.get("content")))
        self.refusal += self._words(delta.get("refusal"))
        if (calls := delta.get("tool_calls")) is not None:
            for number, call in enumerate(_list(calls, "`tool_calls`")):
                self._call(number, call)

    def _call(self, number: int, call: object) -> None:
        if not isinstance(call, dict):
            raise Malformed("a call of the reply is no object")
        values = cast("dict[str, Any]", call)
        index = values.get("index")
        # some servers leave out the index and send each call whole
        place = index if isinstance(index, int) else len(self._calls) if values.get("id") else number
        if not 0 <= place < MOST_CALLS:
            raise Malformed("the reply calls too many functions at once")
        into = self._calls.setdefault(place, {"id": "", "name": "", "arguments": ""})
        into["id"] = into["id"] or self._words(values.get("id"))
        if isinstance(function := values.get("function"), dict):
            named = cast("dict[str, Any]", function)
            into["name"] += self._words(named.get("name"))
            into["arguments"] += self._words(named.get("arguments"))

    def _words(self, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Malformed("the reply holds something else where text belongs")
        self._length += len(value)
        if self._length > LONGEST:
            raise Malformed(f"the reply does not end after {LONGEST:,} characters")
        return value


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise Malformed(f"{name} of the reply is no list")
    return cast("list[object]", value)


def _usage(usage: dict[str, Any]) -> Usage | None:
    read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if isinstance(read, int) and isinstance(written, int) and read >= 0 and written >= 0:
        return Usage(read, written)
    return None
