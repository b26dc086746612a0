"""One way in which a text takes something away from those who judge it, counted before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.text import Span

NOWHERE = Span(0, 0)
"""Where something is that is gone."""


@dataclass(frozen=True, slots=True)
class Weakening:
    """`what` it is in words; equal ones count together. `codes` are what it is limited to; empty for no limit."""

    what: str
    span: Span
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Located:
    """A weakening and the line that it stands on, from 1, in a file."""

    path: PurePosixPath
    line: int
    weakening: Weakening

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def added(before: Iterable[Weakening], after: Iterable[Located]) -> list[Located]:
    """Those of `after` beyond as many of the same kind in `before`: what was only moved is not among them.

    One that is limited to fewer codes than one which is gone is not among them either.
    """
    left = Counter((each.what, each.codes) for each in before)
    extra: list[Located] = []
    for each in after:
        key = each.weakening.what, each.weakening.codes
        if left[key] > 0:
            left[key] -= 1
        else:
            extra.append(each)
    new: list[Located] = []
    for each in extra:
        wider = next((key for key in left.elements() if _holds(key, each.weakening)), None)
        if wider is None:
            new.append(each)
        else:
            left[wider] -= 1
    return new


def _holds(wider: tuple[str, frozenset[str]], weakening: Weakening) -> bool:
    what, codes = wider
    return what == weakening.what and bool(weakening.codes) and (not codes or weakening.codes <= codes)
