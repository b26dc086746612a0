"""Carrying an edit over to a text that was typed in since, or saying that it cannot be done with certainty.

Each change of lines is held by the function or class around it: that has to be there still, once, under the same
name and with the same header. Inside, the touched lines have to stand unchanged between the same neighbours, in one
place only. A change at module level is held by its neighbours alone, in the same way.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.text import differences, line_ending, split_lines
from assay.syntax.scopes import Scope, scopes
from assay.syntax.tree import Tree, parse

_CONTEXT = (3, 2, 1)
"""So many unchanged lines on either side hold a change; fewer where more of them do not stand there any more."""


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines `start` to `end` of a text become `lines`, which have no endings."""

    start: int
    end: int
    lines: tuple[str, ...]

    def stays_in(self, header: range) -> bool:
        """Whether it changes a header alone, and adds nothing below it, where the next line matters too."""
        grows = len(self.lines) > self.end - self.start
        return self.start >= header.start and self.end <= header.stop - (1 if grows else 0)


@dataclass(frozen=True, slots=True)
class _Held:
    """A function or class as lines: `all` of it, and those of its `header`, decorators included."""

    qualified: str
    all: range
    header: range


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as lines without endings, its functions and classes, and whether it is Python."""

    lines: tuple[str, ...]
    held: tuple[_Held, ...]
    broken: bool

    def header(self, held: _Held) -> tuple[str, ...]:
        """The lines of a header."""
        return self.lines[held.header.start : held.header.stop]

    def around(self, start: int, end: int) -> _Held | None:
        """The innermost function or class around a change of lines; None at module level.

        Where nothing is replaced, it holds the lines on both sides.
        """
        first, last = (start - 1, end) if start == end else (start, end - 1)
        holding = [held for held in self.held if first in held.all and last in held.all]
        return min(holding, key=lambda held: len(held.all), default=None)


def reanchor(base: str, patched: str, current: str) -> str | None:
    """What `current` becomes by the edit that turned `base` into `patched`; None where its place is not certain."""
    if current == base:
        return patched
    hunks = _hunks(_bare(base), _bare(patched))
    tree = parse(base)
    there = tree.updated(current)
    before, now = _text(tree), _text(there)
    if now.broken and not before.broken:
        return None
    moved: list[_Hunk] = []
    for hunk in hunks:
        start = hunk.start if before.lines == now.lines else _place(before, now, hunk)
        if start is None:
            return None
        moved.append(_Hunk(start, start + hunk.end - hunk.start, hunk.lines))
    moved.sort(key=lambda hunk: hunk.start)
    if any(first.end > second.start or first.start == second.start for first, second in itertools.pairwise(moved)):
        return None
    after = _applied(current, moved)
    return None if there.updated(after).root.has_error and not before.broken else after


def _place(before: _Text, now: _Text, hunk: _Hunk) -> int | None:
    """The line of `now` at which the hunk starts there."""
    held = before.around(hunk.start, hunk.end)
    if held is None:
        start = _found(before, now, hunk, range(len(before.lines)), range(len(now.lines)))
    else:
        other = _same(before, now, held)
        if other is None:
            return None
        if hunk.stays_in(held.header):
            start = other.header.start + hunk.start - held.header.start
        else:
            start = _found(before, now, hunk, held.all, other.all)
    if start is None:
        return None
    there = now.around(start, start + hunk.end - hunk.start)
    return start if (there and there.qualified) == (held and held.qualified) else None


def _same(before: _Text, now: _Text, held: _Held) -> _Held | None:
    """The one function or class of the same name and header; there may be no more of that name than there were."""
    old = [each for each in before.held if each.qualified == held.qualified]
    new = [each for each in now.held if each.qualified == held.qualified]
    alike = [each for each in new if now.header(each) == before.header(held)]
    own = [each for each in old if before.header(each) == before.header(held)]
    return alike[0] if len(old) == len(new) and len(alike) == len(own) == 1 else None


def _found(before: _Text, now: _Text, hunk: _Hunk, old: range, new: range) -> int | None:
    """Where the touched lines stand with their neighbours, if it is one place in both texts."""
    for context in _CONTEXT:
        first, last = max(hunk.start - context, old.start), min(hunk.end + context, old.stop)
        wanted = before.lines[first:last]
        edges = first == old.start, last == old.stop
        there = _matches(now.lines, new, wanted, edges)
        if there:
            once = len(there) == len(_matches(before.lines, old, wanted, edges)) == 1
            return there[0] + hunk.start - first if once else None
    return None


def _matches(lines: Sequence[str], within: range, wanted: Sequence[str], edges: tuple[bool, bool]) -> list[int]:
    """Where the wanted lines stand; what reached an edge of its function has to reach it still."""
    size = len(wanted)
    starts = range(within.start, within.stop - size + 1)
    return [
        start
        for start in starts
        if lines[start : start + size] == wanted
        and (not edges[0] or start == within.start)
        and (not edges[1] or start + size == within.stop)
    ]


def _text(tree: Tree) -> _Text:
    lines = tree.lines

    def held(scope: Scope) -> _Held:
        first, last = lines.position(scope.span.start).line, lines.position(scope.span.end).line
        header = range(first, lines.position(scope.header.end).line + 1)
        return _Held(scope.qualified, range(first, last + 1), header)

    return _Text(_bare(tree.text), tuple(map(held, scopes(tree))), tree.root.has_error)


def _bare(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip("\r\n") for line in split_lines(text))


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    return [_Hunk(i1, i2, tuple(new[j1:j2])) for i1, i2, j1, j2 in differences(old, new)]


def _applied(current: str, hunks: Sequence[_Hunk]) -> str:
    """The text with its own lines as they are, and new ones in its line ending."""
    ending = line_ending(current)
    lines = split_lines(current)
    unfinished = bool(lines) and not lines[-1].endswith(("\r", "\n"))
    if unfinished:
        lines[-1] += ending
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = [line + ending for line in hunk.lines]
    text = "".join(lines)
    return text.removesuffix(ending) if unfinished else text
