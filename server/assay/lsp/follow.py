"""Where a place of an earlier text stands now, for asking the same thing again after the user typed."""

from __future__ import annotations

from assay.core.text import Place, Position, differences, split_lines

_Changes = tuple[tuple[int, int, int, int], ...]


def follow(place: Place, before: str, after: str) -> Place:
    """The place in the later text. In lines that were rewritten it is all that now stands there."""
    changes: _Changes = tuple(differences(split_lines(before), split_lines(after)))
    start = _followed(place.start, changes, first=True)
    return Place(start, max(start, _followed(place.end, changes, first=False)))


def _followed(position: Position, changes: _Changes, *, first: bool) -> Position:
    shift = 0
    for old, old_end, new, new_end in changes:
        if old <= position.line < old_end:
            return Position(new if first else new_end, 0)
        if old_end <= position.line:
            shift = new_end - old_end
    return Position(position.line + shift, position.column)
