"""What the kernel does not limit for us is looked at while a command runs: memory of all together, disk, processes."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assay.core.command import Limits
from assay.sandbox.process import Process

PERIOD = 0.25
DISK_EVERY = 4
OWN_PROCESSES = 2
"""The sandbox's own processes in the tree."""

CPU_GRACE = 0.5
"""Seconds in which a process ends by the kernel's signal, if it lets itself be ended."""

SMALLEST = 4096
"""Bytes that every file and folder counts, however empty."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses: bytes of memory and threads of all, seconds of processor time of the busiest."""

    memory: int
    threads: int
    cpu: float


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
        if usage.cpu > limits.cpu + CPU_GRACE:
            process.kill("cpu limit")
        if ticks % DISK_EVERY == 0 and await asyncio.to_thread(disk_usage, filled.folders, enough) > enough:
            process.kill("disk limit")


def tree_usage(root: int) -> Usage:
    """What the process `root` and all below it use now. Shared memory counts as often as the most that one maps."""
    own = threads = shared = 0
    cpu = 0.0
    pending = [root]
    while pending:
        process = Path("/proc", str(pending.pop()))
        try:
            tasks = list((process / "task").iterdir())
            anonymous, in_memory = _memory(process)
            own += anonymous
            shared = max(shared, in_memory)
            cpu = max(cpu, _cpu_seconds(process))
            threads += len(tasks)
            for task in tasks:
                pending += map(int, (task / "children").read_bytes().split())
        except OSError:
            continue
    return Usage(own + shared, threads, cpu)


def disk_usage(folders: tuple[Path, ...], enough: int) -> int:
    """Bytes that lie below the folders; it stops counting where it is more than `enough`."""
    total = 0
    pending = list(map(str, folders))
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                total += max(entry.stat(follow_symlinks=False).st_blocks * 512, SMALLEST)
                if total > enough:
                    return total
    return total


def _memory(process: Path) -> tuple[int, int]:
    """Bytes that are the process's own, and those of files in memory, which it may share; none of files on disk."""
    lines = (process / "status").read_bytes().splitlines()
    sizes = {name: text for name, _, text in (line.partition(b":") for line in lines) if name.startswith(b"Rss")}
    anonymous, shared = (int(sizes.get(name, b"0 kB").split()[0]) * 1024 for name in (b"RssAnon", b"RssShmem"))
    return anonymous, shared


def _cpu_seconds(process: Path) -> float:
    fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
