"""Finding what no command may see: secret files, and the sockets, pipes and devices that lie in a workspace."""

from __future__ import annotations

import fnmatch
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.policy import Policy

NOT_ENTERED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".tox",
        ".nox",
    }
)
"""Folders that tools fill, where nobody keeps a secret and most files of a workspace lie."""

INSTALLED = frozenset({"pyvenv.cfg", "conda-meta"})
"""Names in the folder of an installed environment; likewise not entered."""

MAX_ENTRIES = 2_000_000


@dataclass(frozen=True, slots=True)
class Masks:
    """What to keep from every command, by path below the workspace.

    `special` are sockets, pipes and devices: an overlay makes them harmless, a read-only view of the workspace does
    not. `complete` is false where the workspace has more than `MAX_ENTRIES` entries. `witness` is some ordinary file
    with something in it, by which hiding can be tried out.
    """

    secrets: tuple[PurePosixPath, ...]
    special: tuple[PurePosixPath, ...]
    complete: bool
    witness: PurePosixPath | None


def find_masks(workspace: Path, policy: Policy) -> Masks:
    """Look through the whole workspace, the upper folders first. It takes about a second for 500,000 files."""
    hidden = hides(policy)
    secrets: list[PurePosixPath] = []
    special: list[PurePosixPath] = []
    witness = None
    seen = 0
    folders = deque([PurePosixPath()])
    while folders and seen < MAX_ENTRIES:
        folder = folders.popleft()
        entries = list(_entries(workspace / folder))
        seen += len(entries)
        if folder.parts and not INSTALLED.isdisjoint(entry.name for entry in entries):
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in NOT_ENTERED:
                    folders.append(folder / entry.name)
            elif hidden(folder, entry.name):
                secrets += _with_target(workspace, folder / entry.name)
            elif entry.is_file(follow_symlinks=False):
                witness = witness or (folder / entry.name if _has_content(entry) else None)
            elif not entry.is_symlink():
                special.append(folder / entry.name)
    return Masks(tuple(dict.fromkeys(secrets)), tuple(special), not folders, witness)


def find_in(workspace: Path, folders: Iterable[PurePosixPath], policy: Policy) -> tuple[PurePosixPath, ...]:
    """The secret files that lie directly in these folders."""
    hidden = hides(policy)
    return tuple(
        path
        for folder in folders
        for entry in _entries(workspace / folder)
        if hidden(folder, entry.name) and not entry.is_dir(follow_symlinks=False)
        for path in _with_target(workspace, folder / entry.name)
    )


def hides(policy: Policy) -> Callable[[PurePosixPath, str], bool]:
    """`policy.hides` for a folder and a name in it, quick for the names that no pattern ends in."""
    ends = "|".join(fnmatch.translate(pattern.rsplit("/", 1)[-1]) for pattern in policy.secrets)
    match = re.compile(ends or r"(?!)").match
    return lambda folder, name: match(name) is not None and policy.hides(folder / name)


def is_installed(folder: Path) -> bool:
    """Whether this is the folder of an installed environment."""
    return any(os.path.exists(folder / name) for name in INSTALLED)  # noqa: PTH110 - it takes a closed folder too


def _with_target(workspace: Path, path: PurePosixPath) -> tuple[PurePosixPath, ...]:
    """The file, and what it is a link to where that is a file of the workspace too."""
    real = (workspace / path).resolve()
    if real == workspace / path or not real.is_relative_to(workspace):
        return (path,)
    if os.path.isdir(real):  # noqa: PTH112 - unlike `Path.is_dir`, it takes what may not be looked at
        return (path,)
    return (path, PurePosixPath(real.relative_to(workspace)))


def _has_content(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.stat().st_size > 0
    except OSError:  # gone by now, or in a folder that may be listed and not entered
        return False


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return
