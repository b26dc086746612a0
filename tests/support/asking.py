"""Ask a recipe where no checker is at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from assay.core.action import Declined, Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.recipes.recipe import Recipe
from support.proposing import unseen


def answer(
    recipe: Recipe,
    snapshot: Snapshot,
    target: Target,
    failures: tuple[Failure, ...] = (),
    *,
    told: Iterable[Diagnostic] = (),
) -> Proposal | None:
    """What the recipe proposes; `told` is what a checker says of its probe."""

    async def ask(_probe: Snapshot) -> tuple[Diagnostic, ...]:
        return tuple(told)

    async def run() -> Proposal | None:
        found = await recipe.proposer(ask, unseen)(snapshot, target, failures)
        assert not isinstance(found, Declined)
        return found

    return asyncio.run(run())
