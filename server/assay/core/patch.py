"""A patch: what many files were and what they become."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.digest import canonical, digest
from assay.core.text import line_edits, split_lines


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after; None where it does not exist."""

    path: PurePosixPath
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes of files, sorted by path, each path once."""

    changes: tuple[FileChange, ...]

    def __post_init__(self) -> None:
        paths = [change.path for change in self.changes]
        if paths != sorted(set(paths)):
            raise ValueError("the changes of a patch are sorted by path, each path once")

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The files that it touches."""
        return tuple(change.path for change in self.changes)

    @property
    def digest(self) -> str:
        """Equal for patches that turn the same texts into the same texts."""
        return digest(canonical([[str(change.path), change.before, change.after] for change in self.changes]))

    @property
    def lines(self) -> int:
        """How many lines are new, gone or different; a replaced line counts once."""
        return sum(map(_lines, self.changes))

    def diff(self) -> str:
        """The patch as a unified diff, for reading."""
        return "".join(_diff(change) for change in self.changes)


def _lines(change: FileChange) -> int:
    before = change.before or ""
    edits = line_edits(before, change.after or "")
    return sum(
        max(len(split_lines(edit.text)), len(split_lines(before[edit.span.start : edit.span.end]))) for edit in edits
    )


def _diff(change: FileChange) -> str:
    old = "" if change.before is None else change.before
    new = "" if change.after is None else change.after
    lines = difflib.unified_diff(
        split_lines(old),
        split_lines(new),
        "/dev/null" if change.before is None else f"a/{change.path}",
        "/dev/null" if change.after is None else f"b/{change.path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
