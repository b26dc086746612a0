"""The private folder of one open sandbox: where it may lie, whose it is, and the sweeping up after those that crashed.

The folder lies on a tmpfs where one is large enough and takes user attributes (an overlay needs them on its upper
layer, and unmounting one there costs nothing), else in the state folder on disk.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from assay.core.errors import SandboxFailed

ROOM = 1 << 30
"""Bytes that must be free on a tmpfs before branches are put there."""

GRACE = 60
"""Seconds that another process has between making its folder and locking it."""


class Session:
    """A folder that lives as long as its process, or until it is closed; a lock on a file in it says that it is alive.

    The lock is one of the process (`lockf`), so that it means the same in every PID namespace that sees the folder.
    """

    def __init__(self, base: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base))
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.lockf(self._lock, os.F_TLOCK, 0)

    def close(self) -> None:
        """Remove the folder and all in it."""
        if self._lock >= 0:
            remove_tree(self.folder)
            os.close(self._lock)
            self._lock = -1


def open_session(state: Path, environ: Mapping[str, str], workspace: Path, *, on_disk: bool = False) -> Session:
    """A new session in the best place there is, or on disk; what crashed processes left there is removed first.

    Raises `SandboxFailed` where no folder can be made.
    """
    disk = state.resolve() / "branches"
    for base in (disk,) if on_disk else (*_in_memory(environ), disk):
        if base.is_relative_to(workspace) or workspace.is_relative_to(base):
            continue
        if _prepared(base, in_memory=base != disk):
            sweep(base)
            return Session(base)
    raise SandboxFailed(f"no private folder can be made for branches, not even below {state}; make it writable")


def sweep(base: Path) -> None:
    """Remove the sessions below `base` whose process is gone."""
    for entry in os.scandir(base):
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(f"{os.getpid()}-") and _left(entry):
            remove_tree(Path(entry.path))


def remove_tree(folder: Path) -> None:
    """Remove a folder whatever the modes inside; links in it are removed, not followed. Nothing may run in it."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        return
    folder.chmod(0o700)
    for parent, names, _ in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _in_memory(environ: Mapping[str, str]) -> Iterator[Path]:
    name = f"assay-{os.getuid()}"
    if runtime := environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime).resolve() / name
    yield Path("/dev/shm") / name  # noqa: S108  # made with mode 0700 and checked to be ours before use


def _prepared(base: Path, *, in_memory: bool) -> bool:
    """Whether `base` is now a folder of ours alone that can hold branches."""
    try:
        if in_memory and shutil.disk_usage(base.parent).free < ROOM:
            return False
        base.mkdir(mode=0o700, parents=not in_memory, exist_ok=True)
        status = base.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        base.chmod(0o700)
        if in_memory:
            os.setxattr(base, "user.assay.probe", b"1")
    except OSError:
        return False
    return True


def _is_old(entry: os.DirEntry[str]) -> bool:
    """Whether a folder without a lock has stood for longer than one is made; its owner may remove it this moment."""
    try:
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > GRACE
    except FileNotFoundError:
        return False


def _left(entry: os.DirEntry[str]) -> bool:
    try:
        descriptor = os.open(Path(entry.path, "lock"), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return _is_old(entry)
    except OSError:
        return False
    try:
        os.lockf(descriptor, os.F_TLOCK, 0)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
