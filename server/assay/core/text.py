"""Text, places in it and replacements of it.

Offsets and columns count Unicode code points from 0; lines count from 0.
"""

from __future__ import annotations

import ast
import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_EOL = re.compile(r"\r\n|\r|\n")
_LONG = 1000


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both from 0, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a user points at: from one position to another, the same one for a cursor."""

    start: Position
    end: Position

    def shares_a_line(self, other: Place) -> bool:
        """Whether the two have a line in common."""
        return self.start.line <= other.end.line and other.start.line <= self.end.line

    def touches(self, other: Place) -> bool:
        """Whether the two have a character in common, or stand side by side."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets in code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two touch; an empty span touches what it stands in or at the edge of."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """One replacement: what stands in `span` becomes `text`."""

    span: Span
    text: str

    @classmethod
    def at(cls, offset: int, text: str) -> TextEdit:
        """New text at a place where nothing is taken away."""
        return cls(Span(offset, offset), text)


class Lines:
    """The lines of one text, for turning positions into offsets and back.

    A line ends at LF, CRLF or CR, as in the Language Server Protocol.
    """

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = _starts(text)

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, number: int) -> str:
        """The text of a line without its ending; empty past the last one."""
        if not 0 <= number < len(self.starts):
            return ""
        return self.text[self.starts[number] : self._end(number)]

    def offset(self, position: Position) -> int:
        """The offset of a position; a column past the end of its line is cut to the end."""
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[position.line]
        return min(start + position.column, self._end(position.line))

    def position(self, offset: int) -> Position:
        """The position of an offset."""
        line = bisect.bisect_right(self.starts, offset) - 1
        return Position(line, offset - self.starts[line])

    def place_of(self, node: ast.expr) -> Place:
        """Where an expression stands that was parsed from this text; `ast` counts lines from 1 and columns in bytes."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        return Place(self._of_bytes(first, node.col_offset), self._of_bytes(last, node.end_col_offset or 0))

    def _of_bytes(self, number: int, column: int) -> Position:
        return Position(
            number, len(self.line(number).encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
        )

    def _end(self, number: int) -> int:
        if number + 1 == len(self.starts):
            return len(self.text)
        end = self.starts[number + 1] - 1
        return end - 1 if self.text[end - 1 : end + 1] == "\r\n" else end


def _starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _EOL.finditer(text))]
    # several times as fast, and a menu has no time for more
    lengths = map(len, text.split("\n"))
    return [start + line for line, start in enumerate(itertools.accumulate(lengths, initial=0))][:-1]


class OverlappingEditsError(ValueError):
    """Two edits of one text replace the same characters."""


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with all edits made; spans refer to the text before any of them.

    Raises `OverlappingEditsError` where two of them overlap.
    """
    parts: list[str] = []
    last = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < last:
            raise OverlappingEditsError(f"an edit at {edit.span.start} overlaps the one before it")
        parts += [text[last : edit.span.start], edit.text]
        last = edit.span.end
    return "".join([*parts, text[last:]])


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings. Unlike `str.splitlines`, a form feed or U+2028 ends none."""
    ends = [0, *(match.end() for match in _EOL.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(ends) if start < end]


def line_edits(before: str, after: str) -> tuple[TextEdit, ...]:
    """The whole-line replacements that turn `before` into `after`, in order.

    Whole lines are the one kind of edit that every editor measured applies rightly.
    """
    old, new = split_lines(before), split_lines(after)
    starts = [0, *itertools.accumulate(map(len, old))]
    return tuple(
        TextEdit(Span(starts[i1], starts[i2]), "".join(new[j1:j2])) for i1, i2, j1, j2 in differences(old, new)
    )


def changed_lines(before: str, after: str) -> tuple[range, ...]:
    """The ranges of line numbers of `after`, from 0, that are new or different."""
    old, new = split_lines(before), split_lines(after)
    return tuple(range(j1, j2) for _, _, j1, j2 in differences(old, new) if j1 < j2)


def differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """From where to where lines of `old` become which lines of `new`, in order."""
    limit = min(len(old), len(new))
    start = next((index for index in range(limit) if old[index] != new[index]), limit)
    back = next((count for count in range(limit - start) if old[-1 - count] != new[-1 - count]), limit - start)
    left, right = old[start : len(old) - back], new[start : len(new) - back]
    # a line that stands there a thousand times costs a million comparisons: in long texts such ones hold nothing
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=len(right) > _LONG).get_opcodes():
        if tag != "equal":
            yield start + i1, start + i2, start + j1, start + j2


def line_ending(text: str) -> str:
    """The line ending that most lines of the text have; LF where there is none."""
    crlf = text.count("\r\n")
    return max(("\n", text.count("\n") - crlf), ("\r\n", crlf), ("\r", text.count("\r") - crlf), key=lambda e: e[1])[0]


def with_line_ending(text: str, ending: str) -> str:
    """The text with every line ending replaced by the given one."""
    return _EOL.sub(ending, text)
