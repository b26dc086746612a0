"""What a recipe is: a deterministic proposer for errors of one kind. It is trusted no more than any other proposer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.action import Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.recipes.sources import Sources
from assay.syntax.tree import Tree


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe.

    `recognises` tells from a diagnostic alone whether the recipe may know an answer; `title` is that answer as a line
    of a menu. `cause` is equal for the diagnostics of one file that one edit should answer, None where this diagnostic
    stands alone. `propose` is given what failed of its own earlier proposals and makes the next; None when it knows
    no other. `sites` finds at a span, from syntax alone, what a checker would say in its place.
    """

    name: str
    recognises: Callable[[Diagnostic], bool]
    title: Callable[[Diagnostic], str]
    cause: Callable[[Sources, Diagnostic], Hashable | None]
    propose: Callable[[Snapshot, Target, tuple[Failure, ...]], Proposal | None]
    sites: Callable[[PurePosixPath, Tree, Span], tuple[Diagnostic, ...]] | None = None

    async def answer(self, snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | None:
        """The recipe as a proposer: off the event loop, and silent where a file cannot be read."""
        if not any(self.recognises(diagnostic) for diagnostic in target.diagnostics):
            return None
        own = tuple(failure for failure in failures if failure.proposal.proposer == self.name)
        try:
            return await asyncio.to_thread(self.propose, snapshot, target, own)
        except Unreadable:
            return None
