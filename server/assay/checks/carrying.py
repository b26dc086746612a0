"""Where a piece of a text is after a change of it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from assay.core.text import Lines, Span, differences, split_lines

_TOKEN = re.compile(r"\w+|[^\w\s]")
MOST = 20_000
"""Tokens of a changed passage beyond which no piece of it is looked for."""


def carried(before: str, after: str, span: Span) -> Span | None:
    """Where the same words are in the text after; None where the change took or broke them."""
    old, new = split_lines(before), split_lines(after)
    lines = Lines(before)
    left, right = lines.position(span.start).line, lines.position(max(span.start, span.end - 1)).line + 1
    changes = list(differences(old, new))
    for i1, i2, _, _ in changes:
        if i1 < right and left < i2:
            left, right = min(left, i1), max(right, i2)
    grown = [(i1, i2, (j2 - j1) - (i2 - i1)) for i1, i2, j1, j2 in changes]
    here = left + sum(more for _, i2, more in grown if i2 <= left)
    there = right + sum(more for i1, i2, more in grown if i2 <= right and not i1 == i2 == right)
    start, begin = sum(map(len, old[:left])), sum(map(len, new[:here]))
    piece = Span(span.start - start, span.end - start)
    found = _within("".join(old[left:right]), "".join(new[here:there]), piece)
    return None if found is None else Span(found.start + begin, found.end + begin)


def _within(before: str, after: str, span: Span) -> Span | None:
    """The same for two short texts, token by token."""
    if before == after:
        return span
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    inside = [index for index, token in enumerate(old) if span.start <= token.start() and token.end() <= span.end]
    if not inside or len(old) + len(new) > MOST:
        return None
    matcher = SequenceMatcher(None, [token[0] for token in old], [token[0] for token in new], autojunk=False)
    for i, j, size in matcher.get_matching_blocks():
        if i <= inside[0] and inside[-1] < i + size:
            return Span(new[inside[0] - i + j].start(), new[inside[-1] - i + j].end())
    return None
