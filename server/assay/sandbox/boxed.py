"""The ground of tiers 0, 1 and 2: commands in a box of bwrap."""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assay.core.command import Command, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.arguments import Box, Descriptors, limited, options
from assay.sandbox.means import Layers, Means, start
from assay.sandbox.memory import memory
from assay.sandbox.process import Launch, Process
from assay.sandbox.process_limit import limit_namespace
from assay.sandbox.readable import resolve_readable
from assay.sandbox.seccomp import seccomp_filter
from assay.sandbox.watch import Filled


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all branches of a sandbox share: its `/etc`, the names inside, the environment, the caller's home."""

    etc: Path
    uid: int
    gid: int
    environment: Mapping[str, str]
    home: Path | None


class BoxedGround:
    """The layers of one branch and what shows them to a command: `view`, the options of bwrap."""

    def __init__(
        self, means: Means, surroundings: Surroundings, layers: Layers, view: tuple[str, ...], filled: Filled
    ) -> None:
        self._means = means
        self._surroundings = surroundings
        self._layers = layers
        self._view = view
        self._filled = filled

    @property
    def folder(self) -> Path:
        """The branch's own."""
        return self._layers.branch

    @property
    def filled(self) -> Filled:
        """What commands write lies here."""
        return self._filled

    def start(self, command: Command, limits: Limits, stdin: int | None = None) -> Process:
        """Start the command in a box of its own; it waits at a gate where its number of processes needs a limit."""
        means, box = self._means, self._box(command, limits)
        filter_ = seccomp_filter(platform.machine(), unix_sockets=means.level != 2)
        with ExitStack() as stack:
            if stdin is None:
                stdin = memory(stack, command.stdin) if command.stdin else subprocess.DEVNULL
            seccomp = memory(stack, filter_) if filter_ else None
            status, told = os.pipe2(os.O_CLOEXEC)
            stack.callback(os.close, told)
            waits, gate = os.pipe2(os.O_CLOEXEC) if means.nsenter else (None, None)
            if waits is not None:
                stack.callback(os.close, waits)
            words = [
                *self._environment(command),
                *options(box, Descriptors(seccomp, told, waits)),
            ]
            arguments = memory(stack, b"".join(os.fsencode(word) + b"\0" for word in words))
            argv = start(means, self._layers, arguments, limited(means.prlimit, limits, command.argv))
            inherited = tuple(number for number in (told, waits, seccomp, arguments) if number is not None)
            return Process(Launch(argv, Path("/"), {}, stdin, inherited, status, gate), limits.output)

    async def release(self, process: Process, limits: Limits) -> int:
        """Limit the processes of the box's namespace from outside where only that holds, then open the gate."""
        root = await asyncio.shield(process.namespace_pid)
        if self._means.nsenter:
            await limit_namespace(self._means.nsenter, root, limits.processes)
            process.open_gate()
        return root

    def exit_code(self, process: Process) -> int | None:
        """What bwrap told."""
        return process.told_exit_code

    def input(self, command: Command, text: str) -> str:
        """An input as the command gets it: as it is."""
        del command
        return text

    def said(self, command: Command, content: bytes) -> bytes:
        """What the command said: as it is."""
        del command
        return content

    def _box(self, command: Command, limits: Limits) -> Box:
        around = self._surroundings
        readable = resolve_readable(command.readable, self._layers.workspace, around.home)
        for path in readable.paths:
            self._check_place(path)
        return Box(
            workspace=self._layers.workspace,
            view=self._view,
            cwd=command.cwd,
            etc=around.etc,
            inputs=self.folder / "in",
            outputs=self.folder / "out",
            readable=readable,
            uid=around.uid,
            gid=around.gid,
            limits=limits,
        )

    def _check_place(self, path: Path) -> None:
        """Refuse to mount where an earlier command put a link: the way there would be followed outside the box."""
        if not path.is_relative_to(self._layers.workspace):
            return
        place = path.relative_to(self._layers.workspace)
        for part in (*place.parents, place):
            upper = self._layers.upper / part
            if upper.is_symlink() or (part != place and upper.exists() and not upper.is_dir()):
                raise SandboxFailed(f"an earlier command put something else in the place of {path}")

    def _environment(self, command: Command) -> list[str]:
        """Set by bwrap, so that nothing of it reaches the programs that make the box."""
        whole = {**self._surroundings.environment, **command.environment}
        return ["--clearenv", *(word for name, text in whole.items() for word in ("--setenv", name, text))]
