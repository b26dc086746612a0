"""Runs inside the sandbox, beside `mutation_payload.py`: what a test does to the world, and leaves in the module.

Needs Python 3.9, imports nothing but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
FORBIDDEN = {
    "socket.connect": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "socket.bind": "uses the network",
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.posix_spawn": "starts a process",
}


class Watch:
    """Sees what a test does to the world, and what it leaves behind in the module."""

    def __init__(self, workspace: str) -> None:
        self.on = False
        self._workspace = os.path.realpath(workspace)
        self.acts: set[str] = set()
        self._temporary = os.path.realpath(tempfile.gettempdir())
        sleep = time.sleep

        def seen(seconds: float) -> None:
            if self.on:
                self.acts.add("sleeps")
            sleep(seconds)

        setattr(time, "sleep", seen)  # noqa: B010 - its type is not that of a function of ours
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: Any) -> None:
        if not self.on:
            return
        if event in FORBIDDEN:
            self.acts.add(FORBIDDEN[event])
        elif event == "open" and isinstance(arguments[0], str):
            mode, flags = arguments[1], arguments[2]
            writes = any(each in mode for each in "wax+") if isinstance(mode, str) else bool(flags & WRITING)
            path = os.path.realpath(arguments[0])
            # a workspace may itself lie in the temporary folder
            if writes and (path.startswith(self._workspace) or not path.startswith(self._temporary)):
                self.acts.add("writes files outside of the temporary folder")


def state(module: Any) -> tuple[Any, ...]:
    names = cast("dict[str, Any]", vars(module))
    kinds: Any = (dict, list, set, int, str, float)
    kept = [
        (name, repr(value)[:100_000])
        for name, value in sorted(names.items())
        if not name.startswith("__") and isinstance(value, kinds)
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return kept, environment, Path.cwd()
