"""What the user keeps from every model, beside what is ignored altogether and what the policy keeps secret."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from assay.core.command import TOP
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot

IGNORE = ".assayignore"
"""Lists, as a `.gitignore` does, what no model may see."""


def ignored(snapshot: Snapshot, paths: Iterable[PurePosixPath]) -> frozenset[PurePosixPath]:
    """Of these files, those that an ignore file keeps from models. Raises `Unreadable` where one cannot be read."""
    paths = tuple(paths)
    specs = tuple(_specs(snapshot, paths))
    return frozenset(path for path in paths if any(_says(spec, path) for spec in specs))


def _specs(snapshot: Snapshot, paths: tuple[PurePosixPath, ...]) -> Iterable[tuple[PurePosixPath, GitIgnoreSpec]]:
    folders = {TOP, *(path.parent for path in paths if path.name == IGNORE)}
    for folder in sorted(folders):
        if (text := snapshot.read(folder / IGNORE)) is None:
            continue
        try:
            yield folder, GitIgnoreSpec.from_lines(text.splitlines())
        except ValueError as error:  # nothing is shown rather than too much
            raise Unreadable(f"{folder / IGNORE}: {error}; correct it, for it says what no model may see") from error


def _says(spec: tuple[PurePosixPath, GitIgnoreSpec], path: PurePosixPath) -> bool:
    folder, patterns = spec
    return path.is_relative_to(folder) and patterns.match_file(str(path.relative_to(folder)))
