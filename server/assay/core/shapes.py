"""Read values as TOML or JSON give them. Each function takes anything, and raises `Unfit` for what is not so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TypeVar, cast
from urllib.parse import urlsplit

LARGEST = 10**9
"""Above any number of seconds, tokens or money that means something."""


T = TypeVar("T")


class Unfit(Exception):
    """A value that is not of the shape."""


def boolean(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unfit
    return value


def one_of(*names: str) -> Callable[[object], str]:
    """One of these words."""
    return lambda value: word(value, names)


def word(value: object, words: tuple[T, ...]) -> T:
    """One of these words, such as those of a `Literal`."""
    if not isinstance(value, str) or value not in words:
        raise Unfit
    return words[words.index(value)]


def text(value: object) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise Unfit
    return value


def items(value: object) -> list[object]:
    """A list of anything."""
    if not isinstance(value, list):
        raise Unfit
    return cast("list[object]", value)


def table(value: object) -> dict[str, object]:
    """Anything by name, as JSON and TOML have it: their names are texts."""
    if not isinstance(value, dict):
        raise Unfit
    return cast("dict[str, object]", value)


def line(value: object) -> str:
    """Some text on one line."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Unfit
    return value


def count(value: object) -> int:
    """A whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise Unfit
    return value


def positive(value: object) -> int:
    """A whole number from 1."""
    found = count(value)
    if found < 1:
        raise Unfit
    return found


def number(value: object) -> float:
    """A number from 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
        raise Unfit
    return float(value)


def limit(value: object) -> float | None:
    """A number above 0; 0 is no limit, None."""
    return number(value) or None


def above_0(value: object) -> float:
    """A number above 0."""
    if (found := number(value)) == 0:
        raise Unfit
    return found


def path(value: object) -> PurePosixPath:
    """A path within a workspace."""
    found = PurePosixPath(text(value))
    if found.is_absolute() or ".." in found.parts or "\0" in str(found):
        raise Unfit
    return found


def prices(value: object) -> tuple[float, float, str]:
    """Two numbers from 0 and a currency."""
    match cast("list[object]", value) if isinstance(value, list) else ():
        case [read, written, currency]:
            return number(read), number(written), line(currency)
        case _:
            raise Unfit


def patterns(value: object) -> tuple[str, ...]:
    """A list of glob patterns that can match a path relative to a workspace."""
    if not isinstance(value, list):
        raise Unfit
    return tuple(map(_pattern, cast("list[object]", value)))


def url(value: object) -> str:
    """An address without a user, a query or a fragment: of these, none belongs there, and some are secrets."""
    try:
        parts = urlsplit(line(value))
        port = parts.port
    except ValueError as error:  # a port that is no number, or a broken IPv6 address
        raise Unfit from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise Unfit
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Unfit
    return parts.geturl()


def _pattern(value: object) -> str:
    if not isinstance(value, str) or value.startswith("/"):
        raise Unfit
    try:
        PurePosixPath("any").match(value)
    except ValueError as error:  # what `match` says of an empty pattern
        raise Unfit from error
    return value
