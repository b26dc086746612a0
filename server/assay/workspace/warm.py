"""Keeps one checker running for a workspace, and ends it in time.

It is started where it pays and ended when it was idle for long, when it gave no whole answer, when a file of the
workspace moved since it began, and when who asked it is stopped. What gave no whole answer is not started again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from assay.checks.sifted import Sift
from assay.core.command import Command
from assay.core.errors import AssayError
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from assay.tools.checker import Judge, Warm
from assay.workspace.files import Files
from assay.workspace.warm_session import Sides, WarmSession, begin_session

IDLE = 600.0
"""Seconds after which one that nobody asked is ended."""

PAYS = 2
"""How many candidates of a run fresh processes turn down before one is started: that costs more than one of them."""

LONGEST = 120.0
"""Seconds that one may take to start and to answer."""

SHORTEST = 1.0
"""Seconds below which it is not asked."""

SHARE = 0.5
"""The part of a run's time left that it may take: a fresh process has to judge after it."""


class WarmChecker:
    """The one that runs, if one does. All of it is used from one event loop."""

    def __init__(self, files: Files, *, idle: float = IDLE) -> None:
        self._files = files
        self._idle = idle
        self._one_at_a_time = asyncio.Lock()
        self._asked = False
        self._session: WarmSession | None = None
        self._stack = AsyncExitStack()
        self._unfit: list[Command] = []
        self._timer: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    def sift(
        self, judge: Judge, sandbox: Sandbox, policy: Policy, *, remaining: Callable[[], float | None]
    ) -> Sift | None:
        """How it is asked in a run; None where this checker cannot go on running here.

        `remaining` gives the seconds left of the run's budget, None for no end.
        """
        if (warm := judge.warm) is None or sandbox.tier.level > 1:
            return None

        async def sift(before: Snapshot, after: Snapshot, turned_down: int) -> Sides | None:
            seconds = LONGEST if (left := remaining()) is None else min(LONGEST, left * SHARE)
            if self._asked or seconds < SHORTEST:
                return None
            self._asked = True
            try:
                async with self._one_at_a_time, asyncio.timeout(seconds):
                    if await self._has(warm, sandbox, before, start=turned_down >= PAYS):
                        return await self._sides(before, after, policy)
            except (AssayError, TimeoutError):
                await self._end(unfit=warm)
            except BaseException:
                await self._end()
                raise
            finally:
                self._asked = False
                self._watch()
            return None

        return sift

    async def end(self) -> None:
        """End the one that runs, unless it is asked right now: who asks ends it when stopped."""
        if not self._asked:
            async with self._one_at_a_time:
                await self._end()

    async def close(self) -> None:
        """End the one that runs, for good."""
        async with self._one_at_a_time:
            await self._end()
        if self._ending is not None:
            await asyncio.wait({self._ending})

    async def _has(self, warm: Warm, sandbox: Sandbox, snapshot: Snapshot, *, start: bool) -> bool:
        """Whether one of this kind runs now."""
        if self._session is not None and self._session.warm.command == warm.command:
            return True
        if not start or warm.command in self._unfit:
            return False
        await self._end()
        self._session = await begin_session(warm, sandbox, self._files, snapshot, self._stack)
        if self._session is None:
            await self._end(unfit=warm)
        return self._session is not None

    async def _sides(self, before: Snapshot, after: Snapshot, policy: Policy) -> Sides | None:
        session = self._session
        assert session is not None, "one of this kind runs"
        if not (await session.takes(before, policy) and await session.takes(after, policy)):
            return None
        sides = await session.sides(before, after)
        if sides is None:
            await self._end(unfit=session.warm)
        elif not await session.stands(self._files, before):
            await self._end()
            return None
        return sides

    async def _end(self, *, unfit: Warm | None = None) -> None:
        if unfit is not None:
            self._unfit.append(unfit.command)
        self._rest()
        stack, self._stack, self._session = self._stack, AsyncExitStack(), None
        await stack.aclose()

    def _watch(self) -> None:
        """End it when it was idle for long."""
        self._rest()
        if self._session is not None:
            self._timer = asyncio.get_running_loop().call_later(self._idle, self._idled)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _idled(self) -> None:
        self._ending = asyncio.ensure_future(self.end())
