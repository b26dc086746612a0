"""However a command ends, everything that it started is dead, and nothing of ours is left open."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath
from uuid import uuid4

import pytest

from assay.core.command import Command, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.candidates import Level
from support.boxes import LIMITS, alive, branch_at, killed_when_ready, leaves, python, said, text
from support.sandboxes import write_tree

TREE = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").close()
time.sleep(60)
"""


@pytest.fixture
def word() -> str:
    """Stands on the command line of what must not stay alive."""
    return f"word{uuid4().hex}"


def tree(word: str) -> Command:
    """Leaves its session and its parent, then says that it is there."""
    return python(TREE, "/assay/out/ready", word, outputs=("ready",))


def descriptors() -> list[str]:
    """What this process has open."""
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


async def test_cancel_leaves_nothing_alive(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch:
        run = asyncio.ensure_future(branch.run(tree(word), LIMITS))
        await leaves(branch, "ready")
        assert len(alive(word)) >= 3
        run.cancel()
        await asyncio.wait({run})
        assert run.cancelled()
        assert alive(word) == []
        assert await said(branch, "echo", "still usable") == "still usable\n"


async def test_a_second_cancel_does_not_cut_the_first_one_short(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch:
        run = asyncio.ensure_future(branch.run(tree(word), LIMITS))
        await leaves(branch, "ready")
        while not run.done():
            run.cancel()
            await asyncio.sleep(0)
        assert run.cancelled()
        assert alive(word) == []


async def test_cancel_at_any_moment(boxed_level: Level, workspace: Path, word: str) -> None:
    """Also while the box is being made, when there is no namespace yet to kill."""
    async with branch_at(boxed_level, workspace) as branch:
        for milliseconds in (0, 1, 3, 6, 10, 15, 22, 30):
            run = asyncio.ensure_future(
                branch.run(Command(("sh", "-c", "read line; sleep 60", word), stdin=b"\n"), LIMITS)
            )
            await asyncio.sleep(milliseconds / 1000)
            run.cancel()
            await asyncio.wait({run})
            assert run.cancelled()
            assert alive(word) == []
            assert alive(str(branch.folder)) == []


async def test_closing_a_branch_ends_what_runs_in_it(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch:
        run = asyncio.ensure_future(branch.run(tree(word), LIMITS))
        await leaves(branch, "ready")
    assert alive(word) == []
    assert (await run).killed == "branch closed"
    assert not branch.folder.exists()
    with pytest.raises(SandboxFailed, match="closed"):
        await branch.run(Command(("true",)), LIMITS)


async def test_commands_of_a_branch_run_one_at_a_time(level: Level, workspace: Path) -> None:
    """An overlay must not be mounted twice."""
    script = "[ -e /assay/out/lock ] && echo both; : > /assay/out/lock; sleep 0.1; rm /assay/out/lock"
    async with branch_at(level, workspace) as branch:
        command = Command(("sh", "-c", script))
        results = await asyncio.gather(*(branch.run(command, LIMITS) for _ in range(3)))
    assert [result.stdout for result in results] == [b"", b"", b""]


async def test_a_daemon_ends_with_its_command(level: Level, workspace: Path, word: str) -> None:
    """One that holds the output open, too: the command is over when its first process is."""
    code = "import os, time\nif os.fork() == 0:\n os.setsid()\n time.sleep(60)\nprint('done')"
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(python(code, word), LIMITS)
        assert text(completed) == "done\n"
        assert completed.seconds < 10
        assert alive(word) == []


async def test_a_command_that_kills_its_parent_does_not_hang_us(level: Level, workspace: Path, word: str) -> None:
    """In a namespace the parent cannot be killed; in tier 3 it is what would have ended the command."""
    code = "import os, signal, time\nif os.fork(): os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
    async with branch_at(level, workspace) as branch:
        completed = await asyncio.wait_for(branch.run(python(code, word), Limits(wall=0.6)), 15)
    assert (completed.exit_code, completed.killed) == ((137, None) if level == 3 else (None, "wall limit"))
    assert alive(word) == []


def test_when_we_are_killed_everything_dies(level: Level, workspace: Path, word: str, tmp_path: Path) -> None:
    program = write_tree(tmp_path, {"serve.py": SERVE}) / "serve.py"
    before, after = killed_when_ready(program, str(level), str(workspace), word=word)
    assert len(before) >= 3
    assert after == []


SERVE = f"""
import asyncio, sys
from pathlib import Path, PurePosixPath
sys.path.insert(0, sys.argv[1])
from support.boxes import LIMITS, branch_at, leaves, python

async def main():
    async with branch_at(int(sys.argv[2]), Path(sys.argv[3])) as branch:
        command = python({TREE!r}, "/assay/out/ready", sys.argv[4], outputs=("ready",))
        run = asyncio.ensure_future(branch.run(command, LIMITS))
        await leaves(branch, "ready")
        print("ready", flush=True)
        await run

asyncio.run(main())
"""


async def test_no_descriptor_is_left_open(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        await branch.run(Command(("true",)), LIMITS)
        before = descriptors()
        await branch.run(Command(("cat",), stdin=b"x" * 100_000), LIMITS)
        await branch.run(Command(("sleep", "9")), Limits(wall=0.1))
        run = asyncio.ensure_future(branch.run(Command(("sleep", "9")), LIMITS))
        await asyncio.sleep(0.02)
        run.cancel()
        await asyncio.wait({run})
        with pytest.raises(SandboxFailed):
            await branch.run(Command(("true",), cwd=PurePosixPath("no/such/folder")), LIMITS)
        assert descriptors() == before
