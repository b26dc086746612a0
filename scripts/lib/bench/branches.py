"""What a branch costs: made and `true` run in it, in a small workspace and in one a thousand times as large."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from assay.core.command import Command, Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox
from assay.sandbox.sandbox import Sandbox, open_sandbox

FILES = (50, 50_000)
PER_FOLDER = 100


def branches(times: int) -> dict[int, float] | str:
    """The median in milliseconds by number of files; a text says why it could not be measured."""
    return asyncio.run(_branches(times))


async def _branches(times: int) -> dict[int, float] | str:
    with tempfile.TemporaryDirectory() as folder:
        roots = {files: _workspace(Path(folder) / str(files), files) for files in FILES}
        sandboxes: dict[int, Sandbox] = {}
        for files, root in roots.items():
            opened = await open_sandbox(root, state=Path(folder) / "state", policy=Policy(), environ=os.environ)
            if isinstance(opened, NoSandbox):
                return opened.reason
            sandboxes[files] = opened
        taken: dict[int, list[float]] = {files: [] for files in FILES}
        for _ in range(times):
            for files, sandbox in sandboxes.items():
                taken[files].append(await _one(sandbox, Snapshot(roots[files])))
        return {files: statistics.median(values) for files, values in taken.items()}


async def _one(sandbox: Sandbox, snapshot: Snapshot) -> float:
    began = time.perf_counter()
    async with sandbox.branch(snapshot) as branch:
        completed = await branch.run(Command(("true",)), Limits())
    assert completed.exit_code == 0, completed
    return (time.perf_counter() - began) * 1000


def _workspace(root: Path, files: int) -> Path:
    for number in range(files):
        file = root / f"package_{number // PER_FOLDER}" / f"module_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"value = {number}\n", encoding="utf-8")
    return root
