"""Text from a repository, a tool or a model as data in Markdown: it makes no image, no link, no HTML, no heading.

All of it stands in code spans and fenced blocks, where nothing is read as markup; their fences are longer than any
run of backticks within (https://spec.commonmark.org/0.31.2/, sections 4.5 and 6.1).
"""

from __future__ import annotations

import re

from assay.core.visible import visible

LONGEST = 2_000
"""Characters of one text that are shown; the whole stands in the receipt."""

_BACKTICKS = re.compile("`+")


def code(text: str) -> str:
    """One line of text as a code span."""
    shown = visible(_cut(text))
    if not shown:
        return "(empty)"
    fence = "`" * (_longest_run(shown) + 1)
    # a space is taken off at either end of a span when both are there
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(text: str, language: str = "") -> str:
    """Lines of text as a fenced block."""
    shown = visible(text.removesuffix("\n"), keep="\n\t")
    fence = "`" * max(3, _longest_run(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} ... ({len(text) - LONGEST} more characters)"
