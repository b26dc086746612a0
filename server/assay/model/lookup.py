"""What a model finds out about names: where a thing is defined and where it is used, in files that it may see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.context import Passage
from assay.core.snapshot import Snapshot
from assay.syntax.index import Index
from assay.syntax.outline import Definition

MOST = 60
"""Lines of one answer."""

Lookup = Callable[[Snapshot], Awaitable[Index]]
"""Gives the index of a snapshot."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Which files a model may see, and how names in them are looked up."""

    shown: frozenset[PurePosixPath]
    index: Lookup


def symbols(index: Index, name: str, visible: Collection[PurePosixPath]) -> Passage:
    """What a file defines, where the name is its path; else what has this name, in all files."""
    if (path := PurePosixPath(name)) in index.outlines:
        found = [(path, each) for each in index.outlines[path].definitions]
    else:
        found = list(index.definitions(name))
    return _listed([(file, _line(file, each)) for file, each in found if file in visible])


def references(
    index: Index, name: str, visible: Collection[PurePosixPath], lines: Callable[[PurePosixPath], Sequence[str]]
) -> Passage:
    """The lines that use a name, whatever it is the name of there; of a qualified one, its last part."""

    def found() -> Iterator[tuple[PurePosixPath, str]]:
        uses = [(path, use) for path, use in index.references(name.rpartition(".")[2]) if path in visible]
        for path, use in uses[: MOST + 1]:
            text = lines(path)
            for number in use.lines:
                if number < len(text):
                    where = f" (in {use.scope})" if use.scope else ""
                    yield path, f"{path}:{number + 1}: {text[number].strip()}{where}"

    return _listed(list(found()))


def _line(path: PurePosixPath, definition: Definition) -> str:
    owner = definition.qualified.rpartition(".")[0]
    where = f" (in {owner})" if owner else ""
    return f"{path}, lines {definition.first + 1} to {definition.last + 1}: {definition.header}{where}"


def _listed(found: list[tuple[PurePosixPath, str]]) -> Passage:
    if not found:
        return Passage("nothing is found")
    more = [f"(more than {MOST}; ask for a longer name)"] if len(found) > MOST else []
    shown = found[:MOST]
    return Passage("\n".join([*(line for _, line in shown), *more]), tuple(dict.fromkeys(path for path, _ in shown)))
