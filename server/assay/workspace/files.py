"""The files of a workspace that are not ignored, and their digests, for noticing that one of them moved.

Ignored is what a `.gitignore` says, and what no project means to be read: caches, environments, version control.
Nothing is executed for it: git itself could be told by the repository to run a program.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from assay.core.digest import canonical, digest
from assay.core.snapshot import Snapshot

NEVER = frozenset(
    (
        ".git", ".hg", ".svn", ".jj", "__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache",
        ".tox", ".nox", ".hypothesis", ".eggs",
    )
)  # fmt: skip
_HEAD = 64 * 1024 * 1024

_Signature = tuple[int, int, int, int]


class Files:
    """The digests of a workspace's files; what did not move on disk since the last look is not read again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[PurePosixPath, tuple[_Signature, str]] = {}

    def look(self, snapshot: Snapshot) -> dict[PurePosixPath, str]:
        """The digest of every file that is not ignored, the snapshot's own texts above the disk.

        Blocks on the disk: call it in a thread.
        """
        known: dict[PurePosixPath, tuple[_Signature, str]] = {}
        for path, status in _walk(self._root):
            signature = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
            before = self._known.get(path)
            if before is not None and before[0] == signature:
                known[path] = before
            else:
                known[path] = (signature, _content(self._root / path, status.st_size))
        self._known = known
        seen = {path: found for path, (_, found) in known.items()}
        for path, text in snapshot.above.items():
            if text is None:
                seen.pop(path, None)
            else:
                seen[path] = digest(text)
        return seen


def of_all(seen: dict[PurePosixPath, str]) -> str:
    """One digest of the digests of all files."""
    return digest(canonical(sorted((str(path), found) for path, found in seen.items())))


def moved(before: Mapping[PurePosixPath, str], after: Mapping[PurePosixPath, str]) -> tuple[PurePosixPath, ...]:
    """The files that came, went or changed between two looks, sorted."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


def _walk(root: Path) -> Iterator[tuple[PurePosixPath, os.stat_result]]:
    """Every regular file that is not ignored, with its status; links are not followed."""
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
        if ".gitignore" in names and (spec := _spec(root / folder / ".gitignore")) is not None:
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


def _content(file: Path, size: int) -> str:
    """The digest of a file's content; of a very large one, of its beginning and its size."""
    found = hashlib.sha256()
    try:
        with file.open("rb") as content:
            found.update(content.read(_HEAD))
    except OSError:
        return "unreadable"
    if size > _HEAD:
        found.update(str(size).encode())
    return found.hexdigest()
