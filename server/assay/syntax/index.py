"""The index of a workspace's Python: the outlines of its files, to be asked where a name is defined and used.

It is a value. An index after an edit shares with the one before it all but the files that were edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from assay.syntax.limits import too_much
from assay.syntax.outline import Definition, Outline, Use, outline

LARGEST = 1 << 20
"""Texts of more characters are not indexed: hardly anybody wrote them."""


@dataclass(frozen=True, slots=True)
class Index:
    """Outlines by path, in the order of the paths. `skipped` says of which files there is none, and why."""

    outlines: Mapping[PurePosixPath, Outline] = field(default_factory=lambda: MappingProxyType({}))
    skipped: Mapping[PurePosixPath, str] = field(default_factory=lambda: MappingProxyType({}))

    def definitions(self, name: str) -> Iterator[tuple[PurePosixPath, Definition]]:
        """What has this name, which may be qualified in part, as in `Class.method`; file by file."""
        tail = f".{name}"
        for path, found in self.outlines.items():
            yield from (
                (path, each) for each in found.definitions if each.qualified == name or each.qualified.endswith(tail)
            )

    def references(self, name: str) -> Iterator[tuple[PurePosixPath, Use]]:
        """The uses of a name, whatever has it; file by file."""
        for path, found in self.outlines.items():
            yield from ((path, each) for each in found.uses if each.name == name)

    def with_texts(self, texts: Mapping[PurePosixPath, str | None]) -> Index:
        """The index where these files, Python all of them, have these texts; one that is None is gone."""
        if not texts:
            return self
        outlines, skipped = dict(self.outlines), dict(self.skipped)
        for path, text in texts.items():
            outlines.pop(path, None)
            skipped.pop(path, None)
            if text is not None and (why := too_much(text, LARGEST)):
                skipped[path] = why
            elif text is not None:
                outlines[path] = outline(text)
        return index_of(outlines, skipped)


def index_of(outlines: Mapping[PurePosixPath, Outline], skipped: Mapping[PurePosixPath, str]) -> Index:
    """The index of these outlines, the same whatever order they come in."""
    ordered = {path: outlines[path] for path in sorted(outlines)}
    return Index(MappingProxyType(ordered), MappingProxyType({path: skipped[path] for path in sorted(skipped)}))
