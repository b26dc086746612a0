"""The candidates of one run that live: how each stands, and how a person ends one without ending the run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from assay.core.event import Standing

T = TypeVar("T")


def _unseen(_standing: Standing) -> None:
    """What is told of a candidate where nobody looks."""


class Candidates:
    """Those of one run. All of it is used from one event loop."""

    def __init__(self, changed: Callable[[Standing], None] = _unseen) -> None:
        """`changed` is told of every candidate that stands otherwise by now; it must not raise and must not block."""
        self._changed = changed
        self._count = 0
        self._standing: dict[int, Standing] = {}
        self._tasks: dict[int, asyncio.Future[Any]] = {}
        self._ended: dict[int, str] = {}

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How those stand that live."""
        return tuple(self._standing.values())

    def end(self, number: int, remark: str = "") -> bool:
        """End one, with a remark for the attempts after it; false where it does not live any more.

        What it had started stops before the run goes on.
        """
        if (task := self._tasks.get(number)) is None or task.done():
            return False
        self._ended[number] = remark
        return task.cancel()

    def remark_on(self, number: int) -> str:
        """What a person remarked when they ended one; empty where they did not say why."""
        return self._ended.get(number, "")

    def note(self, standing: Standing) -> None:
        """Take how a candidate stands now."""
        if standing.number in self._standing and self._standing[standing.number] != standing:
            self._standing[standing.number] = standing
            self._changed(standing)

    async def live(self, title: str, course: Callable[[Standing], Coroutine[Any, Any, T]]) -> T | None:
        """What the course of a candidate gives; None where a person ended it. A cancellation goes through to it."""
        self._count += 1
        number = self._count
        standing = self._standing[number] = Standing(number, title)
        self._changed(standing)
        task = self._tasks[number] = asyncio.ensure_future(course(standing))
        try:
            await asyncio.wait([task])
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
            last, gone = self._standing.pop(number), self._tasks.pop(number)
            if last.state in ("proposing", "checking"):
                self._changed(replace(last, state="ended"))
        return None if gone.cancelled() and number in self._ended else task.result()
