"""Every limit ends what goes beyond it, says which it was, and leaves nothing alive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from assay.core.command import Command, Limits
from assay.sandbox.candidates import Level
from support.boxes import LIMITS, alive, branch_at, python, text

MANY_FILES = "for i in range(10**6): open(f'x{i}', 'wb').write(b'x' * 65536)"
MANY_EMPTY = "import os\nfor i in range(10**6): os.mknod(f'x{i}')"
FORK_BOMB = """
import os
while True:
    try: os.fork()
    except OSError: pass
"""
COUNT_FORKS = """
import os, signal, time
children = []
try:
    while len(children) < 500:
        pid = os.fork()
        if pid == 0: time.sleep(60); os._exit(0)
        children.append(pid)
except OSError as error:
    print(len(children))
for pid in children: os.kill(pid, signal.SIGKILL)
"""
COUNT_THREADS = """
import threading, time
started = 0
try:
    while started < 500:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    print(started, flush=True)
import os; os._exit(0)
"""
ALLOCATE_TOGETHER = """
import os, time
for i in range(8):
    if os.fork() == 0: break
kept = bytearray(64 << 20)
for i in range(0, len(kept), 4096): kept[i] = 1
time.sleep(60)
"""
SHARE_MEMORY = (
    "import mmap, time; m = mmap.mmap(-1, 400 << 20)\nfor i in range(0, len(m), 4096): m[i] = 1\ntime.sleep(60)"
)
GROW = """
import os
file = open(os.environ["TMPDIR"] + "/x", "wb")
try:
    while True: os.write(file.fileno(), b"x" * 65536)
except OSError:
    print(file.tell())
"""
SPIN = "import signal\nfor s in (signal.SIGXCPU, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass"


@pytest.mark.parametrize(
    ("code", "limits", "killed"),
    [
        ("import time; time.sleep(60)", Limits(wall=0.3), "wall limit"),
        ("while True: pass", Limits(wall=20, cpu=1), "cpu limit"),
        (SPIN, Limits(wall=20, cpu=1), "cpu limit"),
        ("while True: print('x' * 4096)", Limits(wall=20, output=1 << 20), "output limit"),
        ("import os\nwhile True: os.write(2, b'x' * 4096)", Limits(wall=20, output=1 << 20), "output limit"),
        (ALLOCATE_TOGETHER, Limits(wall=20, memory=256 << 20), "memory limit"),
        (SHARE_MEMORY, Limits(wall=20, memory=256 << 20), "memory limit"),
    ],
    ids=["wall", "cpu", "cpu ignoring signals", "stdout", "stderr", "memory of many", "shared memory"],
)
async def test_beyond_a_limit(best_level: Level, workspace: Path, code: str, limits: Limits, killed: str) -> None:
    word = f"word{uuid4().hex}"
    async with branch_at(best_level, workspace) as branch:
        completed = await branch.run(python(code, word), limits)
    assert (completed.killed, completed.exit_code) == (killed, None)
    assert len(completed.stdout) <= limits.output
    assert len(completed.stderr) <= limits.output
    assert alive(word) == []


async def test_a_branch_cannot_fill_the_disk(overlay_level: Level, workspace: Path) -> None:
    async with branch_at(overlay_level, workspace) as branch:
        completed = await branch.run(python(MANY_FILES), Limits(wall=30, disk=32 << 20))
    assert completed.killed == "disk limit"


@pytest.mark.parametrize("code", [MANY_FILES, MANY_EMPTY], ids=["large files", "empty files"])
async def test_outputs_count_as_disk(best_level: Level, workspace: Path, code: str) -> None:
    async with branch_at(best_level, workspace) as branch:
        completed = await branch.run(
            python("import os; os.chdir('/assay/out')\n" + code), Limits(wall=30, disk=32 << 20)
        )
    assert completed.killed == "disk limit"


async def test_wall_limit_at_every_tier(level: Level, workspace: Path) -> None:
    word = f"word{uuid4().hex}"
    code = "import os, time\nfor i in range(3): os.fork() or os.setsid()\ntime.sleep(60)"
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(python(code, word), Limits(wall=0.5))
    assert completed.killed == "wall limit"
    assert completed.seconds < 10
    assert alive(word) == []


async def test_output_before_the_limit_is_kept(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(Command(("sh", "-c", "echo before; sleep 60")), Limits(wall=0.5))
    assert (completed.killed, completed.stdout) == ("wall limit", b"before\n")


async def test_no_wall_limit(best_level: Level, workspace: Path) -> None:
    async with branch_at(best_level, workspace) as branch:
        assert text(await branch.run(Command(("echo", "1")), replace(LIMITS, wall=None))) == "1\n"


async def test_one_process_cannot_have_more_memory(level: Level, workspace: Path) -> None:
    code = "try: bytearray(512 << 20)\nexcept MemoryError: print('refused')"
    async with branch_at(level, workspace) as branch:
        assert text(await branch.run(python(code), Limits(wall=20, memory=256 << 20))) == "refused\n"


async def test_a_file_cannot_grow_beyond_its_limit(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        assert text(await branch.run(python(GROW), Limits(wall=20, file_size=1 << 20))) == f"{1 << 20}\n"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/home/sandbox", "/run"])  # noqa: S108  # the sandbox's own
async def test_memory_file_systems_have_a_size(boxed_level: Level, workspace: Path, folder: str) -> None:
    code = f"import os\nfor i in range(64):\n open(f'{folder}/{{i}}', 'wb').write(b'x' * (1 << 20))\nprint('unlimited')"
    async with branch_at(boxed_level, workspace) as branch:
        completed = await branch.run(python(code), Limits(wall=20, temporary=8 << 20))
    assert (completed.exit_code, completed.stdout) == (1, b"")
    assert b"No space left" in completed.stderr


async def test_open_files_are_limited(level: Level, workspace: Path) -> None:
    code = "import os\ntry:\n for i in range(500): os.dup(0)\nexcept OSError: print('refused')"
    async with branch_at(level, workspace) as branch:
        assert text(await branch.run(python(code), Limits(wall=20, open_files=100))) == "refused\n"


@pytest.mark.parametrize("code", [COUNT_FORKS, COUNT_THREADS], ids=["processes", "threads"])
async def test_the_number_of_processes_is_limited(boxed_level: Level, workspace: Path, code: str) -> None:
    """By the kernel, whether the caller is root or not, or, before Linux 6.14 and for root alone, by counting."""
    async with branch_at(boxed_level, workspace) as branch:
        completed = await branch.run(python(code), Limits(wall=20, processes=40))
    counted = completed.killed == "process limit"
    assert counted or 30 <= int(text(completed)) <= 40


async def test_processes_are_counted_where_nothing_else_limits_them(workspace: Path) -> None:
    word = f"word{uuid4().hex}"
    async with branch_at(3, workspace) as branch:
        linger = COUNT_FORKS.replace("500", "100").replace("for pid", "time.sleep(60)\nfor pid")
        completed = await branch.run(python(linger, word), Limits(wall=20, processes=40))
    assert completed.killed == "process limit"
    assert alive(word) == []


async def test_a_fork_bomb(boxed_level: Level, workspace: Path) -> None:
    word = f"word{uuid4().hex}"
    async with branch_at(boxed_level, workspace) as branch:
        completed = await branch.run(python(FORK_BOMB, word), Limits(wall=0.7, processes=64))
    assert completed.killed in {"wall limit", "process limit"}
    assert alive(word) == []
