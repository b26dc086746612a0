"""The same request twice in one process: how long the second one takes, whose verdict is that of the first."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Run
from assay.workspace.workspace import Workspace
from bench.fix import EXAMPLE, PLACE


def report(times: int) -> str:
    """The table, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "stockroom"
        shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        first, found = asyncio.run(_measured(root, times))
    if isinstance(found, str):
        return f"## The same request again\n\nNot measured: {found}\n"
    return (
        f"## The same request again\n\n`fix_types` at {PLACE} in examples/stockroom, in one process where nothing has "
        "changed: from the request to the verified edit, its receipt kept.\n\n"
        "| | ms |\n|---|---|\n"
        f"| judged | {first * 1000:.0f} |\n"
        f"| again, p50 of {len(found)} | {statistics.median(found) * 1000:.1f} |\n"
        f"| again, the slowest | {max(found) * 1000:.1f} |\n"
    )


async def _measured(root: Path, times: int) -> tuple[float, list[float] | str]:
    """The seconds of the first run and those of each further one, or why there are none."""
    settings = Settings(interpreter=Path(sys.executable))
    trust = Trust(trusted=True, source="the benchmark")
    workspace = Workspace(root, settings=settings, trust=trust, state=root.parent / "state", environ=os.environ)
    try:
        first, run = await _timed(workspace, "0")
        if [unit.outcome.verdict for unit in run.units] != ["verified"]:
            return first, "; ".join(unit.outcome.reason for unit in run.units) or run.reason
        found: list[float] = []
        for number in range(1, times + 1):
            seconds, run = await _timed(workspace, str(number))
            if run.units[0].statement["predicate"]["reuse"]["verdict_of"] != "0":
                return first, f"run {number} was judged anew"
            found.append(seconds)
        return first, found
    finally:
        await workspace.close()


async def _timed(workspace: Workspace, run: str) -> tuple[float, Run]:
    path, _, line = PLACE.partition(":")
    at = Position(int(line) - 1, 0)
    snapshot = Snapshot(workspace.root)
    began = time.perf_counter()
    found = await workspace.run(
        Request("fix_types", snapshot, PurePosixPath(path), Place(at, at)),
        run=run,
        current=lambda: snapshot,
        notify=lambda _: None,
        budget=Budget(),
    )
    return time.perf_counter() - began, found
