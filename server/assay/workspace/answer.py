"""What a look at a project gives: what its checker said of the open files, or why it said nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Said:
    """One remark of the checker, and how many of its file have the same cause."""

    diagnostic: Diagnostic
    together: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What the checker said of the open files of one project: their texts as it saw them, and the remarks on each.

    `remarks` counts those on the whole project, whose folder is `root`.
    """

    root: PurePosixPath
    texts: Mapping[PurePosixPath, str]
    said: Mapping[PurePosixPath, tuple[Said, ...]]
    remarks: int

    def moved(self, snapshot: Snapshot) -> bool:
        """Whether one of the texts is another now."""
        return any(snapshot.above.get(path) != text for path, text in self.texts.items())


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why there is no answer, in words for the user; `slow` is whether waiting longer might have brought one."""

    reason: str
    slow: bool = False
