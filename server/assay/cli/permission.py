"""Ask at the terminal about a command that the rules leave to a person. Where nobody is there, the answer is no."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Sequence

from assay.cli.console import interactive, say, shown

QUESTION = "Allow it? Type y or n, and Enter:"


async def ask(argv: Sequence[str], who: str) -> bool:
    """Whether the person lets it run. It can be cancelled while they think."""
    return await _asked(f"{shown(who)} wants to run, in the sandbox: {shown(shlex.join(argv))}")


async def fetch(argv: Sequence[str], who: str) -> bool:
    """Whether the person lets it be fetched; `--fetch` is their word for when nobody is there."""
    return await _asked(f"{shown(who)} wants to run, with the network, outside the sandbox: {shown(shlex.join(argv))}")


async def granted(_argv: Sequence[str], _who: str) -> bool:
    """The answer of one who gave it on the command line."""
    return True


async def _asked(question: str) -> bool:
    if not interactive():
        return False
    loop = asyncio.get_running_loop()
    typed: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(sys.stdin, _note, typed)
    except NotImplementedError:  # Windows
        return False
    # whole lines: below them goes the line that says how far the run is
    say(f"\r\x1b[K{question}\n{QUESTION}")
    try:
        await typed
        return sys.stdin.readline().strip().lower() in ("y", "yes")
    finally:
        loop.remove_reader(sys.stdin)


def _note(typed: asyncio.Future[None]) -> None:
    if not typed.done():
        typed.set_result(None)
