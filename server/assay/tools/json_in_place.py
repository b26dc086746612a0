"""Change a JSON text where it stands: all that is not meant stays as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

_BLANK = re.compile(r"[\s,\ufeff]*")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of an object: where it begins, where its value begins, and where that ends."""

    name: str
    begin: int
    value: int
    end: int


def read_object(text: str | None) -> Mapping[str, Any]:
    """The object that a text is; nothing where it cannot be read."""
    try:
        found = json.loads((text or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def without_key(text: str, key: str) -> str:
    """The text without one key of its object. Raises `ValueError`."""
    entries = list(_entries(text, text.index("{")))
    at = next((number for number, each in enumerate(entries) if each.name == key), None)
    if at is None:
        raise ValueError(f"it has no {key}")
    if at + 1 < len(entries):
        after = text[: entries[at].begin] + text[entries[at + 1].begin :]
    elif at:
        after = text[: entries[at - 1].end] + text[entries[at].end :]
    else:
        after = text[: entries[at].begin] + text[entries[at].end :]
    if dict(read_object(after)) != {name: value for name, value in read_object(text).items() if name != key}:
        raise ValueError(f"{key} cannot be taken out in place")
    return after


def _entries(text: str, begin: int) -> Iterator[_Entry]:
    """The keys of the object that begins there."""
    decoder = json.JSONDecoder()
    at = begin + 1
    while (match := _BLANK.match(text, at)) and text[match.end()] != "}":
        first = match.end()
        name, at = decoder.raw_decode(text, first)
        value = cast("re.Match[str]", _SPACE.match(text, text.index(":", at) + 1)).end()
        _, at = decoder.raw_decode(text, value)
        yield _Entry(str(name), first, value, at)
