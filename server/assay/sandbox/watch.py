"""What the kernel does not limit for us is looked at while a command runs: memory of all together, disk, processes."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from assay.core.command import Limits
from assay.sandbox.process import Process

PERIOD = 0.25
DISK_EVERY = 4
MAX_FILES = 200_000
"""More files than this in a branch count as a full disk: they would take longer to look through than is worth it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses: bytes of memory, threads of all processes."""

    memory: int
    threads: int


async def watch(process: Process, root: int, limits: Limits, folders: tuple[Path, ...]) -> None:
    """Kill `process` when the tree below the process `root` or the `folders` grow beyond the limits. Never returns."""
    ticks = 0
    while True:
        await asyncio.sleep(PERIOD)
        ticks += 1
        usage = tree_usage(root)
        if usage.memory > limits.memory:
            process.kill("memory limit")
        if usage.threads > limits.processes + OWN_PROCESSES:
            process.kill("process limit")
        if ticks % DISK_EVERY == 0 and await asyncio.to_thread(disk_usage, folders, limits.disk) > limits.disk:
            process.kill("disk limit")


OWN_PROCESSES = 2
"""The sandbox's own processes in the tree."""


def tree_usage(root: int) -> Usage:
    """What the process `root` and all below it use now."""
    memory = threads = 0
    pending = [root]
    while pending:
        process = Path("/proc", str(pending.pop()))
        try:
            tasks = list((process / "task").iterdir())
            memory += _private_memory(process)
            threads += len(tasks)
            for task in tasks:
                pending += map(int, (task / "children").read_bytes().split())
        except OSError:
            continue
    return Usage(memory, threads)


def disk_usage(folders: tuple[Path, ...], enough: int) -> int:
    """Bytes of the files below the folders; no further than `enough`, and `MAX_FILES` files count as more than that."""
    total = files = 0
    for folder in folders:
        for parent, names, leaves in os.walk(folder):
            files += len(names) + len(leaves)
            total += sum(_size(Path(parent, leaf)) for leaf in leaves)
            if total > enough or files > MAX_FILES:
                return max(total, enough + 1)
    return total


def _private_memory(process: Path) -> int:
    """Memory that is the process's own: not the pages of files that it shares with others."""
    resident, shared = (process / "statm").read_bytes().split()[1:3]
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def _size(path: Path) -> int:
    try:
        return path.lstat().st_blocks * 512
    except OSError:
        return 0
