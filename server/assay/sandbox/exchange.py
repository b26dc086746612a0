"""The texts that a command gets and the files that it leaves, through two folders of its branch.

What a command leaves is untrusted: only regular files are read, no link is followed, and no more than a limit.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.sandbox.session import remove_tree

LARGEST_OUTPUT = 64 << 20


def write_inputs(folder: Path, inputs: Mapping[str, str]) -> None:
    """Make `folder` anew with these texts in it. Raises `ValueError` for a name that leads out of it."""
    remove_tree(folder)
    folder.mkdir(mode=0o700)
    for name, text in inputs.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ValueError(f"{name}: not a name of an input")
        (folder / path.parent).mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def make_output_folder(folder: Path, names: tuple[str, ...]) -> None:
    """Make `folder` anew, empty. Raises `ValueError` for a name that is not that of a file in it."""
    for name in names:
        if "/" in name or name in {"", ".", ".."}:
            raise ValueError(f"{name}: not a name of an output")
    remove_tree(folder)
    folder.mkdir(mode=0o700)


def read_outputs(folder: Path, names: tuple[str, ...], limit: int) -> dict[str, bytes]:
    """The files of these names that a command left; those that are regular files and smaller than `limit`."""
    found = {name: _read_regular(folder / name, limit) for name in names}
    return {name: content for name, content in found.items() if content is not None}


def _read_regular(path: Path, limit: int) -> bytes | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size >= limit:
            return None
        return file.read(limit)
