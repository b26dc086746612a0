"""Ask a person about a command that the rules leave to them: once in a run for each, and no answer is no."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from assay.core.rules import Permit
from assay.engine.means import Tell
from assay.workspace.stopwatch import Stopwatch

SECONDS = 60.0
"""Within which a person has to answer."""


def asked_once(permit: Permit, watch: Stopwatch, tell: Tell) -> Permit:
    """The same question to the same person, whose answer holds for the rest of the run; their time does not count."""
    answers: dict[tuple[str, ...], bool] = {}
    one_at_a_time = asyncio.Lock()

    async def ask(argv: Sequence[str], who: str) -> bool:
        command = tuple(argv)
        async with one_at_a_time:
            if command not in answers:
                tell("waiting for your word on a command")
                with watch.held():
                    answers[command] = await _answer(permit, command, who)
            return answers[command]

    return ask


async def _answer(permit: Permit, command: tuple[str, ...], who: str) -> bool:
    try:
        async with asyncio.timeout(SECONDS):
            return await permit(command, who)
    except TimeoutError:
        return False
