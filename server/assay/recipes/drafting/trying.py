"""Calls worth a closer look: many are made up, their ways looked at, and more made from those that tell most."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import PurePosixPath

from assay.core.command import Command, Completed
from assay.core.project import Project
from assay.recipes.drafting.carving import scripts
from assay.recipes.drafting.case import Case
from assay.recipes.drafting.inputs import first_trials
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.telling import telling
from assay.recipes.drafting.trial import Trial
from assay.recipes.drafting.widening import widened
from assay.tools.carving import Carvings, carving_command, read_carvings
from assay.tools.following import Way, following_command, read_ways
from assay.tools.observing import Calling
from assay.tools.subject import Subject

GENERATIONS, AT_LEAST = 5, 3
"""How often more calls are made; at least so often, even where those before took no way of their own."""

Run = Callable[[Command], Awaitable[Completed]]


async def tried_calls(
    project: Project, folder: PurePosixPath, subject: Subject, matter: Matter, run: Run
) -> tuple[Case, ...]:
    """The calls, the most telling first. Raises `Unfit` where none can be made up.

    `run` has a command run on a fresh branch, and `folder` is where it is started.
    """

    async def ways_of(tried: Sequence[Trial]) -> tuple[Way, ...]:
        calls = callings(each.case for each in tried)
        mode = matter.described.mode
        command = following_command(project, folder, subject, calls, names=matter.names, mode=mode)
        return read_ways(await run(command), len(calls))

    examples = await asyncio.to_thread(scripts, matter)
    carvings = Carvings()
    if examples:
        command = carving_command(project, folder, subject, examples, names=matter.names)
        carvings = read_carvings(await run(command))
    own, makers, tried = await asyncio.to_thread(first_trials, matter, carvings)
    ways = await ways_of(tried)
    for generation in range(GENERATIONS):
        more = await asyncio.to_thread(widened, own, makers, tried, ways)
        known, found = {each.steps for each in ways}, await ways_of(more)
        tried, ways = (*tried, *more), (*ways, *found)
        if generation + 1 >= AT_LEAST and known.issuperset(each.steps for each in found):
            break
    return await asyncio.to_thread(telling, tried, ways)


def callings(cases: Iterable[Case]) -> tuple[Calling, ...]:
    """The calls as the programs inside the sandbox take them."""
    return tuple(Calling(each.given, each.lines, each.judged, each.receiver) for each in cases)
