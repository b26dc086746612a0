"""How long a run has taken. While a person thinks, the watch stands still."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Stopwatch:
    """Seconds since it was made, without those that were spent waiting for a person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._aside = 0.0
        self._held: float | None = None

    def spent(self) -> float:
        """The seconds so far."""
        return (self._clock() if self._held is None else self._held) - self._started - self._aside

    def remaining(self, budget: float | None) -> float | None:
        """What is left of a budget, never below 0; None where there is no end."""
        return None if budget is None else max(0.0, budget - self.spent())

    @contextmanager
    def held(self) -> Generator[None]:
        """Let the time that passes meanwhile not count."""
        assert self._held is None, "one person is asked one thing at a time"
        self._held = self._clock()
        try:
            yield
        finally:
            self._aside += self._clock() - self._held
            self._held = None
