"""Make a text fit without cutting a word or a line in two.

What is cut may be shown to a model, and half a secret is not known as one.
"""

from __future__ import annotations

import re

LONGEST_LINE = 400
"""Characters; a longer line was hardly written by anybody."""

_BEFORE_A_SPACE = re.compile(r".*(?=\s)", re.DOTALL)


def beginning(text: str, most: int) -> str:
    """The first whole words of a text, of so many characters at most, and a mark where something is left out."""
    if len(text) <= most:
        return text
    kept = _BEFORE_A_SPACE.match(text[: most + 1])
    return f"{kept[0].rstrip() if kept else ''}..."


def first_lines(text: str, most: int) -> str:
    """The first whole lines of a text, of so many characters at most."""
    return text if len(text) <= most else text[: text.rfind("\n", 0, most) + 1]


def last_lines(text: str, most: int) -> str:
    """The last whole lines of a text, of so many characters at most."""
    start = len(text) - most
    return text if start <= 0 else text[start:] if text[start - 1] == "\n" else text[start:].partition("\n")[2]


def whole(line: str) -> str:
    """A line, its ending kept; in the place of a very long one, how long it is."""
    written = line.rstrip("\r\n")
    return (
        line if len(written) <= LONGEST_LINE else f"... (a line of {len(written):,} characters){line[len(written) :]}"
    )
