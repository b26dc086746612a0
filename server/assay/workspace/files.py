"""The files of a workspace that are not ignored, and their digests, for noticing that one of them moved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.digest import canonical, digest
from assay.core.snapshot import Snapshot
from assay.tools.listing import listed

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
        for path, status in listed(self._root):
            signature = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
            before = self._known.get(path)
            if before is not None and before[0] == signature:
                known[path] = before
            else:
                known[path] = (signature, _content(self._root / path, signature))
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


def _content(file: Path, signature: _Signature) -> str:
    """The digest of a file's content; of a very large one, of its beginning and what the disk says of the rest."""
    found = hashlib.sha256()
    try:
        with file.open("rb") as content:
            found.update(content.read(_HEAD))
    except OSError:
        return "unreadable"
    if signature[2] > _HEAD:
        found.update(str(signature).encode())
    return found.hexdigest()
