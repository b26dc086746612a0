"""Have the project's tests show what expressions are, within a part of a run's time."""

from __future__ import annotations

import asyncio
import time
from pathlib import PurePosixPath

from assay.checks.sight import sight
from assay.core.snapshot import Snapshot
from assay.tools.pytest import lacking
from assay.tools.related import Related, related_tests
from assay.tools.watched import Sight, Watched
from assay.workspace.ground import Ground

LONGEST = 300.0
"""Seconds that the tests may run for this in one run, all together."""

PART = 4
"""Where the run has a budget, no more than one part in so many of what is left is spent on it."""


class Watching:
    """Looks at values while the tests run that relate to their files; where none do, there is nothing to see."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._related: dict[tuple[PurePosixPath, ...], Related] = {}
        self._spent = 0.0
        self._last: tuple[Snapshot, tuple[Watched, ...], Sight] | None = None

    async def watch(self, snapshot: Snapshot, watched: tuple[Watched, ...]) -> Sight:
        """What the expressions are; nothing where no test may run, relates to them, or has the time.

        Who asks for the same once more, behind a proposal that failed, is told the same.
        """
        if self._last is None or self._last[:2] != (snapshot, watched):
            self._last = snapshot, watched, await self._watched(snapshot, watched)
        return self._last[2]

    async def _watched(self, snapshot: Snapshot, watched: tuple[Watched, ...]) -> Sight:
        bench = self._ground.bench
        if bench.withheld or bench.runner is None or lacking(bench.project, bench.runner) or not self._has_time:
            return Sight()
        paths = tuple(sorted({each.path for each in watched}))
        if (related := self._related.get(paths)) is None:
            related = await asyncio.to_thread(related_tests, snapshot, bench.runner.folder, paths)
            self._related[paths] = related
        if not related.files:
            return Sight()
        self._ground.tell("looking at values while the tests run")
        started = time.monotonic()
        try:
            return await sight(
                bench.project,
                bench.runner,
                await self._ground.open_side(snapshot),
                watched,
                related=related,
                remaining=bench.remaining,
                limits=bench.limits,
            )
        finally:
            self._spent += time.monotonic() - started

    @property
    def _has_time(self) -> bool:
        left = self._ground.bench.remaining()
        return self._spent < (LONGEST if left is None else min(LONGEST, left / PART))
