"""The repo map: the headers of the files that matter most to one, and the outline of that file itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from assay.context.links import Links, ranked
from assay.core.context import Passage
from assay.syntax.index import Index
from assay.syntax.outline import Outline
from assay.tools.test_files import is_test

MOST = 24
"""Headers of one file in the map."""

TITLE = "Files of the project that matter to it, with what they define:"


def repo_map(index: Index, links: Links, path: PurePosixPath) -> Iterator[Passage]:
    """A passage a file, the most important first. Tests are no part of it: those that relate are shown elsewhere."""
    for file in ranked(links, path):
        if not is_test(file) and (lines := _public(index.outlines[file])):
            more = ["    ..."] if len(lines) > MOST else []
            yield Passage("\n".join([f"{file}:", *lines[:MOST], *more]), (file,))


def outlined(outline: Outline) -> list[str]:
    """All that a file defines, with line numbers from 1; what stands in functions is left out."""
    inner = _in_functions(outline)
    return [
        f"{each.first + 1}: {'    ' * each.qualified.count('.')}{each.header}"
        for each in outline.definitions
        if each.qualified not in inner
    ]


def _public(outline: Outline) -> list[str]:
    inner = _in_functions(outline)
    return [
        f"{'    ' * (each.qualified.count('.') + 1)}{each.header}"
        for each in outline.definitions
        if each.qualified not in inner and not any(part.startswith("_") for part in each.qualified.split("."))
    ]


def _in_functions(outline: Outline) -> frozenset[str]:
    functions = {each.qualified for each in outline.definitions if each.kind == "function"}
    return frozenset(
        each.qualified for each in outline.definitions if not functions.isdisjoint(_prefixes(each.qualified))
    )


def _prefixes(qualified: str) -> set[str]:
    parts = qualified.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}
