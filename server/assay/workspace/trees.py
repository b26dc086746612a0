"""The syntax trees of the files last asked about, each carried over from the one before it."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.syntax.tree import Tree, parse

KEPT = 16
"""Trees of this many files are kept; a tree takes some ten times the memory of its text."""


class Trees:
    """Trees by path; asking again with another text reparses only what changed."""

    def __init__(self) -> None:
        self._trees: dict[PurePosixPath, Tree] = {}

    def of(self, path: PurePosixPath, text: str) -> Tree:
        """The tree of this text of the file."""
        before = self._trees.pop(path, None)
        tree = parse(text) if before is None else before.updated(text)
        self._trees[path] = tree
        if len(self._trees) > KEPT:
            del self._trees[next(iter(self._trees))]
        return tree
