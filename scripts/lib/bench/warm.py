"""What a candidate costs: judged by a fresh checker, and by one that goes on running. CPU of all processes below."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from assay.core.command import Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox
from assay.sandbox.sandbox import Sandbox, open_sandbox
from assay.tools.checker import Judge
from assay.tools.checkers import choose
from assay.tools.project import find_project
from assay.workspace.files import Files
from assay.workspace.warm import PAYS, WarmChecker
from evaluate.watch import Meter

SUBJECT = Path(__file__).resolve().parents[3] / "server" / "assay"
CHECKERS = ("mypy", "basedpyright", "ty")
FILES = ("assay/core/text.py", "assay/cli/report.py")
"""One that much of the rest imports, and one that hardly anything does."""

CONFIGURATION = """\
[tool.mypy]
files = ["assay"]
[tool.basedpyright]
include = ["assay"]
[tool.ty.src]
include = ["assay"]
"""
ADDED = "\n\ndef _candidate_{number}(value: int = None) -> str:\n    return value + {number}\n"


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds and seconds."""

    cpu: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} / {self.seconds:.2f}"


def report(candidates: int) -> str:
    """The table, as Markdown."""
    return asyncio.run(_report(candidates))


async def _report(candidates: int) -> str:
    head = (
        "## A candidate that fails\n\n"
        "Assay's own package, a function added with an error in it; CPU seconds / seconds, p50.\n\n"
        "| checker | file | fresh process | the first one warm, with the start | each further one warm |\n"
        "|---|---|---|---|---|\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(SUBJECT, root / "assay", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "pyproject.toml").write_text(CONFIGURATION)
        sandbox = await open_sandbox(root, state=Path(folder) / "state", policy=Policy(), environ=os.environ)
        if isinstance(sandbox, NoSandbox):
            return f"## A candidate that fails\n\nNot measured: {sandbox.reason}\n"
        rows = [await _row(sandbox, name, path, candidates) for name in CHECKERS for path in FILES]
        await sandbox.close()
    return head + "\n".join(rows) + "\n"


async def _row(sandbox: Sandbox, name: str, path: str, candidates: int) -> str:
    root, place = sandbox.workspace, PurePosixPath(path)
    project = find_project(root, place, interpreter=Path(sys.executable), chosen=None, environ=os.environ)
    judge = choose(project, setting=name, sources=(), environ=os.environ)
    before = Snapshot(root)
    text = before.read(place) or ""
    after = [before.with_texts({place: text + ADDED.format(number=number)}) for number in range(candidates)]
    fresh = [await _spent(partial(_fresh, sandbox, judge, side)) for side in after]
    warm = WarmChecker(Files(root))
    sift = warm.sift(judge, sandbox, Policy(), remaining=lambda: None)
    assert sift is not None, "these checkers go on running"

    async def sifted(side: Snapshot) -> None:
        assert await sift(before, side, PAYS) is not None, f"{name} gave no answer"

    first, *further = [await _spent(partial(sifted, side)) for side in after]
    await warm.close()
    return f"| {name} {judge.tool.version} | {path} | {_median(fresh)} | {first} | {_median(further)} |"


async def _fresh(sandbox: Sandbox, judge: Judge, side: Snapshot) -> None:
    async with sandbox.branch(side) as branch:
        found = judge.read(side, await branch.run(judge.command(), Limits()))
    assert found.complete, found.failure


async def _spent(work: Callable[[], Awaitable[None]]) -> Spent:
    """What the processes below this one take; this one looks at them all the time."""
    with Meter(os.getpid()) as meter:
        before, own, began = meter.cpu(), time.process_time(), time.perf_counter()
        await work()
        seconds = time.perf_counter() - began
        return Spent(max(0.0, meter.cpu() - before - (time.process_time() - own)), seconds)


def _median(taken: list[Spent]) -> Spent:
    return Spent(statistics.median(each.cpu for each in taken), statistics.median(each.seconds for each in taken))
