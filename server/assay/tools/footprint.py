"""What a verdict may rest on beside the files that count, as a look at the folders tells: no file is opened.

That is what is installed: a package that is put there again in the same version is another one, an editable install is
the files that it leads to. And it is what the workspace ignores, such as settings of the machine that tests read.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from assay.core.digest import canonical, digest
from assay.core.project import Interpreter
from assay.tools.environment import holds_python, package_folders
from assay.tools.listing import listed

MOST = 5000
"""Files that are looked at of either kind: more take too long for a look that is to save time."""


def footprint(interpreter: Interpreter, workspace: Path) -> str | None:
    """A digest of it; None where there are too many files outside of the environment to tell. Blocks."""
    packages = package_folders(interpreter)
    at_home = (interpreter.prefix, interpreter.base_prefix, workspace, *packages)
    outside = [
        path
        for path in interpreter.readable
        if not any(path.is_relative_to(folder) for folder in at_home) and not holds_python(path)
    ]
    found = list(islice((each for path in outside for each in _files(path)), MOST + 1))
    if len(found) > MOST:
        return None
    return digest(canonical([found, [entry for folder in packages for entry in _entries(folder)]]))


def of_ignored(workspace: Path, counted: Container[PurePosixPath]) -> str | None:
    """A digest of the names, times and sizes of all files but those that are counted otherwise; None for too many."""
    every = listed(workspace, ignored=True)
    found = list(islice(([str(path), *_signature(status)] for path, status in every if path not in counted), MOST + 1))
    return None if len(found) > MOST else digest(canonical(found))


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _entries(folder: Path) -> list[list[str | int]]:
    """What lies in a folder of packages. The time of a folder moves when something in it comes or goes."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                [str(folder), entry.name, status.st_mtime_ns, status.st_ino]
                for entry in entries
                if entry.name != "__pycache__" and (status := entry.stat(follow_symlinks=False))
            )
    except OSError as error:
        return [[str(folder), str(error.strerror)]]


def _files(path: Path) -> Iterator[list[str | int]]:
    if path.is_file():
        status = path.stat()
        yield [str(path), *_signature(status)]
    for file, status in listed(path):
        yield [str(path / file), *_signature(status)]
