"""The syntax trees of what a candidate changes, parsed once for all checks that read them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Candidate
from assay.core.patch import Patch
from assay.syntax.scopes import Scope, scopes
from assay.syntax.tree import Node, Tree, captured, parse

SUFFIXES = (".py", ".pyi")


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A Python file of a patch, before and after; None where it does not exist."""

    path: PurePosixPath
    before: Tree | None
    after: Tree | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Some of the statements of a module, or the whole module, and the tree that they are of."""

    tree: Tree
    nodes: tuple[Node, ...]

    def scopes(self) -> Iterator[Scope]:
        """The functions and classes among them."""
        return (scope for node in self.nodes for scope in scopes(self.tree, node))

    def captured(self, pattern: str) -> list[Node]:
        """What a pattern captures in them."""
        return [found for node in self.nodes for found in captured(node, pattern)]


async def changed_files(candidate: Candidate) -> tuple[ChangedFile, ...]:
    """The Python files of the candidate's patch."""
    patch = candidate.proposal.patch
    return await candidate.after.once("trees", lambda: asyncio.to_thread(parsed, patch))


def parsed(patch: Patch) -> tuple[ChangedFile, ...]:
    """The Python files of a patch."""
    found: list[ChangedFile] = []
    for change in patch.changes:
        if change.path.suffix in SUFFIXES:
            before = None if change.before is None else parse(change.before)
            after = change.after
            tree = None if after is None else parse(after) if before is None else before.updated(after)
            found.append(ChangedFile(change.path, before, tree))
    return tuple(found)


def differing(old: Sequence[Node], new: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Those of each side whose text the other side does not have, or not as often."""
    same = Counter(each.text for each in old) & Counter(each.text for each in new)
    return _beyond(same, old), _beyond(same, new)


def _beyond(same: Counter[bytes | None], nodes: Sequence[Node]) -> list[Node]:
    left = same.copy()
    beyond: list[Node] = []
    for node in nodes:
        if left[node.text] > 0:
            left[node.text] -= 1
        else:
            beyond.append(node)
    return beyond
