"""The files that a checker's report names, as paths of the workspace and as lines to find columns in."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import Lines


class ReportedFiles:
    """The files of one report, each read once. `folder` is where the checker was started, in the workspace."""

    def __init__(self, snapshot: Snapshot, folder: PurePosixPath) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._lines: dict[PurePosixPath, Lines | None] = {}

    def path(self, file: str) -> PurePosixPath:
        """Relative to the workspace; absolute where it lies outside."""
        path = PurePosixPath(os.path.normpath(self._folder / file))
        roots = (PurePosixPath(self._snapshot.root), PurePosixPath(os.path.realpath(self._snapshot.root)))
        return next((path.relative_to(root) for root in roots if path.is_relative_to(root)), path)

    def line(self, path: PurePosixPath, number: int) -> str:
        """The text of a line, counted from 0; empty where it is not there to be read."""
        if path not in self._lines:
            self._lines[path] = self._read(path)
        lines = self._lines[path]
        return "" if lines is None else lines.line(number)

    def _read(self, path: PurePosixPath) -> Lines | None:
        try:
            text = None if path.is_absolute() else self._snapshot.read(path)
        except Unreadable:
            return None
        return None if text is None else Lines(text)
