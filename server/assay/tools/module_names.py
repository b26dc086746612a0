"""The dotted names of a project's modules."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot


def dotted(snapshot: Snapshot, path: PurePosixPath) -> str:
    """The name under which a file is imported: its packages, from the outermost one on, and its own."""
    parts = [] if path.stem == "__init__" else [path.stem]
    for folder in path.parents:
        if folder == PurePosixPath() or not _is_package(snapshot, folder):
            break
        parts.insert(0, folder.name)
    return ".".join(parts)


def _is_package(snapshot: Snapshot, folder: PurePosixPath) -> bool:
    init = folder / "__init__.py"
    return snapshot.above.get(init) is not None or (snapshot.root / init).is_file()
