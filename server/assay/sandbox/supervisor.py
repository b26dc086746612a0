"""Runs one command where no namespace holds its processes (tier 3); started as a program, never imported by ours.

It adopts every process that the command leaves behind, and ends all of them when the command ends, when it is told
to (SIGTERM), or when the process that started it dies. Arguments: the limits as JSON, then the command.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
NOT_FOUND = 127


def main() -> int:
    """Run the command; its exit code as a shell tells it."""
    limits: dict[str, int] = json.loads(sys.argv[1])
    argv = sys.argv[2:]
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _stop)
    _control(PR_SET_CHILD_SUBREAPER, 1)
    _control(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return 128 + signal.SIGTERM
    child = os.fork()
    if child == 0:
        _become(argv, limits)
    code = _wait_for(child)
    end_all()
    return code


def end_all() -> None:
    """Kill all that descends from us, again and again until nothing does."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while descendants := _descendants():
        for pid in descendants:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        _reap()


def _become(argv: list[str], limits: dict[str, int]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name, limit in limits.items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        own = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(number, (own, own))
    try:
        os.execvp(argv[0], argv)  # noqa: S606  # the command has no shell
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
        os._exit(NOT_FOUND)


def _wait_for(child: int) -> int:
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _descendants() -> list[int]:
    found: list[int] = []
    pending = [os.getpid()]
    while pending:
        for task in Path(f"/proc/{pending.pop()}/task").glob("*/children"):
            try:
                children = [int(pid) for pid in task.read_bytes().split()]
            except OSError:
                continue
            found += children
            pending += children
    return found


def _reap() -> None:
    """Wait for one that was killed, then take all others that are dead."""
    options = 0
    try:
        while os.waitpid(-1, options)[0]:
            options = os.WNOHANG
    except ChildProcessError:
        return


def _stop(_signal: int, _frame: FrameType | None) -> None:
    end_all()
    os._exit(128 + signal.SIGTERM)


def _control(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
