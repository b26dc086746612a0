"""One started program: its output up to a cap, the namespace that it made, and the certain end of both.

Everything is started from the event loop's thread: `--die-with-parent` is bound to the thread that starts a program.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from assay.core.errors import SandboxFailed
from assay.sandbox.collector import Collector

GRACE = 2.0
"""Seconds that a supervisor has to end its tree before it is killed itself."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start. `inherited` are the descriptors that it gets besides the standard three.

    `status` is the end of a pipe on which bwrap tells the process id of its namespace and the exit code; `gate` the
    end of one that it waits on before it starts the command. Both belong to the process from then on. What is
    `supervised` ends its own tree when it is asked to.
    """

    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stdin: int = subprocess.DEVNULL
    inherited: tuple[int, ...] = ()
    status: int | None = None
    gate: int | None = None
    supervised: bool = False


class Process:
    """A started program. It lives in its own session; `over` is reached when it and all that it started are dead."""

    def __init__(self, launch: Launch, output_limit: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._popen, self._pidfd = _start(launch)
        self.pid = self._popen.pid
        self.killed: str | None = None
        self._status = launch.status
        self._gate = launch.gate
        self._supervised = launch.supervised
        self._told = b""
        self._closed = False
        self._namespace: int | None = None
        self.namespace_pid: asyncio.Future[int] = self._loop.create_future()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_reader(self._pidfd, self._reap)
        exceeded = partial(self.kill, "output limit")
        self.stdout = Collector(self._popen.stdout, output_limit, exceeded)
        self.stderr = Collector(self._popen.stderr, output_limit, exceeded)
        if self._status is not None:
            os.set_blocking(self._status, False)
            self._loop.add_reader(self._status, self._read_status)

    @property
    def told_exit_code(self) -> int | None:
        """The exit code of the command as bwrap told it; None where the command was never started or was killed."""
        return _told(self._told, "exit-code")

    async def over(self) -> None:
        """Wait until the program and all in its namespace are dead and its output is read.

        A namespace takes all in it along. Without one, what holds the output open is not waited for, but told.
        """
        await asyncio.shield(self._ended)
        if self._status is not None:
            self._read_status()
        if self._namespace is not None:
            await _readable(self._namespace)
        _, open_still = await asyncio.wait({self.stdout.closed, self.stderr.closed}, timeout=GRACE)
        if open_still:
            self.killed = self.killed or "left something alive"

    def kill(self, why: str) -> None:
        """Kill the program and all that it started; `why` is kept if it is the first reason. Not once it is closed."""
        if self._closed:
            return
        gently = self._supervised and self.killed is None
        self.killed = self.killed or why
        if self._status is not None:
            self._read_status()
        with contextlib.suppress(ProcessLookupError):
            if self._namespace is not None:
                signal.pidfd_send_signal(self._namespace, signal.SIGKILL)
        if gently:
            self._end(os.kill, signal.SIGTERM)
            self._loop.call_later(GRACE, self._end, os.killpg, signal.SIGKILL)
        else:
            self._end(os.killpg, signal.SIGKILL)

    @property
    def exit_code(self) -> int | None:
        """The program's own, as a shell tells it; None while it runs."""
        code: int | None = self._popen.returncode
        return 128 - code if code is not None and code < 0 else code

    def open_gate(self) -> None:
        """Let the command start."""
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None

    def close(self) -> None:
        """Give back all descriptors. The process is over."""
        self._closed = True
        self.open_gate()
        for descriptor in (self._pidfd, self._status, self._namespace):
            if descriptor is not None:
                self._loop.remove_reader(descriptor)
                os.close(descriptor)
        for collector in (self.stdout, self.stderr):
            collector.close()

    def _end(self, kill: Callable[[int, int], None], number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if not self._ended.done():
                kill(self.pid, number)

    def _reap(self) -> None:
        self._loop.remove_reader(self._pidfd)
        # What is left of its group, before its number can be another's.
        self._end(os.killpg, signal.SIGKILL)
        self._popen.wait()
        self._ended.set_result(None)

    def _read_status(self) -> None:
        assert self._status is not None
        with contextlib.suppress(BlockingIOError):
            while content := os.read(self._status, 4096):
                self._told += content
            self._loop.remove_reader(self._status)
        pid = _told(self._told, "child-pid")
        if pid is not None and not self.namespace_pid.done():
            self.namespace_pid.set_result(pid)
            self._namespace = _open_child(pid, self.pid)


def _start(launch: Launch) -> tuple[subprocess.Popen[bytes], int]:
    """The program and a descriptor of its process. Raises `SandboxFailed`."""
    with contextlib.ExitStack() as undo:
        for descriptor in (launch.status, launch.gate):
            if descriptor is not None:
                undo.callback(os.close, descriptor)
        try:
            process = subprocess.Popen(
                launch.argv,
                cwd=launch.cwd,
                env=dict(launch.environment),
                stdin=launch.stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=launch.inherited,
                start_new_session=True,
            )
            undo.callback(process.communicate)
            undo.callback(process.kill)
            descriptor = os.pidfd_open(process.pid)
        except OSError as error:
            raise SandboxFailed(f"{launch.argv[0]} cannot be started: {error.strerror}") from error
        undo.pop_all()
    return process, descriptor


async def to_its_end(work: Awaitable[T]) -> T:
    """Wait for work that must not be left half done: a cancellation meanwhile goes on when it has ended."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled
    return task.result()


async def _readable(descriptor: int) -> None:
    """Wait until a descriptor of a process says that it is dead."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if poll.poll(0):
        return
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(descriptor, ready.set_result, None)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _told(documents: bytes, key: str) -> int | None:
    """A number from the documents that bwrap wrote, one on each whole line."""
    for line in documents.split(b"\n")[:-1]:
        try:
            document: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        if isinstance(value := document.get(key), int):
            return value
    return None


def _open_child(pid: int, parent: int) -> int | None:
    """A descriptor of the process, or None where it is dead; never that of a stranger that got its number."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    status = _parent_of(pid)
    if status == parent:
        return descriptor
    os.close(descriptor)
    return None


def _parent_of(pid: int) -> int | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(fields[1])
