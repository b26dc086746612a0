"""A patch that the user turned down in an earlier run, and what they remarked, for the next attempt to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Earlier:
    """One unit of an earlier run.

    `messages` are what the checker had said at `path`; `patch` is the digest of the patch and `diff` what it does;
    `files` are those of its files that were there before. `remark` is empty where the user gave no reason.
    """

    run: str
    unit: int
    path: PurePosixPath
    messages: frozenset[str]
    patch: str
    diff: str
    files: tuple[PurePosixPath, ...]
    remark: str

    def is_about(self, path: PurePosixPath, diagnostics: Iterable[Diagnostic]) -> bool:
        """Whether it was to solve one of these errors."""
        return path == self.path and any(each.message in self.messages for each in diagnostics)

    def does(self, diff: str) -> bool:
        """Whether a patch makes the same change, wherever in its files that stands by now."""
        return _changed(diff) == _changed(self.diff)


def _changed(diff: str) -> list[str]:
    """The lines of a diff that are new or gone, under the names of their files."""
    return [line for line in diff.split("\n") if line.startswith(("+", "-"))]
