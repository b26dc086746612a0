"""Requests that are on their way: who asks for the very same meanwhile waits for the same reply.

A request belongs to all that wait for it. It ends at once when the last of them goes, and all hear when it fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """One request on its way. `sent` takes the bytes that leave for it."""

    def __init__(self, fly: Callable[[list[int]], Coroutine[Any, Any, T]]) -> None:
        self.sent: list[int] = []
        self.waiting = 0
        self.task: asyncio.Task[T] = asyncio.ensure_future(fly(self.sent))
        self._noted = 0
        self._claimed = False

    def note(self) -> int:
        """The bytes that nobody has written down yet: each is written down once."""
        new = sum(self.sent[self._noted :])
        self._noted = len(self.sent)
        return new

    def claim(self) -> bool:
        """Whether what it used is for whoever asks this to count: the first one is told so, and no other."""
        first, self._claimed = not self._claimed, True
        return first


class Flights(Generic[T]):
    """All that is on its way from this process, by what it asks. All of it is used from one event loop."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight[T]] = {}

    def join(self, key: Hashable, fly: Callable[[list[int]], Coroutine[Any, Any, T]]) -> Flight[T]:
        """The request with this key: the one on its way, or else a new one. Whoever joins has to `wait` for it."""
        if (flight := self._flights.get(key)) is None:
            flight = self._flights[key] = Flight(fly)
            flight.task.add_done_callback(lambda _: self._over(key, flight))
        flight.waiting += 1
        return flight

    async def wait(self, key: Hashable, flight: Flight[T]) -> T:
        """What comes of it. Raises what it raises, for each that waits."""
        try:
            await asyncio.wait([flight.task])
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._over(key, flight)
                flight.task.cancel()
                await asyncio.wait([flight.task])
        return flight.task.result()

    def _over(self, key: Hashable, flight: Flight[T]) -> None:
        """Nobody joins it any more. Where nobody waits, its failure is nobody's."""
        if flight.task.done() and not flight.task.cancelled():
            flight.task.exception()
        if self._flights.get(key) is flight:
            del self._flights[key]
