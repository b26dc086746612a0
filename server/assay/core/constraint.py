"""What the user asks a result to keep to, in words and, where the words are known, as something to check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

_ONLY = re.compile(r"only (?P<paths>\S.*)", re.IGNORECASE)
_LINES = re.compile(r"at most (?P<lines>\d+) lines?", re.IGNORECASE)
_INTERFACE = re.compile(r"keep (the )?(public )?(interface|signatures?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint. `kind` None means that nothing can check it: it is recorded as not checked."""

    text: str
    kind: Literal["only", "lines", "interface"] | None
    paths: tuple[PurePosixPath, ...] = ()
    lines: int = 0


def constraint(text: str) -> Constraint:
    """Read a constraint: `only PATH, PATH`, `at most N lines` and `keep interface` can be checked."""
    text = " ".join(text.split())
    if match := _ONLY.fullmatch(text):
        paths = tuple(PurePosixPath(path) for path in re.split(r"\s*,\s*|\s+and\s+", match["paths"]))
        return Constraint(text, "only", paths=paths)
    if match := _LINES.fullmatch(text):
        return Constraint(text, "lines", lines=int(match["lines"]))
    if _INTERFACE.fullmatch(text):
        return Constraint(text, "interface")
    return Constraint(text, None)
