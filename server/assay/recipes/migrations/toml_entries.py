"""The text of a TOML file in sections, and of a section in entries, each with the comments that belong to it.

What is cut here by its look alone is held against what the file says when it is put together again.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from assay.core.text import split_lines

_HEADER = re.compile(r"^\[(?P<name>[^\[\]]+)\][ \t]*(?:#.*)?$")
_MOST = 400
"""Lines of one value at which it is looked whether it ends there: each look reads all of it."""

_ANY_HEADER = re.compile(r"^\[\[?[^\[\]=]+\]\]?[ \t]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class TomlSection:
    """One table as it is written: its name, empty ahead of all tables, and its lines with the header."""

    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is written."""
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value: the comments above it, its own text, and the comment behind it."""

    above: tuple[str, ...]
    text: str
    key: str
    value: Any
    behind: str


def toml_sections(text: str) -> tuple[TomlSection, ...]:
    """The sections of a file; comments right above a header belong to it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in split_lines(text):
        if _ANY_HEADER.match(line.rstrip("\r\n")):
            match = _HEADER.match(line.rstrip("\r\n"))
            above = _comments_at_the_end(found[-1][1])
            name = ".".join(part.strip().strip("\"'") for part in match["name"].split(".")) if match else line.strip()
            found.append((name, [*above, line]))
        else:
            found[-1][1].append(line)
    return tuple(TomlSection(name, tuple(lines)) for name, lines in found)


def entries(section: TomlSection) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of a section, and the lines below the last one. Raises `ValueError` where it is not made of such."""
    found: list[Entry] = []
    above: list[str] = []
    open_lines: list[str] = []
    tried = 0
    for line in _body(section):
        if not open_lines and (not line.strip() or line.lstrip().startswith("#")):
            above.append(line)
            continue
        open_lines.append(line)
        if line.rstrip().endswith(",") and "#" not in line:
            continue  # a list goes on
        text = "".join(open_lines)
        if (tried := tried + 1) > _MOST:
            raise ValueError(f"[{section.name}] has a value of too many lines to be taken apart")
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        ((key, value),) = values.items()
        found.append(Entry(tuple(each for each in above if each.strip()), text, key, value, _behind(text, values)))
        above, open_lines, tried = [], [], 0
    if open_lines:
        raise ValueError(f"[{section.name}] is not made of plain entries")
    return tuple(found), tuple(above)


def _body(section: TomlSection) -> tuple[str, ...]:
    start = next((number for number, line in enumerate(section.lines) if _HEADER.match(line.rstrip("\r\n"))), -1)
    return section.lines[start + 1 :]


def _comments_at_the_end(lines: list[str]) -> list[str]:
    """Take off the comments that stand at the end without an empty line below them."""
    taken: list[str] = []
    while lines and lines[-1].lstrip().startswith("#"):
        taken.insert(0, lines.pop())
    return taken


def _behind(text: str, values: dict[str, Any]) -> str:
    """The comment at the end of an entry; empty where there is none."""
    last = text.rstrip("\r\n").rfind("\n") + 1
    for match in itertools.islice(re.finditer("#", text[last:]), _MOST):
        try:
            if tomllib.loads(text[: last + match.start()]) == values:
                return text[last + match.start() :].strip()
        except tomllib.TOMLDecodeError:
            continue
    return ""
