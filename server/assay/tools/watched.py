"""Expressions whose values are looked at while tests run, and what kinds of values they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

_LONGEST = 300
DEEPEST = 8
"""How far a kind is followed into what it holds; deeper than the program that tells of them goes."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A name or an attribute that is read, by where it stands: rows from 1, columns in bytes of UTF-8.

    `name` is the name, or that of the attribute.
    """

    path: PurePosixPath
    start: tuple[int, int]
    end: tuple[int, int]
    name: str

    @property
    def order(self) -> tuple[str, int, int, int, int, str]:
        """The same as the run is told it."""
        return (str(self.path), *self.start, *self.end, self.name)


@dataclass(frozen=True, slots=True)
class Kind:
    """The class of a value by its full name, and for each of its places the kinds of what it held there.

    A list has one place, a dictionary two, a tuple as many as it is long; `tuple*` is a long one, with one place for
    all. `type` is a class, with itself in its place.
    """

    name: str
    holds: tuple[tuple[Kind, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What the expressions were, each in its turn, while so many tests ran; nothing for one that was not reached."""

    kinds: tuple[tuple[Kind, ...], ...] = ()
    tests: int = 0

    @property
    def while_they_ran(self) -> str:
        """The tests as the beginning of a sentence."""
        return f"While {self.tests} test{'' if self.tests == 1 else 's'} ran,"


Seen = Mapping[int, tuple[Kind, ...]]
"""The kinds of values of each expression that was reached, by its number in the order."""


def read_seen(told: Iterable[Any]) -> Seen:
    """What a run told. Raises `ValueError` for what the program in it cannot have written."""
    found: dict[int, tuple[Kind, ...]] = {}
    for each in told:
        match each:
            case [int(number), [*kinds]] if number not in found:
                found[number] = _kinds(kinds, DEEPEST)
            case _:
                raise ValueError(f"nothing that was seen: {str(each)[:_LONGEST]}")
    return found


def _kinds(told: Iterable[Any], deep: int) -> tuple[Kind, ...]:
    return tuple(_kind(each, deep) for each in told)


def _kind(told: Any, deep: int) -> Kind:
    match told:
        case {"name": str(name), "holds": [*places]} if deep:
            return Kind(name, tuple(_place(each, deep - 1) for each in places))
        case _:
            raise ValueError(f"no kind of value: {str(told)[:_LONGEST]}")


def _place(told: Any, deep: int) -> tuple[Kind, ...]:
    match told:
        case [*kinds]:
            return _kinds(kinds, deep)
        case _:
            raise ValueError(f"no place that holds anything: {str(told)[:_LONGEST]}")
