"""The files of a workspace that are not ignored.

Ignored is what a `.gitignore` says, and what no project means to be read: caches, environments, version control.
Nothing is executed for it: git itself could be told by the repository to run a program.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

NEVER = frozenset(
    (
        ".git", ".hg", ".svn", ".jj", "__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache",
        ".tox", ".nox", ".hypothesis", ".eggs",
    )
)  # fmt: skip


def listed(root: Path, *, ignored: bool = False) -> Iterator[tuple[PurePosixPath, os.stat_result]]:
    """Every regular file that is not ignored, with its status; links are not followed.

    With `ignored`, what a `.gitignore` says does not count, and only caches, environments and version control stay out.
    """
    pending: list[tuple[PurePosixPath, tuple[tuple[PurePosixPath, GitIgnoreSpec], ...]]] = [(PurePosixPath(), ())]
    while pending:
        folder, specs = pending.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            continue  # gone or not ours to read: it cannot be part of what a verdict rests on
        names = {entry.name for entry in entries}
        if folder.parts and "pyvenv.cfg" in names:
            continue
        if not ignored and ".gitignore" in names and (spec := _spec(root / folder / ".gitignore")) is not None:
            specs = (*specs, (folder, spec))
        for entry in entries:
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in NEVER and not _ignored(path, specs, slash="/"):
                    pending.append((path, specs))
            elif entry.is_file(follow_symlinks=False) and not _ignored(path, specs):
                try:
                    yield path, entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # removed while we look: as if it had not been there


def is_ignored(root: Path, path: PurePosixPath) -> bool:
    """Whether a file would not be listed, were it there."""
    if not NEVER.isdisjoint(path.parts[:-1]):
        return True
    specs: tuple[tuple[PurePosixPath, GitIgnoreSpec], ...] = ()
    for folder in reversed(path.parents):
        if folder.parts and _ignored(folder, specs, slash="/"):
            return True
        if (spec := _spec(root / folder / ".gitignore")) is not None:
            specs = (*specs, (folder, spec))
    return _ignored(path, specs)


def _spec(file: Path) -> GitIgnoreSpec | None:
    try:
        return GitIgnoreSpec.from_lines(file.read_text("utf-8", "replace").splitlines())
    except (OSError, ValueError):
        return None  # an unreadable or malformed file ignores nothing: more is looked at, never less


def _ignored(path: PurePosixPath, specs: tuple[tuple[PurePosixPath, GitIgnoreSpec], ...], slash: str = "") -> bool:
    """Whether the innermost `.gitignore` that speaks of the path ignores it."""
    for folder, spec in reversed(specs):
        found = spec.check_file(f"{path.relative_to(folder)}{slash}").include
        if found is not None:
            return found
    return False
