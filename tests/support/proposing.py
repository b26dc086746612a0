"""Ask a recipe of a migration for its proposal, without any disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.actions.migrate_config import targets
from assay.core.action import Declined, Proposal, Request
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.recipes.recipe import Recipe
from assay.tools.watched import Sight, Watched

NOWHERE = Path("/nowhere")


async def nothing(_: Snapshot) -> tuple[Diagnostic, ...]:
    """No checker has a say."""
    return ()


async def unseen(_: Snapshot, __: tuple[Watched, ...]) -> Sight:
    """No test shows anything."""
    return Sight()


def proposed_by(recipe: Recipe, files: Mapping[str, str], path: str) -> Proposal | Declined | None:
    """What the recipe makes of a file among others; None where there is nothing to do."""
    snapshot = Snapshot(NOWHERE, {PurePosixPath(name): text for name, text in files.items()})
    found = targets(Request("migrate_config", snapshot, PurePosixPath(path)), ())
    mine = [each for each in found if recipe.recognises(each.diagnostics[0])]
    if not mine:
        return None

    async def run() -> Proposal | Declined | None:
        return await recipe.proposer(nothing, unseen)(snapshot, mine[0], ())

    return asyncio.run(run())


def texts_by(recipe: Recipe, files: Mapping[str, str], path: str) -> dict[str, str | None]:
    """The files as they are after the proposal, those that it touches."""
    proposal = proposed_by(recipe, files, path)
    assert isinstance(proposal, Proposal), proposal
    return {str(change.path): change.after for change in proposal.patch.changes}


def declined_by(recipe: Recipe, files: Mapping[str, str], path: str) -> str:
    """Why there is no proposal."""
    found = proposed_by(recipe, files, path)
    assert isinstance(found, Declined), found
    return found.reason
