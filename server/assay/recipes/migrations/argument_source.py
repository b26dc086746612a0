"""Where the arguments of a `setup()` come from, and the tables that are made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from assay.tools.static_texts import static_texts

Read = Callable[[str], str | None]
"""Gives the text of a file of the project by its name."""


@dataclass(slots=True)
class Made:
    """The tables as they are made: `[project]`, `[tool.setuptools]`, and what the latter is to read from files.

    `commands` is `[tool.distutils]`. `asks` are requirements of the build. `twice` are words that stand in a
    module, too, and no longer follow it.
    """

    project: dict[str, Any] = field(default_factory=dict[str, Any])
    setuptools: dict[str, Any] = field(default_factory=dict[str, Any])
    dynamic: dict[str, Any] = field(default_factory=dict[str, Any])
    commands: dict[str, Any] = field(default_factory=dict[str, Any])
    asks: list[str] = field(default_factory=list[str])
    twice: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from: the script's own texts, and the files that it read."""

    texts: frozenset[str]
    files: tuple[str, ...]
    read: Read

    def holds(self, values: Iterable[str]) -> bool:
        """Whether all of these stand in the script itself."""
        return all(each in self.texts or not each for each in values)

    def module_with(self, value: str) -> str:
        """The module, of those that the script read, in which this text stands as one; empty where none has it."""
        return next((name for name in self.files if name.endswith(".py") and self._stands(value, name)), "")

    def _stands(self, value: str, name: str) -> bool:
        try:
            texts = static_texts(self.read(name) or "")
            return value in texts or any(value in parts for each in texts if (parts := _person_in(each)))
        except (SyntaxError, ValueError, RecursionError):
            return False


def _person_in(text: str) -> tuple[str, ...]:
    """The name and the address of a text that is both."""
    match = re.fullmatch(r"\s*(?P<name>[^<>\n]+?)\s*<(?P<address>[^<>\s]+)>\s*", text)
    return (match["name"], match["address"]) if match else ()


def texts_in(value: object) -> list[str]:
    """A list of texts, or of the only one. Raises `ValueError` for anything else."""
    if isinstance(value, str):
        return [value] if value else []
    listed = cast("list[object]", value) if isinstance(value, list) else []
    if (value and not listed) or not all(isinstance(each, str) for each in listed):
        raise ValueError(f"{repr(cast('Any', value))[:60]} is no list of texts")
    return cast("list[str]", listed)


def lines_in(value: object) -> list[str]:
    """Requirements or entry points, given as a list or as lines. Raises `ValueError`."""
    if not isinstance(value, str):
        return [each.strip() for each in texts_in(value) if each.strip()]
    return [line.strip() for line in value.splitlines() if line.strip() and not line.strip().startswith("#")]
