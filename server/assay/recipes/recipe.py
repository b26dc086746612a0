"""What a recipe is: a deterministic proposer for errors of one kind. It is trusted no more than any other proposer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.recipes.sources import Sources
from assay.syntax.tree import Tree
from assay.tools.watched import Sight, Watched

Ask = Callable[[Snapshot], Awaitable[tuple[Diagnostic, ...]]]
"""What the project's checker says of a snapshot, notes included; nothing where it cannot be asked."""

Watch = Callable[[Snapshot, tuple[Watched, ...]], Awaitable[Sight]]
"""What expressions of a snapshot are while the project's tests run; nothing where none can."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a recipe is asked: a change of the snapshot that solves the target.

    `failures` are those of its own earlier proposals. `told` is what the checker said of the recipe's probe, `first`
    what it said of the one before, where there is one. `sight` is what the tests showed of what the recipe watches.
    """

    snapshot: Snapshot
    target: Target
    failures: tuple[Failure, ...] = ()
    told: tuple[Diagnostic, ...] = ()
    first: tuple[Diagnostic, ...] = ()
    sight: Sight = field(default_factory=Sight)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe.

    `recognises` tells from a diagnostic alone whether the recipe may know an answer; `title` is that answer as a line
    of a menu. `cause` is equal for the diagnostics of one file that one edit should answer, None where this diagnostic
    stands alone. `propose` makes the next proposal; None when it knows no other, `Declined` where the user is to hear
    why. `probe` is a snapshot that the checker is to be asked about first, with `reveal_type` where a type has to be
    known; `before` is one that the probe itself rests on. `watches` are the expressions whose values the project's
    tests are to show. `sites` finds at a span, from syntax alone, what a checker would say in its place. `fits` tells
    by the file as well whether an answer is likely: only then is it promised, where the words alone would promise too
    much. A recipe that is `by_place` knows errors not by what they say but by where they stand: its `cause` is None for
    one that stands elsewhere.
    """

    name: str
    recognises: Callable[[Diagnostic], bool]
    title: Callable[[Diagnostic], str]
    cause: Callable[[Sources, Diagnostic], Hashable | None]
    propose: Callable[[Question], Proposal | Declined | None]
    probe: Callable[[Question], Snapshot | None] | None = None
    before: Callable[[Question], Snapshot | None] | None = None
    watches: Callable[[Question], tuple[Watched, ...]] | None = None
    sites: Callable[[PurePosixPath, Tree, Span], tuple[Diagnostic, ...]] | None = None
    fits: Callable[[Tree, Diagnostic], bool] | None = None
    by_place: bool = False

    def proposer(self, ask: Ask, watch: Watch) -> Proposer:
        """The recipe as the engine asks it: off the event loop, and silent where a file cannot be read."""

        async def answer(
            snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]
        ) -> Proposal | Declined | None:
            known = next((each for each in target.diagnostics if self.recognises(each)), None)
            stands_elsewhere = self.by_place and target.by_place not in (None, self.name)
            if known is None or stands_elsewhere:
                return None
            own = tuple(failure for failure in failures if failure.proposal.proposer == self.name)
            question = Question(snapshot, target, own)
            try:
                question = replace(question, first=await _told(self.before, question, ask))
                question = replace(question, told=await _told(self.probe, question, ask))
                question = replace(question, sight=await _shown(self.watches, question, watch))
                found = await asyncio.to_thread(self.propose, question)
            except Unreadable:
                return None
            return replace(found, title=self.title(known)) if isinstance(found, Proposal) else found

        return answer


async def _told(
    probe: Callable[[Question], Snapshot | None] | None, question: Question, ask: Ask
) -> tuple[Diagnostic, ...]:
    snapshot = None if probe is None else await asyncio.to_thread(probe, question)
    return () if snapshot is None else await ask(snapshot)


async def _shown(watches: Callable[[Question], tuple[Watched, ...]] | None, question: Question, watch: Watch) -> Sight:
    watched = () if watches is None else await asyncio.to_thread(watches, question)
    return await watch(question.snapshot, watched) if watched else Sight()


def alone(_sources: Sources, _diagnostic: Diagnostic) -> None:
    """The `cause` of a recipe whose errors stand each alone."""
