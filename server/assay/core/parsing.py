"""Python as this interpreter's own parser reads it, for every package that reads code with `ast`.

CPython before 3.11.8 and 3.12.2 counts how deep a tree is in one place for all threads, and stops with a SystemError
where two make one at the same time: so one parses at a time, and nobody calls `ast.parse` elsewhere.
What the parser warns about in a project's code is not for the log of this process.
"""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_one_at_a_time = threading.RLock()


def parse_module(text: str, version: tuple[int, int] | None = None) -> ast.Module:
    """The tree of a file, read as Python of this version, else as this interpreter's.

    Raises SyntaxError; ValueError for what no source may hold; RecursionError or MemoryError where it is too deep.
    """
    with _alone():
        return ast.parse(text, feature_version=version)


def parse_expression(text: str) -> ast.expr:
    """The tree of an expression; raises as `parse_module` does."""
    with _alone():
        return ast.parse(text, mode="eval").body


def literal_value(source: str | ast.expr) -> Any:
    """What a literal stands for; a ValueError where it is none, or as `parse_module` does."""
    with _alone():
        return ast.literal_eval(source)


@contextmanager
def _alone() -> Generator[None]:
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
