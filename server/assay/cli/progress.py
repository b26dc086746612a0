"""How far a run is: a line that moves on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TextIO

from assay.cli.console import shown
from assay.core.event import Event, Notify

TICK = 0.25
"""Seconds from one look of the moving line to the next."""

QUIET = 10.0
"""Seconds without a line where nobody watches."""

WIDTH = 20
"""Characters of the bar."""

_NO_WRAP, _WRAP = "\x1b[?7l", "\x1b[?7h"

Clock = Callable[[], float]


class Progress:
    """The latest event of a run, as it is shown on one stream."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._started = clock()
        self._said = clock()
        self._event: Event | None = None

    def tell(self, event: Event) -> None:
        """Take an event."""
        self._event = event
        if self._stream.isatty():
            self.draw()
        elif self._clock() - self._said >= QUIET:
            self._said = self._clock()
            print(f"{self._said - self._started:.0f} s: {shown(event.message)}", file=self._stream, flush=True)

    def draw(self) -> None:
        """Draw the line anew."""
        if self._event is not None:
            line = _line(self._event, self._clock() - self._started)
            self._stream.write(f"\r\x1b[K{_NO_WRAP}{line}{_WRAP}")
            self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._stream.isatty() and self._event is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._event = None


@asynccontextmanager
async def progress(stream: TextIO, clock: Clock) -> AsyncGenerator[Notify]:
    """Show events on the stream while the block runs; nothing of the moving line stays."""
    shows = Progress(stream, clock)
    ticking = asyncio.ensure_future(_tick(shows)) if stream.isatty() else None
    try:
        yield shows.tell
    finally:
        if ticking is not None:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
        shows.clear()


async def _tick(shows: Progress) -> None:
    while True:
        await asyncio.sleep(TICK)
        shows.draw()


def _line(event: Event, seconds: float) -> str:
    """A bar where it is known how far the run is, else one that shows that time goes on."""
    if event.fraction is None:
        at = int(seconds / TICK) % WIDTH
        bar = f"{'-' * at}={'-' * (WIDTH - at - 1)}"
    else:
        full = round(event.fraction * WIDTH)
        bar = f"{'=' * full}{'-' * (WIDTH - full)}"
    return f"[{bar}] {seconds:.0f} s  {shown(event.message)}"
