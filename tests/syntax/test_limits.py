"""What is too much for the parser is known beforehand, and what it was given is not kept."""

from __future__ import annotations

import tracemalloc

import pytest

from assay.syntax.limits import LARGEST, too_much
from assay.syntax.tree import parse

LINE = "# " + "word " * 14 + "\n"
BLOCK = "a text with thousands of lines of comment in one block"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = 1\n" * 100_000, ""),
        ("x = 1\n" + LINE * 1000 + "y = 2\n", ""),
        ("x = 1\n" + ("y = 2\n" + LINE * 10) * 1000, ""),
        (LINE * 10_000 + "x = 1\n", ""),
        ("x = 1\n" * LARGEST, f"longer than {LARGEST:,} characters"),
        ("x = 1\n" + LINE * 3000 + "y = 2\n", BLOCK),
        ("x = 1\n" + ("    \t" + LINE + "\n\n") * 3000, BLOCK),
        ("x = 1\n" + "#\n" * 32_000, BLOCK),
        ("x = 1\n" + "\\\n" * 32_000, BLOCK),
        ("x = 1\n" + (LINE * 1000 + "y = 2\n") * 10, BLOCK),
    ],
)
def test_it_is_known_beforehand(text: str, why: str) -> None:
    assert too_much(text) == why


def test_a_large_text_that_was_parsed_is_not_kept() -> None:
    text = "x = 1\n" * 100_000
    parse(text)
    tracemalloc.start()
    try:
        for _ in range(5):
            parse(text)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < len(text) / 10
