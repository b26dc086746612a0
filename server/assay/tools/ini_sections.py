"""Where the sections of an INI file stand, so that single ones are taken out and all else stays as it was written.

A header is what begins a line with `[`, as for `configparser`: what is indented belongs to a value.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable
from dataclasses import dataclass

from assay.core.text import split_lines

_HEADER = re.compile(r"\[(?P<name>[^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name, and its lines with their ends, the header first."""

    name: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """All below the header."""
        return "".join(self.lines[1:])


@dataclass(frozen=True, slots=True)
class Ini:
    """A file: the lines before its first section, and its sections."""

    prelude: tuple[str, ...]
    sections: tuple[Section, ...]

    def without(self, moved: Callable[[str], bool]) -> str:
        """The text without the sections of these names."""
        kept = [line for section in self.sections if not moved(section.name) for line in section.lines]
        last = bool(self.sections) and moved(self.sections[-1].name)
        text = "".join((*self.prelude, *kept))
        if last and text.strip():  # the lines that stood before what is gone from the end
            stripped = text.rstrip()
            return stripped + text[len(stripped) :][: 2 if text[len(stripped) :].startswith("\r\n") else 1]
        return text


def read(text: str) -> Ini:
    """The file as it is written."""
    prelude: list[str] = []
    found: list[tuple[str, list[str]]] = []
    for line in split_lines(text):
        if match := _HEADER.match(line):
            found.append((match["name"], [line]))
        elif found:
            found[-1][1].append(line)
        else:
            prelude.append(line)
    return Ini(tuple(prelude), tuple(Section(name, tuple(lines)) for name, lines in found))


def sound(text: str) -> Ini:
    """The file, where `configparser` reads it; raises `ValueError`, with a reason for the user, where it does not."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        why = " ".join(str(error).replace("'<string>'", "it").split())
        raise ValueError(f"not an INI file that every tool reads alike ({why}); mend that first") from error
    return read(text)
