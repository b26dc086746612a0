"""Write one changed file: all of it or nothing, its mode kept, and only over the text that was verified."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from assay.core.errors import BadInput, Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import read_bytes


def refuse_links(root: Path, patch: Patch) -> None:
    """Raise `BadInput` where a file of the patch is a link or is reached through one: what would change is unclear."""
    for change in patch.changes:
        if (root / change.path).parent.resolve() / change.path.name != root / change.path:
            raise BadInput(f"{change.path}: in a folder that is a link; name the file where it really is")
        if (root / change.path).is_symlink():
            raise BadInput(f"{change.path}: a link; name the file that it leads to")


def put(root: Path, change: FileChange) -> str:
    """Write the change to the disk; empty where it was taken, else why not. Line ends are written as they are."""
    try:
        if not _still(root, change):
            return "not the file that was verified any more"
        if change.after is None:
            (root / change.path).unlink()
        elif change.before is None:
            _create(root / change.path, change.after.encode())
        else:
            _replace(root / change.path, change.after.encode())
    except OSError as error:
        return f"not written: {error.strerror or error}"
    except Unreadable as error:
        return str(error)
    return ""


def _still(root: Path, change: FileChange) -> bool:
    """Whether the file is what it was when it was verified, to the byte."""
    return read_bytes(root, change.path) == (None if change.before is None else change.before.encode())


def _create(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


def _replace(path: Path, content: bytes) -> None:
    """Put a new file in the place of the old one, in one step, so that nobody sees half of it."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    descriptor, name = tempfile.mkstemp(prefix=".assay-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _like(Path(name), status)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _like(path: Path, status: os.stat_result) -> None:
    """Give a file the owner, as far as we may, and the mode that another one has."""
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)
    path.chmod(stat.S_IMODE(status.st_mode))
