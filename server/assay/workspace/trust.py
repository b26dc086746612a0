"""Which folders the user trusts, kept in their state folder: one small file a folder, so that no two writers collide.

A trusted folder trusts what lies in it. Links are resolved first: trust is in the folder, not in a name of it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from assay.core.digest import digest
from assay.core.errors import Lacking


def is_trusted(state: Path, folder: Path) -> bool:
    """Whether the user trusts a folder or one that it lies in. `state` is the user's state folder."""
    return trusted_through(state, folder) is not None


def trusted_through(state: Path, folder: Path) -> Path | None:
    """The outermost folder through which a folder is trusted; None where it is not."""
    resolved = folder.resolve()
    outwards = (resolved, *resolved.parents)
    return next((each for each in reversed(outwards) if _says(_file(state, each)) == str(each)), None)


def remember(state: Path, folder: Path) -> None:
    """Trust a folder from now on. Raises `Lacking` where that cannot be kept."""
    resolved = folder.resolve()
    file = _file(state, resolved)
    try:
        for private in (state, file.parent):
            private.mkdir(parents=True, exist_ok=True, mode=0o700)
            private.chmod(0o700)
        # a temporary file is readable and writable by its owner alone
        descriptor, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(os.fsencode(resolved))
            opened.flush()
            os.fsync(opened.fileno())
        Path(temporary).replace(file)
    except OSError as error:
        raise Lacking(f"{file.parent}: {error.strerror}; trust in {resolved} could not be remembered") from error


def forget(state: Path, folder: Path) -> bool:
    """Trust a folder no longer, and whether it was trusted by itself. A trusted folder above it still counts."""
    file = _file(state, folder.resolve())
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Lacking(f"{file}: {error.strerror}; trust in {folder} could not be forgotten") from error
    return True


def _file(state: Path, folder: Path) -> Path:
    return state / "trust" / digest(os.fsencode(folder))


def _says(file: Path) -> str | None:
    try:
        return os.fsdecode(file.read_bytes())
    except OSError:
        return None
