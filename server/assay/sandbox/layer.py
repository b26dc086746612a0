"""Files laid over the workspace: what a snapshot writes there and what it takes away."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path, PurePosixPath

from assay.core.errors import Unreadable

NEWER = 2
"""Seconds by which a written file is newer than the one that it hides.

Python takes a `.pyc` for current by the whole seconds of its source's time and by its size alone.
"""


class Layer:
    """A folder whose files hide those of the workspace, and the files of the workspace that are to be gone.

    It is written before it is mounted only. A mounted overlay keeps the old text of every file that it looked up, so
    that a later write would seem to be there and not be: `seal` comes before the first mount and any write after
    it raises.
    """

    def __init__(self, folder: Path, workspace: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.written: set[PurePosixPath] = set()
        self.removed: set[PurePosixPath] = set()
        self._sealed = False
        self._workspace = workspace
        self._folders: dict[PurePosixPath, None] = {PurePosixPath(): None}

    def write(self, path: PurePosixPath, content: bytes) -> None:
        """Put a file over the workspace's. Raises `Unreadable` where a link leads out of it."""
        self._check_open()
        place = inside(self._workspace, path, follow=True)
        target = self._target(place)
        target.unlink(missing_ok=True)
        below = _status(self._workspace / place)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        target.chmod(stat.S_IMODE(below.st_mode) if below else 0o644)
        moment = max(time.time(), below.st_mtime + NEWER if below else 0)
        os.utime(target, (moment, moment))
        self.written.add(place)
        self.removed |= bytecode(self._workspace, place)

    def remove(self, path: PurePosixPath) -> None:
        """Take a file of the workspace away, if it is there. Raises `Unreadable` where a link leads out of it."""
        self._check_open()
        place = inside(self._workspace, path, follow=False)
        if _may_be_there(self._workspace / place):
            self.removed |= {place, *bytecode(self._workspace, place)}

    def seal(self, *, whiteouts: bool) -> None:
        """Nothing is written from now on. With `whiteouts`, what is gone is marked the way that an overlay reads."""
        for place in sorted(self.removed - self.written) if whiteouts else ():
            self._white_out(place)
        for place in reversed(self._folders):
            below = _status(self._workspace / place)
            mode = stat.S_IMODE(below.st_mode) if below and stat.S_ISDIR(below.st_mode) else 0o755
            (self.folder / place).chmod(mode)
        self._sealed = True

    def _check_open(self) -> None:
        if self._sealed:
            raise RuntimeError("a layer that may have been mounted is never written again")

    def _white_out(self, place: PurePosixPath) -> None:
        """Hide the place by a character device 0:0, unless something else stands there or above it already."""
        if any(parent in self.written for parent in place.parents) or _status(self.folder / place):
            return
        os.mknod(self._target(place), stat.S_IFCHR, os.makedev(0, 0))

    def _target(self, place: PurePosixPath) -> Path:
        """Where `place` goes in the layer, its folders made."""
        for parent in reversed(place.parents[:-1]):
            if parent not in self._folders:
                (self.folder / parent).mkdir(mode=0o700)
                self._folders[parent] = None
        return self.folder / place


def bytecode(workspace: Path, place: PurePosixPath) -> set[PurePosixPath]:
    """The files that Python compiled from this module: one of them may say that it need not be compared with it."""
    if place.suffix != ".py":
        return set()
    folder = place.parent / "__pycache__"
    try:
        compiled = [file.name for file in (workspace / folder).iterdir() if file.suffix == ".pyc"]
    except OSError:
        return set()
    return {folder / name for name in compiled if name.startswith(f"{place.stem}.")}


def inside(workspace: Path, path: PurePosixPath, *, follow: bool) -> PurePosixPath:
    """The path without links in it; `follow` says whether a link at its end is one. Raises `Unreadable`."""
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise Unreadable(f"{path}: not a path below the workspace")
    full = workspace / path
    real = full.resolve() if follow else full.parent.resolve() / full.name
    if not real.is_relative_to(workspace):
        raise Unreadable(f"{path}: a link that leaves the workspace")
    return PurePosixPath(real.relative_to(workspace))


def _status(path: Path) -> os.stat_result | None:
    """What is there; None also for what lies in a folder that we may not enter."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def _may_be_there(path: Path) -> bool:
    """Whether something is there or cannot be seen: the owner of a closed folder opens it in a branch of its own."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError:
        return True
    return True
