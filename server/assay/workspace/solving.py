"""The long way to a verdict: solve unit by unit, look once more at the files, and remember what a model did for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing

from assay.core.snapshot import Snapshot
from assay.workspace.ground import Ground
from assay.workspace.settle import Settled, settle
from assay.workspace.survey import means_of
from assay.workspace.units import Solved, units


async def solve_all(ground: Ground, solved: list[Solved], current: Callable[[], Snapshot]) -> Settled:
    """The units as they stand in the end. `solved` takes each as it comes: a cancellation keeps those until then.

    Raises `BadInput` where a replay was not asked all that the recorded run was asked.
    """
    means = means_of(ground)
    async with aclosing(units(ground, means)) as found:
        async for unit in found:
            solved.append(unit)  # noqa: PERF401 - see above
    ground.order.tracing.exhausted()
    final = await settle(ground, means, solved, current)
    if ground.counsel is not None:
        await ground.counsel.keep(each.outcome for each in final.units)
    return final
