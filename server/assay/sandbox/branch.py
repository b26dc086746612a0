"""A branch: one snapshot over the workspace, and the commands that run on it, one at a time, to their certain end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from assay.core.command import Command, Completed, Limits
from assay.core.errors import SandboxFailed
from assay.core.snapshot import Snapshot
from assay.core.trust import Tier
from assay.sandbox.conversation import SandboxConversation
from assay.sandbox.exchange import LARGEST_OUTPUT, make_output_folder, read_outputs, write_inputs
from assay.sandbox.process import Process, to_its_end
from assay.sandbox.session import remove_tree
from assay.sandbox.watch import Filled, watch

SAID = 2000
"""How much of what a failing sandbox said goes into the message."""

OUT_OF_CPU = 128 + 24
"""The exit code of a shell for SIGXCPU."""


class Ground(Protocol):
    """What a branch stands on: its folder, what commands can fill there, and how one is started."""

    @property
    def folder(self) -> Path:
        """Removed with the branch; holds `in` and `out`."""
        ...

    @property
    def filled(self) -> Filled:
        """The folders that count against the limit of disk use."""
        ...

    def start(self, command: Command, limits: Limits, stdin: int | None = None) -> Process:
        """Start a command; it reads from the descriptor `stdin` where there is one. Raises `SandboxFailed`."""
        ...

    async def release(self, process: Process, limits: Limits) -> int:
        """Wait until the box stands, then let the command go; the root of its tree of processes."""
        ...

    def exit_code(self, process: Process) -> int | None:
        """The command's own, or None where it was never started."""
        ...

    def input(self, command: Command, text: str) -> str:
        """An input with the paths that hold here."""
        ...

    def said(self, command: Command, content: bytes) -> bytes:
        """What the command said with the workspace's own paths put back."""
        ...


class SandboxBranch:
    """Satisfies `assay.core.command.Branch`."""

    def __init__(self, tier: Tier, snapshot: Snapshot, ground: Ground) -> None:
        self._tier = tier
        self._snapshot = snapshot
        self._ground = ground
        self._one_at_a_time = asyncio.Lock()
        self._process: Process | None = None
        self._closed = False

    @property
    def tier(self) -> Tier:
        """How strongly its commands are isolated."""
        return self._tier

    @property
    def snapshot(self) -> Snapshot:
        """What it holds, for good: what a mounted overlay shows must not be written any more."""
        return self._snapshot

    @property
    def folder(self) -> Path:
        """All that the branch wrote; gone when it is closed."""
        return self._ground.folder

    async def run(self, command: Command, limits: Limits) -> Completed:
        """Run a command to its end. Cancelling the task kills its whole tree first. Raises `SandboxFailed`."""
        async with self._one_at_a_time:
            await self._made_ready(command)
            begun = asyncio.get_running_loop().time()
            process = self._process = self._ground.start(command, limits)
            await self._to_the_end(process, limits)
            completed = self._completed(process, asyncio.get_running_loop().time() - begun)
            return await to_its_end(
                asyncio.ensure_future(asyncio.to_thread(self._in_words, command, limits, completed))
            )

    @asynccontextmanager
    async def converse(self, command: Command, limits: Limits) -> AsyncGenerator[SandboxConversation]:
        """A command that is talked with; its whole tree is dead afterwards. Nothing else runs in the branch meanwhile.

        In tier 3 what it says is not put into the words of the workspace. Raises `SandboxFailed`.
        """
        async with self._one_at_a_time:
            await self._made_ready(command)
            reader, writer = os.pipe2(os.O_CLOEXEC)
            try:
                process = self._process = self._ground.start(command, limits, reader)
            except BaseException:
                os.close(writer)
                raise
            finally:
                os.close(reader)
            conversation = SandboxConversation(process, writer)
            end = asyncio.ensure_future(self._to_the_end(process, limits))
            try:
                yield conversation
            finally:
                conversation.close()
                process.kill("conversation closed")
                await to_its_end(asyncio.gather(end, return_exceptions=True))

    def left(self, name: str) -> bool:
        """Whether the command that runs now has left an output of this name already."""
        return (self.folder / "out" / name).is_file()

    async def close(self) -> None:
        """Kill what runs and remove the branch."""
        self._closed = True
        if self._process:
            self._process.kill("branch closed")
        await to_its_end(self._remove())

    async def _made_ready(self, command: Command) -> None:
        if self._closed:
            raise SandboxFailed("the branch is closed")
        try:
            await to_its_end(asyncio.to_thread(self._prepare, command))
        except OSError as error:
            raise SandboxFailed(f"the branch has no room for the command: {error.strerror}") from error

    def _prepare(self, command: Command) -> None:
        make_output_folder(self.folder / "out", command.outputs)
        inputs = {name: self._ground.input(command, text) for name, text in command.inputs.items()}
        write_inputs(self.folder / "in", inputs)

    def _in_words(self, command: Command, limits: Limits, completed: Completed) -> Completed:
        """What the command said and left, in the words of the workspace."""
        left = read_outputs(self.folder / "out", command.outputs, min(limits.file_size, LARGEST_OUTPUT))
        said = partial(self._ground.said, command)
        outputs = MappingProxyType({name: said(content) for name, content in left.items()})
        return replace(completed, stdout=said(completed.stdout), stderr=said(completed.stderr), outputs=outputs)

    async def _remove(self) -> None:
        async with self._one_at_a_time:
            await asyncio.to_thread(remove_tree, self.folder)

    async def _to_the_end(self, process: Process, limits: Limits) -> None:
        """Wait for the process; however this ends, everything that it started is dead then."""
        over = asyncio.ensure_future(process.over())
        guard = asyncio.ensure_future(self._guard(process, limits))
        try:
            ended, _ = await asyncio.wait({over, guard}, timeout=limits.wall, return_when=asyncio.FIRST_COMPLETED)
            if over not in ended:
                process.kill("sandbox failed" if guard in ended else "wall limit")
        except asyncio.CancelledError:
            process.kill("cancelled")
            raise
        finally:
            guard.cancel()
            await to_its_end(self._finish(process, over, guard))
        if not guard.cancelled() and (error := guard.exception()):
            raise SandboxFailed(f"the sandbox lost sight of its command: {error}") from error

    async def _finish(self, process: Process, over: asyncio.Future[None], guard: asyncio.Future[None]) -> None:
        await asyncio.wait({over, guard}, return_when=asyncio.ALL_COMPLETED)
        process.close()
        self._process = None

    async def _guard(self, process: Process, limits: Limits) -> None:
        root = await self._ground.release(process, limits)
        await watch(process, root, limits, self._ground.filled)

    def _completed(self, process: Process, seconds: float) -> Completed:
        exit_code = self._ground.exit_code(process)
        killed = process.killed
        if killed is None and exit_code is None:
            said = process.stderr.content[-SAID:].decode(errors="replace").strip()
            raise SandboxFailed(f"the sandbox could not start the command: {said or 'it said nothing'}")
        if killed is None and exit_code == OUT_OF_CPU:
            killed = "cpu limit"
        return Completed(
            exit_code=None if killed else exit_code,
            stdout=process.stdout.content,
            stderr=process.stderr.content,
            seconds=seconds,
            killed=killed,
        )
