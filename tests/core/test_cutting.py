"""What is left of a text that does not fit: words and lines are whole or not there."""

from __future__ import annotations

import pytest

from assay.core.cutting import LONGEST_LINE, beginning, first_lines, last_lines, whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one two", "one two"),
        ("one two three", "one two..."),
        ("one tw\nothree", "one tw..."),
        ("onetwothree", "..."),
        ("one     three", "one..."),
    ],
)
def test_no_word_is_cut(text: str, kept: str) -> None:
    assert beginning(text, 7) == kept


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ab\ncd\n", "ab\ncd\n", "ab\ncd\n"),
        ("abc\ndef\nghi\n", "abc\n", "ghi\n"),
        ("abc\ndef\ngh", "abc\n", "def\ngh"),
        ("abcdefgh\n", "", ""),
        ("abcdefgh", "", ""),
    ],
)
def test_no_line_is_cut(text: str, first: str, last: str) -> None:
    assert (first_lines(text, 6), last_lines(text, 6)) == (first, last)


def test_a_long_line_says_how_long_it_is() -> None:
    fits = "x" * LONGEST_LINE + "\r\n"
    assert whole(fits) == fits
    assert whole("x" + fits) == f"... (a line of {LONGEST_LINE + 1} characters)\r\n"
