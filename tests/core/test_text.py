"""Positions, offsets and edits on every kind of line ending."""

from __future__ import annotations

import pytest

from assay.core.text import (
    Lines,
    OverlappingEditsError,
    Place,
    Position,
    Span,
    TextEdit,
    apply_edits,
    changed_lines,
    line_edits,
    line_ending,
    split_lines,
    with_line_ending,
)

TEXTS = [
    "",
    "one",
    "one\n",
    "one\ntwo",
    "one\r\ntwo\r\n",
    "one\rtwo\r",
    "mixed\r\nends\nhere\r",
    "\n\n\n",
    "a form feed\x0cstays in its line\nsecond\n",
    "so does\u2028this\nsecond\n",
    "emoji \N{PILE OF POO} and \N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_offset_survives_the_way_to_a_position_and_back(text: str) -> None:
    lines = Lines(text)
    inside_an_ending = {i + 1 for i in range(len(text)) if text[i : i + 2] == "\r\n"}
    offsets = [offset for offset in range(len(text) + 1) if offset not in inside_an_ending]
    assert [lines.offset(lines.position(offset)) for offset in offsets] == offsets


@pytest.mark.parametrize("text", TEXTS)
def test_lines_joined_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


def test_a_form_feed_ends_no_line() -> None:
    assert split_lines("a\x0cb\u2028c\nd") == ["a\x0cb\u2028c\n", "d"]


def test_lines_have_no_endings() -> None:
    lines = Lines("one\r\ntwo\n\rfour")
    assert [lines.line(number) for number in range(5)] == ["one", "two", "", "four", ""]


def test_a_column_past_the_end_is_cut() -> None:
    lines = Lines("ab\r\ncd\n")
    assert [lines.offset(Position(0, 99)), lines.offset(Position(1, 2)), lines.offset(Position(9, 0))] == [2, 6, 7]


def test_edits_refer_to_the_text_before_any_of_them() -> None:
    edits = [TextEdit(Span(4, 5), "D"), TextEdit(Span(0, 1), "AA"), TextEdit(Span(2, 2), "+")]
    assert apply_edits("abcde", edits) == "AAb+cdD"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(OverlappingEditsError):
        apply_edits("abcde", [TextEdit(Span(0, 3), ""), TextEdit(Span(2, 4), "")])


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_line_edits_turn_one_text_into_the_other(before: str, after: str) -> None:
    edits = line_edits(before, after)
    starts = {sum(map(len, split_lines(before)[:n])) for n in range(len(split_lines(before)) + 1)}
    assert apply_edits(before, edits) == after
    assert all(edit.span.start in starts and edit.span.end in starts for edit in edits)


def test_changed_lines_are_those_of_the_new_text() -> None:
    assert changed_lines("a\nb\nc\n", "a\nB\nc\nd\n") == (range(1, 2), range(3, 4))
    assert changed_lines("a\nb\n", "a\n") == ()


@pytest.mark.parametrize(
    ("text", "ending"), [("", "\n"), ("a\nb\r\nc\r\n", "\r\n"), ("a\rb\r", "\r"), ("a\nb\r\n", "\n")]
)
def test_the_line_ending_of_most_lines_wins(text: str, ending: str) -> None:
    assert line_ending(text) == ending


def test_line_endings_are_replaced() -> None:
    assert with_line_ending("a\nb\r\nc\rd", "\r\n") == "a\r\nb\r\nc\r\nd"


def test_spans_touch_at_their_edges() -> None:
    assert Span(1, 3).overlaps(Span(3, 3))
    assert not Span(1, 3).overlaps(Span(4, 5))


def test_places_share_lines() -> None:
    cursor = Place(Position(3, 7), Position(3, 7))
    assert cursor.shares_a_line(Place(Position(2, 0), Position(3, 1)))
    assert not cursor.shares_a_line(Place(Position(4, 0), Position(5, 0)))
    assert cursor.touches(Place(Position(3, 7), Position(3, 9)))
    assert not cursor.touches(Place(Position(3, 8), Position(3, 9)))
