"""Runs inside the sandbox, beside `mutation_payload.py`: what a test does to the world, and leaves behind.

Needs Python 3.9, imports nothing but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import enum
import os
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
FORBIDDEN = {
    "socket.connect": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "socket.gethostbyname": "uses the network",
    "socket.sendto": "uses the network",
    "socket.bind": "uses the network",
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.posix_spawn": "starts a process",
    "os.exec": "starts a process",
    "os.fork": "starts a process",
    "os.forkpty": "starts a process",
    "os.kill": "sends a signal",
}
CHANGING = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}
"""What changes files: where among the arguments a path is, and the folder that it is seen from."""


class Watch:
    """Sees what a test does to the world, and what it leaves behind in the module.

    `touched` is whether any test did something that another one running beside it may see, as temporary files are.
    """

    def __init__(self, workspace: str) -> None:
        self.on = False
        self.touched = False
        self._workspace = os.path.realpath(workspace)
        self.acts: set[str] = set()
        self.collected: list[dict[str, Any]] = []
        self._file = ""
        self._temporary = os.path.realpath(tempfile.gettempdir())
        sleep = time.sleep

        def seen(seconds: float) -> None:
            if self.on:
                self._add("sleeps")
            sleep(seconds)

        setattr(time, "sleep", seen)  # noqa: B010 - its type is not that of a function of ours
        sys.addaudithook(self._heard)

    @contextmanager
    def test(self) -> Generator[None]:
        """Listen while a test runs."""
        self.acts, self.on = set(), True
        try:
            yield
        finally:
            self.on = False

    @contextmanager
    def collecting(self, file: str) -> Generator[None]:
        """Listen while a file of tests is collected, but not to what the modules do that it imports."""
        self._file, self.on = file, True
        try:
            yield
        finally:
            self._file, self.on = "", False

    def looked(self, frame: Any) -> None:
        """Look at a `sleep` that a test calls: waiting in a coroutine is sleeping, letting others go first is not."""
        if frame.f_code.co_filename != getattr(sys.modules.get("asyncio.tasks"), "__file__", None):
            return
        if frame.f_locals.get("delay") != 0:
            self.acts.add("sleeps")

    def _heard(self, event: str, arguments: Any) -> None:
        if not self.on:
            return
        if event in FORBIDDEN:
            self.touched = True
            self._add(FORBIDDEN[event])
        elif event in CHANGING or event == "open":
            changed = _opened(arguments) if event == "open" else _changed(arguments, CHANGING[event])
            self.touched = self.touched or bool(changed)
            # a workspace may itself lie in the temporary folder
            if any(_within(each, self._workspace) or not _within(each, self._temporary) for each in changed):
                self._add("writes files outside of the temporary folder")

    def _add(self, act: str) -> None:
        if not self._file:
            self.acts.add(act)
        elif (line := _line_in(self._file)) is not None:
            self.collected.append({"file": self._file, "line": line, "act": f"{act} when it is collected"})


def _opened(arguments: Any) -> list[str]:
    """The path that is opened to write to it."""
    path, mode, flags = arguments
    writes = any(each in mode for each in "wax+") if isinstance(mode, str) else bool(flags & WRITING)
    return [os.path.realpath(os.fsdecode(path))] if writes and isinstance(path, (str, bytes)) else []


def _changed(arguments: Any, places: tuple[tuple[int, int | None], ...]) -> list[str]:
    found: list[str] = []
    for place, folder in places:
        seen_from = -1 if folder is None else arguments[folder]
        if isinstance(arguments[place], (str, bytes)):
            parent, name = os.path.split(Path(_folder(seen_from), os.fsdecode(arguments[place])))
            found.append(str(Path(os.path.realpath(parent), name)))  # a link itself is meant, not what it leads to
    return found


def _folder(descriptor: Any) -> str:
    """The folder that is open under a number; where there is none, what is said is said from the working directory."""
    if isinstance(descriptor, int) and descriptor >= 0:
        try:
            return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - it may be read without a second look
        except OSError:
            return ""
    return ""


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _line_in(file: str) -> int | None:
    """The line of the file from which something is done, 0 where pytest does it for it; None for what it imports."""
    frame: Any = getattr(sys, "_getframe")(3)  # noqa: B009 - there is no other way
    while frame is not None:
        if frame.f_code.co_filename == file:
            line: int = frame.f_lineno
            return line
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return None
        frame = frame.f_back
    return 0


class Same:
    """An object, compared by being that one."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._value is other._value

    __hash__ = object.__hash__


def state(module: Any) -> tuple[Any, ...]:
    """What the module and its classes hold, the environment, the working directory and the threads."""
    names = cast("dict[str, Any]", vars(module))
    kept = {name: _held(value, module) for name, value in names.items() if not name.startswith("__")}
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return kept, environment, Path.cwd(), {each.ident for each in threading.enumerate()}


def _held(value: Any, module: Any) -> Any:
    """A value so that it can be compared later: what it holds, where that is told without asking strangers."""
    if type(value) is type and value.__module__ == module.__name__:
        return Same(value), {name: _shown(each) for name, each in vars(value).items() if not _is_made(name)}
    return _shown(value)


def _shown(value: Any) -> Any:
    kinds: Any = (dict, list, set, int, str, float)
    return repr(value)[:100_000] if isinstance(value, kinds) and not isinstance(value, enum.Enum) else Same(value)


def _is_made(name: str) -> bool:
    """Whether Python itself puts it into a class, at times late."""
    return name in ("__annotations__", "__annotations_cache__", "__annotate__", "__annotate_func__", "__doc__")
