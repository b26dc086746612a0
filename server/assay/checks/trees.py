"""The syntax trees of what a candidate changes, parsed once for all checks that read them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Candidate
from assay.core.patch import Patch
from assay.syntax.tree import Tree, parse

SUFFIXES = (".py", ".pyi")


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A Python file of a patch, before and after; None where it does not exist."""

    path: PurePosixPath
    before: Tree | None
    after: Tree | None


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
