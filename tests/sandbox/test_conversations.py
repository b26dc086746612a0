"""Talking with a command: what is said arrives, an end is told, and nothing is alive afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from assay.core.command import Command, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.candidates import Level
from support.boxes import LIMITS, alive, branch_at, killed_when_ready, python, said
from support.sandboxes import write_tree

ECHO = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
for line in sys.stdin:
    if line == "die\\n":
        os._exit(0)
    print("heard", line, end="", flush=True)
"""

READ = """
import sys
for line in sys.stdin:
    if "=" in line:
        with open("a.py", "w") as file:
            file.write(line)
    print(open("a.py").read(), end="", flush=True)
"""


def descriptors() -> list[str]:
    """What this process has open."""
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


@pytest.fixture
def word() -> str:
    """Stands on the command line of what must not stay alive."""
    return f"word{uuid4().hex}"


async def test_it_answers_as_often_as_it_is_asked(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch:
        async with branch.converse(python(ECHO, word), LIMITS) as conversation:
            for text in (b"one\n", b"two\n"):
                await conversation.send(text)
                assert await conversation.receive() == b"heard " + text
            assert len(alive(word)) >= 2
        assert alive(word) == []
        assert await said(branch, "echo", "still usable") == "still usable\n"


async def test_much_at_once_is_sent_and_received_whole(level: Level, workspace: Path) -> None:
    content = b"x" * 3_000_000
    async with branch_at(level, workspace) as branch, branch.converse(Command(("cat",)), LIMITS) as conversation:
        sent = asyncio.ensure_future(conversation.send(content))
        received = b""
        while len(received) < len(content):
            received += await conversation.receive()
        await sent
    assert received == content


async def test_one_that_dies_in_the_middle_is_told_and_not_silence(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch, branch.converse(python(ECHO, word), LIMITS) as conversation:
        await conversation.send(b"die\n")
        assert await asyncio.wait_for(conversation.receive(), 15) == b""
        assert await conversation.receive() == b""
        with pytest.raises(SandboxFailed, match="takes nothing more"):
            await conversation.send(b"x" * 100_000)


async def test_limits_hold_while_it_is_talked_with(level: Level, workspace: Path, word: str) -> None:
    limits = replace(LIMITS, wall=0.5)
    async with branch_at(level, workspace) as branch, branch.converse(python(ECHO, word), limits) as conversation:
        assert await asyncio.wait_for(conversation.receive(), 15) == b""
        assert alive(word) == []


async def test_what_nobody_reads_is_limited(level: Level, workspace: Path) -> None:
    limits = Limits(wall=20, output=100_000)
    async with branch_at(level, workspace) as branch, branch.converse(Command(("yes",)), limits) as conversation:
        await asyncio.sleep(0.5)
        received = 0
        while content := await asyncio.wait_for(conversation.receive(), 15):
            received += len(content)
        assert 100_000 <= received < 300_000


async def test_a_cancel_while_it_is_asked_leaves_nothing_alive(level: Level, workspace: Path, word: str) -> None:
    async with branch_at(level, workspace) as branch:

        async def ask() -> None:
            async with branch.converse(python(ECHO, word), LIMITS) as conversation:
                await conversation.send(b"one\n")
                assert await conversation.receive()
                asked.set()
                await conversation.receive()

        asked = asyncio.Event()
        task = asyncio.ensure_future(ask())
        await asked.wait()
        assert len(alive(word)) >= 2
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        assert alive(word) == []


async def test_no_descriptor_is_left_open(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        await said(branch, "true")
        before = descriptors()
        async with branch.converse(Command(("cat",)), LIMITS) as conversation:
            await conversation.send(b"one\n")
            assert await conversation.receive() == b"one\n"
        async with branch.converse(Command(("no-such-program",)), LIMITS) as conversation:
            assert await conversation.receive() == b""
        assert descriptors() == before


async def test_a_file_that_was_looked_up_is_changed_from_inside_alone(overlay_level: Level, workspace: Path) -> None:
    """The trap: what is written into the upper folder of a mounted branch seems to be there and is not seen."""
    async with (
        branch_at(overlay_level, workspace, {"a.py": "A = 2\n"}) as branch,
        branch.converse(python(READ), LIMITS) as conversation,
    ):
        await conversation.send(b"read\n")
        assert await conversation.receive() == b"A = 2\n"
        written = branch.folder / "upper" / "a.py"
        written.unlink()
        written.write_text("A = 3\n")
        await conversation.send(b"read\n")
        assert await conversation.receive() == b"A = 2\n"
    async with (
        branch_at(overlay_level, workspace, {"a.py": "A = 2\n"}) as branch,
        branch.converse(python(READ), LIMITS) as conversation,
    ):
        for text in (b"read\n", b"A = 4\n", b"read\n"):
            await conversation.send(text)
            received = await conversation.receive()
        assert received == b"A = 4\n"
    assert (workspace / "a.py").read_text() == "A = 1\n"


def test_when_we_are_killed_it_dies(level: Level, workspace: Path, word: str, tmp_path: Path) -> None:
    program = write_tree(tmp_path, {"serve.py": SERVE}) / "serve.py"
    before, after = killed_when_ready(program, str(level), str(workspace), word=word)
    assert len(before) >= 2
    assert after == []


SERVE = f"""
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from support.boxes import LIMITS, branch_at, python

async def main():
    async with branch_at(int(sys.argv[2]), Path(sys.argv[3])) as branch:
        async with branch.converse(python({ECHO!r}, sys.argv[4]), LIMITS) as conversation:
            await conversation.send(b"one\\n")
            assert await conversation.receive()
            print("ready", flush=True)
            await conversation.receive()

asyncio.run(main())
"""
