"""Files laid over the workspace: what a patch writes and what it takes away, as the overlay file system stores them."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path, PurePosixPath

from assay.core.errors import Unreadable

NEWER = 2
"""Seconds by which a written file is newer than the one that it hides.

Python takes a `.pyc` for current by the whole seconds of its source's time and by its size alone.
"""


class Layer:
    """A folder whose files hide those of the workspace; a character device 0:0 in it hides a file for good.

    It is written before it is mounted only. A mounted overlay keeps the old text of every file that it looked up, so
    that a later write would seem to be there and not be: `seal` comes before the first mount and any write after
    it raises.
    """

    def __init__(self, folder: Path, workspace: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.sealed = False
        self._workspace = workspace
        self._made: dict[PurePosixPath, None] = {PurePosixPath(): None}

    def write(self, path: PurePosixPath, content: bytes) -> None:
        """Put a file over the workspace's. Raises `Unreadable` where a link leads out of it."""
        self._check_open()
        place = inside(self._workspace, path, follow=True)
        target = self._cleared(place)
        below = _status(self._workspace / place)
        mode = stat.S_IMODE(below.st_mode) if below else 0o644
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        target.chmod(mode)
        moment = max(time.time(), below.st_mtime + NEWER if below else 0)
        os.utime(target, (moment, moment))
        self._hide_bytecode(place)

    def remove(self, path: PurePosixPath) -> None:
        """Hide a file of the workspace, if there is one. Raises `Unreadable` where a link leads out of it."""
        self._check_open()
        place = inside(self._workspace, path, follow=False)
        if _status(self._workspace / place):
            os.mknod(self._cleared(place), stat.S_IFCHR, os.makedev(0, 0))
            self._hide_bytecode(place)

    def seal(self) -> None:
        """Give the folders the modes that they have below; nothing is written from now on."""
        if not self.sealed:
            for place in reversed(self._made):
                below = _status(self._workspace / place)
                if (self.folder / place).is_dir():
                    (self.folder / place).chmod(stat.S_IMODE(below.st_mode) if below else 0o755)
        self.sealed = True

    def _check_open(self) -> None:
        if self.sealed:
            raise RuntimeError("a layer that was mounted is never written again")

    def _cleared(self, place: PurePosixPath) -> Path:
        """Where `place` goes in the layer: its folder made, nothing there yet."""
        for parent in reversed(place.parents[:-1]):
            folder = self.folder / parent
            status = _status(folder)
            if status and not stat.S_ISDIR(status.st_mode):
                folder.unlink()
                status = None
            if not status:
                folder.mkdir(mode=0o700)
                self._made[parent] = None
        target = self.folder / place
        if status := _status(target):
            if stat.S_ISDIR(status.st_mode):
                shutil.rmtree(target)
            else:
                target.unlink()
        return target

    def _hide_bytecode(self, place: PurePosixPath) -> None:
        """Hide what Python compiled from the file: a `.pyc` may say that it need not be compared with its source."""
        if place.suffix != ".py":
            return
        for compiled in bytecode(self._workspace, place):
            os.mknod(self._cleared(compiled), stat.S_IFCHR, os.makedev(0, 0))


def bytecode(workspace: Path, place: PurePosixPath) -> tuple[PurePosixPath, ...]:
    """The files that Python compiled from this module."""
    folder = workspace / place.parent / "__pycache__"
    try:
        compiled = sorted(file.name for file in folder.iterdir() if file.suffix == ".pyc")
    except OSError:
        return ()
    return tuple(place.parent / "__pycache__" / name for name in compiled if name.startswith(f"{place.stem}."))


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
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
