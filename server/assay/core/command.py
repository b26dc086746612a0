"""A command to run on a branch, its limits, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Protocol

from assay.core.snapshot import Snapshot
from assay.core.trust import Tier

INPUT = "/assay/in"
"""Where a command finds its `inputs`, read-only.

A sandbox that cannot mount it there puts the real place for it into arguments and environment.
"""

OUTPUT = "/assay/out"
"""Where a command leaves what is to be read back."""


TOP = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Command:
    """A program and what it may see: no shell, no inherited environment.

    `cwd` is relative to the workspace. `environment` is added to the sandbox's own short list. `readable` are files
    and folders to be shown besides the workspace, read-only; those inside it are there as the branch has them, but for
    installed environments, which are shown whole. `inputs` are texts by name, found under `INPUT`. `outputs` are names
    of files under `OUTPUT` that are read back. Without `stdin` there is none (`/dev/null`).
    """

    argv: tuple[str, ...]
    cwd: PurePosixPath = TOP
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    readable: tuple[Path, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    outputs: tuple[str, ...] = ()
    stdin: bytes = b""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one command may use. Seconds; bytes; None for no limit."""

    wall: float | None = 600
    cpu: int = 600
    memory: int = 4 << 30
    processes: int = 128
    file_size: int = 256 << 20
    open_files: int = 1024
    output: int = 8 << 20
    temporary: int = 512 << 20
    disk: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Completed:
    """How a command ended.

    `killed` says which limit ended it; None where it ended by itself. `outputs` holds the named files that it left.
    """

    exit_code: int | None
    stdout: bytes
    stderr: bytes
    seconds: float
    killed: str | None = None
    outputs: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))


class Conversation(Protocol):
    """A command that goes on running: what is sent to it, and what it says."""

    async def send(self, content: bytes) -> None:
        """Give it this as its input. Raises `assay.core.errors.SandboxFailed` where it takes no more."""
        ...

    async def receive(self) -> bytes:
        """What it printed since, at least one byte; nothing once it has ended."""
        ...


class Branch(Protocol):
    """An isolated copy-on-write view of the workspace that holds one snapshot."""

    @property
    def tier(self) -> Tier:
        """How strongly its commands are isolated."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """What it holds."""
        ...

    async def run(self, command: Command, limits: Limits) -> Completed:
        """Run a command to its end, one at a time. Cancelling the task kills its whole tree first.

        Raises `assay.core.errors.SandboxFailed`.
        """
        ...
