"""Branches at a chosen tier, and commands for them in a Python that has nothing installed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from assay.core.command import Command, Completed, Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import Tier
from assay.sandbox.branch import SandboxBranch
from assay.sandbox.candidates import Level, boxed_candidates, copied_candidate
from assay.sandbox.choosing import make_surroundings, open_branch
from assay.sandbox.grounds import Site
from assay.sandbox.masking import Masking
from assay.sandbox.session import open_session

PYTHON = str(Path(sys.executable).resolve())
READABLE = (Path(sys.base_prefix),)
LIMITS = Limits(wall=20)


@asynccontextmanager
async def branch_at(
    level: Level,
    workspace: Path,
    above: Mapping[str, str | None] | None = None,
    *,
    policy: Policy | None = None,
    environ: Mapping[str, str] = os.environ,
) -> AsyncGenerator[SandboxBranch]:
    """A branch at this tier, made without the probe, which takes longer than all else: tests of its own try that."""
    session = open_session(workspace.parent / "state", environ, workspace)
    try:
        site = Site(workspace, session.folder, policy or Policy(), make_surroundings(session.folder, environ))
        candidate = next(iter(boxed_candidates(site, (level,))), copied_candidate(site))
        hidden = await Masking(workspace, site.policy, session.folder).first_look()
        snapshot = Snapshot(workspace, {PurePosixPath(path): text for path, text in (above or {}).items()})
        tier = Tier(candidate.level, candidate.label, candidate.tool, (), ())
        branch = await open_branch(tier, candidate.make, hidden, snapshot)
        try:
            yield branch
        finally:
            await branch.close()
    finally:
        session.close()


def python(
    code: str,
    *arguments: str,
    inputs: Mapping[str, str] | None = None,
    outputs: tuple[str, ...] = (),
    readable: Iterable[Path] = (),
) -> Command:
    """A command that runs this code."""
    argv = (PYTHON, "-I", "-S", "-c", code, *arguments)
    return Command(argv, readable=(*READABLE, *readable), inputs=MappingProxyType(dict(inputs or {})), outputs=outputs)


async def said(branch: SandboxBranch, *argv: str) -> str:
    """What a command prints that has to succeed."""
    return text(await branch.run(Command(argv), LIMITS))


async def leaves(branch: SandboxBranch, name: str) -> None:
    """Wait until the command that runs now has left an output of this name."""
    while not branch.left(name):  # noqa: ASYNC110  # another process makes the file
        await asyncio.sleep(0.005)


def text(completed: Completed) -> str:
    """What a command printed that had to succeed."""
    assert (completed.exit_code, completed.killed) == (0, None), completed
    return completed.stdout.decode()


def compile_all(folder: Path, *flags: str) -> None:
    """Let Python write bytecode for all modules."""
    subprocess.run([PYTHON, "-m", "compileall", "-q", *flags, str(folder)], check=True)


def state_of(folder: Path) -> dict[str, str]:
    """All that a folder holds, so that two looks at it can be compared: links, modes, contents, times, attributes.

    The state folder of a sandbox is left out.
    """
    paths = (path for path in sorted(folder.rglob("*")) if "state" not in path.relative_to(folder).parts[:1])
    return {str(path.relative_to(folder)): _state(path) for path in paths}


def alive(word: str) -> list[str]:
    """The command lines of all processes but ours that hold this word."""
    found: list[str] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in line and folder.name != str(os.getpid()):
            found.append(line)
    return found


def killed_when_ready(program: Path, *arguments: str, word: str) -> tuple[list[str], list[str]]:
    """Start a program that says "ready", and kill it: what of its own was alive before, and ten seconds later still."""
    argv = [sys.executable, str(program), str(Path(__file__).parents[1]), *arguments, word]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as server:
        assert server.stdout
        assert server.stdout.readline() == b"ready\n"
        before = alive(word)
        server.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while alive(word) and time.monotonic() < deadline:
        time.sleep(0.01)
    return before, alive(word)


def _state(path: Path) -> str:
    status = path.lstat()
    content = sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
    target = str(path.readlink()) if path.is_symlink() else ""
    attributes = "" if path.is_symlink() else " ".join(os.listxattr(path))
    return f"{status.st_mode:o} {status.st_mtime_ns} {content}{target} {attributes}"
