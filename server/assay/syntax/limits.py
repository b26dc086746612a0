"""Which texts are too much for the parser: it stops the whole process while it works."""

from __future__ import annotations

LARGEST = 2 << 20
"""Texts of more characters than this are not looked at by whoever has a user waiting."""

_AHEAD = 100_000_000
"""How many characters the parser may read again: about a second's worth."""

_SMALL = 1 << 13
"""A text of so few characters is never too much."""


def too_much(text: str, largest: int = LARGEST) -> str:
    """Why a text of Python is not parsed, in words that go behind "it is"; empty where it may be.

    At each comment behind the first statement, and at each lone backslash, the grammar reads to the next line of
    code to find out how far that is indented, so a block of them costs the square of its length.
    """
    if len(text) > largest:
        return f"longer than {largest:,} characters"
    if len(text) <= _SMALL:
        return ""
    cost = lines = size = 0
    begun = False
    for line in text.splitlines():
        said = line.strip()
        if said[:1] == "#" or said == "\\":
            lines += 1
        elif said:
            cost, lines, size = cost + begun * lines * size // 2, 0, 0
            begun = True
        size += len(line) + 1
    if cost + begun * lines * size // 2 > _AHEAD:
        return "a text with thousands of lines of comment in one block"
    return ""
