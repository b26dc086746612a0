"""Where a place of an earlier text stands now, for asking the same thing again after the user typed."""

from __future__ import annotations

from difflib import SequenceMatcher

from assay.core.text import Place, Position, split_lines


def follow(place: Place, before: str, after: str) -> Place:
    """The place in the later text. In lines that were rewritten it is all that now stands there."""
    blocks = SequenceMatcher(None, split_lines(before), split_lines(after), autojunk=False).get_opcodes()
    start, end = place.start, place.end
    for tag, i1, i2, j1, j2 in blocks:
        if i1 <= place.start.line < i2:
            start = Position(place.start.line - i1 + j1, place.start.column) if tag == "equal" else Position(j1, 0)
        if i1 <= place.end.line < i2:
            end = Position(place.end.line - i1 + j1, place.end.column) if tag == "equal" else Position(j2, 0)
    return Place(start, max(start, end))
