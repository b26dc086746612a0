"""What the probe runs inside a sandbox to see what holds there; started as a program, never imported by ours.

Arguments: the questions as a JSON file, the file for the answers. Evidence is what a system call did, not what this
program thinks of it; whatever can be seen from outside is judged there.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

AF_PACKET = 17
UNCOUNTED_SECONDS = 2


def main() -> None:
    """Answer all questions; the number of processes comes last, since being killed is an answer too."""
    questions: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers: dict[str, object] = {
        "uid": os.getuid(),
        "pid_max": int(Path("/proc/sys/kernel/pid_max").read_text(encoding="ascii")),
        "status": _status(),
        "environment": sorted(os.environ),
        "written": [path for path in questions["write"] if _works(partial(_create, path))],
        "opened": [path for path in questions["open"] if _works(partial(_open, path))],
        "read": [path for path in questions["read"] if _has_content(path)],
        "connected": [address for address in questions["connect"] if _works(partial(_connect, address))],
        "loopback": _works(_use_loopback),
        "packet_error": _error(lambda: socket.socket(AF_PACKET, socket.SOCK_RAW)),
        "memory_limited": not _works(lambda: bytearray(questions["memory"] + (64 << 20))),
    }
    _save(answers)
    forked = _fork(questions["processes"] + 8)
    if forked is None:
        time.sleep(UNCOUNTED_SECONDS)
    _save({**answers, "forked": forked})


def _save(answers: dict[str, object]) -> None:
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")


def _error(attempt: Callable[[], object]) -> int | str | None:
    try:
        attempt()
    except OSError as error:
        return error.errno
    except MemoryError:
        return "memory"
    return None


def _works(attempt: Callable[[], object]) -> bool:
    return _error(attempt) is None


def _open(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY))


def _create(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _has_content(path: str) -> bool:
    try:
        return bool(Path(path).read_bytes())
    except OSError:
        return False


def _connect(address: Any) -> None:
    """To a port of the host, or to a unix socket by name."""
    family, target = (socket.AF_INET, ("127.0.0.1", address)) if isinstance(address, int) else (socket.AF_UNIX, address)
    with socket.socket(family) as client:
        client.settimeout(1)
        client.connect(target)


def _use_loopback() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.settimeout(1)
        client.connect(server.getsockname())


def _status() -> dict[str, str]:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return {name: text.strip() for name, _, text in (line.partition(":") for line in lines)}


def _fork(most: int) -> int | None:
    """How many children could be made before it was refused; None where all were."""
    children: list[int] = []
    try:
        while len(children) < most:
            pid = os.fork()
            if pid == 0:
                signal.pause()
            children.append(pid)
    except OSError:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        return len(children)
    return None


if __name__ == "__main__":
    main()
