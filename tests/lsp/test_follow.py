"""A place is found again after the text around it changed."""

from __future__ import annotations

import pytest

from assay.core.text import Place, Position
from assay.lsp.follow import follow

BEFORE = "a\nb\nc\nd\n"
PLACE = Place(Position(2, 0), Position(2, 1))


@pytest.mark.parametrize(
    ("after", "place"),
    [
        (BEFORE, PLACE),
        ("new\na\nb\nc\nd\n", Place(Position(3, 0), Position(3, 1))),
        ("b\nc\nd\n", Place(Position(1, 0), Position(1, 1))),
        ("a\nb\nc\nd\nnew\n", PLACE),
        ("a\nb\nC1\nC2\nd\n", Place(Position(2, 0), Position(4, 0))),
        ("a\nb\nd\n", Place(Position(2, 0), Position(2, 0))),
    ],
)
def test_where_a_place_is_now(after: str, place: Place) -> None:
    assert follow(PLACE, BEFORE, after) == place
