"""What a type checker says of a place, and how two of its answers are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from assay.core.text import Place, Position

Severity = Literal["error", "warning", "note"]

_PLACES = re.compile(r"\b(?:on )?lines? \d+|:\d+(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark of a checker. `path` is relative to the workspace; `source` is the checker's name."""

    path: PurePosixPath
    start: Position
    end: Position
    message: str
    code: str
    source: str
    severity: Severity = "error"
    hint: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when lines move: file, code, and the message without places."""
        return str(self.path), self.code, _PLACES.sub("", self.message)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.start, self.end)

    def __str__(self) -> str:
        return f"{self.path}:{self.start.line + 1}:{self.start.column + 1}: {self.message} [{self.code}]"


def added(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The errors of `after` beyond those of `before`, compared as multisets of their keys."""
    left = Counter(diagnostic.key for diagnostic in before if diagnostic.severity == "error")
    new: list[Diagnostic] = []
    for diagnostic in after:
        if diagnostic.severity != "error":
            continue
        if left[diagnostic.key] > 0:
            left[diagnostic.key] -= 1
        else:
            new.append(diagnostic)
    return tuple(new)
