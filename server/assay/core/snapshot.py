"""The texts of a workspace's files at one moment: the disk below, open documents and patches on top.

Reading raises `Unreadable` for a file that is there but cannot be taken as text.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from assay.core.errors import Unreadable
from assay.core.patch import Patch

MAX_TEXT = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Snapshot:
    """File texts by path relative to `root`; `above` lies over the disk, None in it is a file that is absent."""

    root: Path
    above: Mapping[PurePosixPath, str | None] = field(default_factory=lambda: MappingProxyType({}))

    def read(self, path: PurePosixPath) -> str | None:
        """The text of a file, or None where there is none. Raises `Unreadable`."""
        if path in self.above:
            return self.above[path]
        content = read_bytes(self.root, path)
        if content is None:
            return None
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"{path}: not UTF-8 (byte {error.start}); convert the file to UTF-8") from error

    def with_patch(self, patch: Patch) -> Snapshot:
        """The snapshot after the patch."""
        return self.with_texts({change.path: change.after for change in patch.changes})

    def with_texts(self, texts: Mapping[PurePosixPath, str | None]) -> Snapshot:
        """The snapshot with these texts on top."""
        return replace(self, above=MappingProxyType({**self.above, **texts}))


def read_bytes(root: Path, path: PurePosixPath) -> bytes | None:
    """The bytes of a regular file below `root`; None where there is none.

    Raises `Unreadable` for what is not a regular file, is larger than `MAX_TEXT`, or is reached
    through a link that leaves `root`.
    """
    full = root / path
    try:
        if not full.resolve().is_relative_to(root.resolve()):
            raise Unreadable(f"{path}: a link that leaves the workspace")
        descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{path}: not a regular file")
        if status.st_size > MAX_TEXT:
            raise Unreadable(f"{path}: larger than {MAX_TEXT // 1024 // 1024} MiB")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)
