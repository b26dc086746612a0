"""Outlines made by other processes: they run `assay.syntax.worker` on texts, at low priority, and nothing else.

This is the one place outside of the sandbox that starts a process. What a repository holds reaches it as data alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Sequence

from assay.syntax.outline import Outline
from assay.syntax.stored import restored

Worker = subprocess.Popen[bytes]

PROGRAM = (sys.executable, "-P", "-m", "assay.syntax.worker")
"""`-P`: no module of the folder that we are in is taken for one of ours."""

SECONDS = 20.0
"""For one text. Whoever needs longer is ended, and so is the attempt at that text."""

LONGEST = 64 << 20
"""Bytes of one answer."""

MOST = 2
"""Workers at once; one core is left to whoever waits."""

DEATHS = 3
"""Texts that may end a worker before no other is started in its place."""


async def outlined(
    texts: Sequence[str], *, program: Sequence[str] = PROGRAM, seconds: float = SECONDS
) -> list[Outline | None]:
    """The outlines of texts, in their order; None for one that no worker got done. No worker outlives the call."""
    left = deque(enumerate(texts))
    found: list[Outline | None] = [None] * len(texts)
    count = max(1, min(MOST, (os.cpu_count() or 1) - 1, len(texts)))
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(_work(left, found, program, seconds))
    return found


async def _work(
    left: deque[tuple[int, str]], found: list[Outline | None], program: Sequence[str], seconds: float
) -> None:
    """Take texts until there are none, with one worker; a new one where it died of a text."""
    worker: Worker | None = None
    deaths = 0
    try:
        while left and deaths < DEATHS:
            number, text = left.popleft()
            worker = worker or _started(program)
            if worker is None:
                return
            found[number] = await _asked(worker, text, seconds)
            if found[number] is None:
                deaths += 1
                _end(worker)
                worker = None
    finally:
        if worker is not None:
            _end(worker)


def _started(program: Sequence[str]) -> Worker | None:
    try:
        return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None


async def _asked(worker: Worker, text: str, seconds: float) -> Outline | None:
    asking = asyncio.ensure_future(asyncio.to_thread(_answer, worker, text))
    try:
        await asyncio.wait([asking], timeout=seconds)
    finally:
        if not asking.done():
            worker.kill()  # which ends what the thread waits for
            await asyncio.wait([asking])
    return asking.result()


def _answer(worker: Worker, text: str) -> Outline | None:
    assert worker.stdin is not None, "it was started with pipes"
    assert worker.stdout is not None, "it was started with pipes"
    try:
        worker.stdin.write(f"{json.dumps(text)}\n".encode("ascii"))
        worker.stdin.flush()
        return restored(json.loads(worker.stdout.readline(LONGEST)))
    except (OSError, ValueError, RecursionError):
        return None


def _end(worker: Worker) -> None:
    worker.kill()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    worker.wait()
