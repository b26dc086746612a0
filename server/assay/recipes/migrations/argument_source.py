"""Where the arguments of a `setup()` come from, and the tables that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

Read = Callable[[str], str | None]
"""Gives the text of a file of the project by its name."""


@dataclass(slots=True)
class Made:
    """The tables as they are made: `[project]`, `[tool.setuptools]`, and what the latter is to read from files."""

    project: dict[str, Any] = field(default_factory=dict[str, Any])
    setuptools: dict[str, Any] = field(default_factory=dict[str, Any])
    dynamic: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from: the script's own texts, and the files that it read."""

    texts: frozenset[str]
    files: tuple[str, ...]
    read: Read

    def holds(self, values: Iterable[str]) -> bool:
        """Whether all of these stand in the script itself."""
        return all(each in self.texts or not each for each in values)


def texts_in(value: object) -> list[str]:
    """A list of texts, or of the only one. Raises `ValueError` for anything else."""
    if isinstance(value, str):
        return [value] if value else []
    listed = cast("list[object]", value) if isinstance(value, list) else []
    if (value and not listed) or not all(isinstance(each, str) for each in listed):
        raise ValueError(f"{str(value)[:60]!r} is no list of texts")
    return cast("list[str]", listed)


def lines_in(value: object) -> list[str]:
    """Requirements or entry points, given as a list or as lines. Raises `ValueError`."""
    if not isinstance(value, str):
        return [each.strip() for each in texts_in(value)]
    return [line.strip() for line in value.splitlines() if line.strip() and not line.strip().startswith("#")]
