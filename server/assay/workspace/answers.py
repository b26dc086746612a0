"""What the checker last said of each file, with the text that it speaks of: what a menu can read without waiting.

What was said of a line goes where the line goes, and is dropped where the line changed: of that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.text import Position, differences, split_lines
from assay.workspace.answer import Answer, Said


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was said of one text, and what is left of it in the latest text that was asked about."""

    text: str
    said: tuple[Said, ...]
    latest: str
    left: tuple[Said, ...]


class Answers:
    """The last answer on each file."""

    def __init__(self) -> None:
        self._kept: dict[PurePosixPath, _Kept] = {}
        self._projects: dict[PurePosixPath, Answer] = {}

    def take(self, answer: Answer) -> None:
        """Put a new answer in the place of what was said of its files before."""
        self._projects[answer.root] = answer
        for path, text in answer.texts.items():
            said = answer.said.get(path, ())
            self._kept[path] = _Kept(text, said, text, said)

    def forget(self, path: PurePosixPath) -> None:
        """Hold nothing of a file any more."""
        self._kept.pop(path, None)

    def of(self, path: PurePosixPath, text: str) -> tuple[Said, ...] | None:
        """What still holds of a file whose text is this now; None where nothing was ever said of it."""
        if (kept := self._kept.get(path)) is None:
            return None
        if text != kept.latest:
            kept = replace(kept, latest=text, left=tuple(followed(kept.said, kept.text, text)))
            self._kept[path] = kept
        return kept.left

    def together(self, diagnostic: Diagnostic) -> int:
        """How many errors of its file have the cause of this one, as far as that is known; 1 where it is not."""
        kept = self._kept.get(diagnostic.path)
        same = (
            each.together
            for each in (kept.left if kept is not None else ())
            if each.diagnostic.key == diagnostic.key and each.diagnostic.start.line == diagnostic.start.line
        )
        return next(same, 1)

    def project(self, path: PurePosixPath) -> Answer | None:
        """The last answer on the project of a file; None where none was about this file."""
        return next((answer for answer in self._projects.values() if path in answer.texts), None)

    def clean(self, path: PurePosixPath, text: str) -> bool:
        """Whether the checker found nothing to say of just this text."""
        kept = self._kept.get(path)
        return kept is not None and kept.text == text and not kept.said


def followed(said: tuple[Said, ...], before: str, after: str) -> Iterator[Said]:
    """What was said of the text before, where it now stands; what was said of a line that changed is dropped."""
    changes = tuple(differences(split_lines(before), split_lines(after)))
    for each in said:
        shift = _shift(each.diagnostic, changes)
        if shift is not None:
            yield replace(each, diagnostic=_moved(each.diagnostic, shift)) if shift else each


def _shift(diagnostic: Diagnostic, changes: tuple[tuple[int, int, int, int], ...]) -> int | None:
    """By how many lines it moved; None where one of its own lines changed."""
    first, last = diagnostic.start.line, diagnostic.end.line
    shift = 0
    for old, old_end, _, new_end in changes:
        if old_end <= first:
            shift = new_end - old_end
        elif old <= last:
            return None
        else:
            break
    return shift


def _moved(diagnostic: Diagnostic, lines: int) -> Diagnostic:
    start, end = diagnostic.start, diagnostic.end
    return replace(
        diagnostic, start=Position(start.line + lines, start.column), end=Position(end.line + lines, end.column)
    )
