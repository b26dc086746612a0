"""The folder of a store: the user's own and closed to others; a broken one is set aside, and the last two are kept."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

KEPT = 2
"""Broken stores that are kept, for whoever wants to look."""

_ASIDE = ".broken-"


class Unfit(OSError):
    """The folder cannot be used: it is not the user's own, or not a folder."""


def make_private(folder: Path) -> None:
    """Make the folder, or close an existing one to all others. Raises `OSError`, and `Unfit` where it is not ours."""
    if os.path.expandvars(folder) != str(folder):
        raise Unfit(f"{folder}: its name holds a variable, which the store would replace")
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()  # a link is not followed: it may lead to what others can write
        if not stat.S_ISDIR(found.st_mode):
            raise Unfit(f"{folder}: not a folder") from None
        if hasattr(os, "getuid") and found.st_uid != os.getuid():
            raise Unfit(f"{folder}: belongs to another user") from None
        folder.chmod(0o700)


def set_aside(folder: Path) -> Path:
    """Rename a broken store, so that a new one can be made in its place, and give its new name. Raises `OSError`.

    Another process that has it open goes on with what it holds.
    """
    aside = folder.with_name(f"{folder.name}{_ASIDE}{time.time_ns()}-{os.getpid()}")
    folder.rename(aside)
    for old in broken(folder)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return aside


def broken(folder: Path) -> list[Path]:
    """The stores that were set aside, the oldest first."""
    return sorted(folder.parent.glob(f"{folder.name}{_ASIDE}*"))
