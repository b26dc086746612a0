"""Progress: a moving line on a terminal, few plain lines elsewhere, and no steering of the display by what is told."""

from __future__ import annotations

import asyncio
import io
import os
import select
from collections.abc import Iterator

import pytest

from assay.cli.progress import Progress, progress
from assay.core.event import Event

CLEAR = "\r\x1b[K"


class _Clock:
    """The time, moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _event(message: str, fraction: float | None = None) -> Event:
    return Event("5f2b8c1d9e0a", "Fix a type error", message, fraction)


@pytest.fixture
def terminal() -> Iterator[tuple[io.TextIOWrapper, int]]:
    """A real terminal: the stream of a program on it, and the descriptor from which its screen is read."""
    screen, end = os.openpty()
    stream = os.fdopen(end, "w", encoding="utf-8")
    yield stream, screen
    stream.close()
    os.close(screen)


def _read(screen: int) -> str:
    """All that is on the screen and was not read yet."""
    shown = b""
    while select.select([screen], [], [], 0.2)[0]:
        shown += os.read(screen, 65536)
    return shown.decode()


def test_elsewhere_only_a_run_that_takes_long_says_where_it_is() -> None:
    clock, stream = _Clock(), io.StringIO()
    shows = Progress(stream, clock)
    for second in range(35):
        clock.now = second
        shows.tell(_event(f"step {second}"))
    shows.clear()
    assert stream.getvalue() == "10 s: step 10\n20 s: step 20\n30 s: step 30\n"


def test_a_terminal_has_one_line_that_moves_and_goes(terminal: tuple[io.TextIOWrapper, int]) -> None:
    stream, screen = terminal
    clock = _Clock()
    shows = Progress(stream, clock)
    shows.tell(_event("looking"))
    clock.now = 1
    shows.tell(_event("tests", 0.25))
    shows.clear()
    assert _read(screen).split(CLEAR) == [
        "",
        "\x1b[?7l[=-------------------] 0 s  looking\x1b[?7h",
        "\x1b[?7l[=====---------------] 1 s  tests\x1b[?7h",
        "",
    ]


def test_the_line_moves_while_nothing_is_told(terminal: tuple[io.TextIOWrapper, int]) -> None:
    stream, screen = terminal

    async def run() -> None:
        clock = _Clock()
        async with progress(stream, clock) as tell:
            tell(_event("a long check"))
            clock.now = 7
            await asyncio.sleep(0.6)

    asyncio.run(run())
    shown = _read(screen)
    assert "7 s  a long check" in shown
    assert shown.endswith(CLEAR)


def test_what_is_told_cannot_steer_the_terminal(terminal: tuple[io.TextIOWrapper, int]) -> None:
    stream, screen = terminal
    Progress(stream, _Clock()).tell(_event("\x1b]0;title\x07\x1b[2J\r\u202efake"))
    assert "<U+001B>]0;title<U+0007><U+001B>[2J<U+000D><U+202E>fake" in _read(screen)
