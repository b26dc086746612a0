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
OWN_PROCESSES = 2
"""The sandbox's own processes in the tree."""

SMALLEST = 4096
"""Bytes that every file and folder counts, however empty."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses: bytes of memory, threads of all processes."""

    memory: int
    threads: int


@dataclass(frozen=True, slots=True)
class Filled:
    """Folders that commands can fill, and the bytes that were in them before."""

    folders: tuple[Path, ...]
    before: int = 0


async def watch(process: Process, root: int, limits: Limits, filled: Filled) -> None:
    """Kill `process` when the tree below the process `root` or what is `filled` grows too large. Never returns."""
    enough = filled.before + limits.disk
    ticks = 0
    while True:
        await asyncio.sleep(PERIOD)
        ticks += 1
        usage = tree_usage(root)
        if usage.memory > limits.memory:
            process.kill("memory limit")
        if usage.threads > limits.processes + OWN_PROCESSES:
            process.kill("process limit")
        if ticks % DISK_EVERY == 0 and await asyncio.to_thread(disk_usage, filled.folders, enough) > enough:
            process.kill("disk limit")


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
    """Bytes that lie below the folders; it stops counting where it is more than `enough`."""
    total = 0
    for folder in folders:
        for parent, _, names in os.walk(folder):
            total += SMALLEST + sum(_size(Path(parent, name)) for name in names)
            if total > enough:
                return total
    return total


def _private_memory(process: Path) -> int:
    """Memory that is the process's own: not the pages of files that it shares with others."""
    resident, shared = (process / "statm").read_bytes().split()[1:3]
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def _size(path: Path) -> int:
    try:
        return max(path.lstat().st_blocks * 512, SMALLEST)
    except OSError:
        return 0
