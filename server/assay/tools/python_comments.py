"""The comments of a Python file that a person wrote for people: not those that speak to a tool."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

_FOR_TOOLS = re.compile(r"#\s*(?:!|-\*-|.*coding[:=]|noqa\b|type:|pragma\b|pylint:|fmt:|isort:|ruff:|mypy:|vim?:)")


def python_comments(text: str) -> Iterator[tuple[int, str]]:
    """Each with the number of its line, from 1. Text that is no Python has none."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and not _FOR_TOOLS.match(token.string) and token.string.strip("# "):
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError):
        return
