"""What is typed: edits at the ends of lines that hold no mistake, so that the places of the mistakes stay."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from bench.subject import Subject

OPENERS = ("(", "[", "{", '"""', "'")


@dataclass(frozen=True, slots=True)
class _Opened:
    line: int
    start: int
    text: str


class Typing:
    """Makes the next edit as `textDocument/didChange` takes it. Columns count in UTF-16."""

    def __init__(self, subject: Subject) -> None:
        self._ends = [len(line.encode("utf-16-le")) // 2 for line in subject.text.split("\n")]
        self._free = [line for line in range(len(self._ends)) if line not in subject.planted]
        self._random = random.Random(11)
        self._opened: _Opened | None = None

    def neutral(self) -> dict[str, Any]:
        """A space at the end of a line."""
        line = self._random.choice(self._free)
        while self._opened is not None and line == self._opened.line:
            line = self._random.choice(self._free)
        return self._append(line, " ")

    def bracket(self) -> dict[str, Any]:
        """A bracket or a string opened at the end of a line; the next time, taken back."""
        if (opened := self._opened) is not None:
            self._opened = None
            self._ends[opened.line] -= len(opened.text)
            return _replace(opened.line, opened.start, opened.start + len(opened.text), "")
        line, text = self._random.choice(self._free), self._random.choice(OPENERS)
        self._opened = _Opened(line, self._ends[line], text)
        return self._append(line, text)

    def _append(self, line: int, text: str) -> dict[str, Any]:
        at = self._ends[line]
        self._ends[line] += len(text)
        return _replace(line, at, at, text)


def _replace(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    return {
        "range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}},
        "text": text,
    }
