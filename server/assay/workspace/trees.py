"""The syntax trees of the files last asked about, each carried over from the one before it."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.syntax.limits import too_much
from assay.syntax.tree import Tree, parse

KEPT = 16
"""Trees of this many files are kept; a tree takes some ten times the memory of its text."""


class Trees:
    """Trees by path; asking again with another text reparses only what changed."""

    def __init__(self) -> None:
        self._trees: dict[PurePosixPath, Tree] = {}

    def of(self, path: PurePosixPath, text: str) -> Tree | None:
        """The tree of this text of the file; None where it is too much. Menus ask for the same text again and again."""
        before = self._trees.pop(path, None)
        if (before is None or before.text != text) and too_much(text):
            return None
        tree = parse(text) if before is None else before.updated(text)
        self._trees[path] = tree
        if len(self._trees) > KEPT:
            del self._trees[next(iter(self._trees))]
        return tree
