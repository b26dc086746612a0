"""Which lines belong together."""

from __future__ import annotations

import pytest

from assay.syntax.statements import widened

TEXT = """\
import os

@decorated(
    1,
)
def f(
    a,
    b,
):
    x = [
        1,
    ]
    if (
        x
    ):
        return x
    else:
        y = 1; z = 2
    return 2
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (0, range(1)),
        (1, range(1, 2)),
        (2, range(2, 9)),
        (6, range(2, 9)),
        (10, range(9, 12)),
        (13, range(12, 15)),
        (15, range(15, 16)),
        (16, range(16, 17)),
        (17, range(17, 18)),
        (18, range(18, 19)),
        (40, range(40, 41)),
    ],
)
def test_a_line_is_widened_to_its_statement_or_head_and_no_further(line: int, expected: range) -> None:
    assert widened(TEXT, [range(line, line + 1)]) == (expected,)


def test_lines_are_widened_at_both_ends() -> None:
    assert widened(TEXT, [range(10, 14)]) == (range(9, 15),)


def test_text_that_is_no_python_is_widened_too() -> None:
    assert widened("def f(:\n x = (\n", [range(1, 2)])[0].stop >= 2


def test_lines_are_counted_as_everywhere_in_crlf_and_non_ascii_text() -> None:
    assert widened("x = '😀'\r\ny = [\r\n  '日本',\r\n]\r\n", [range(2, 3)]) == (range(1, 4),)
