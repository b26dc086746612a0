"""Put the context of a target together. What holds for a whole file comes first and does not move with the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.context.budget import JOINT, fitted, shares
from assay.context.conventions import conventions
from assay.context.links import Links, links_of
from assay.context.neighbours import around, callees, callers, excerpt, holding, lines_of, testing, used
from assay.context.repo_map import TITLE, outlined, repo_map
from assay.core.action import Target
from assay.core.context import Context, Passage
from assay.core.snapshot import Snapshot
from assay.syntax.index import Index
from assay.syntax.outline import Definition

AROUND = (20, 8, 2, 0)
"""Lines shown before and behind an error where what holds it cannot be shown whole: the first number that fits."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a context is made of: the files and their index, where the project lies, its checker.

    `visible` are the files that may be shown.
    """

    snapshot: Snapshot
    index: Index
    root: PurePosixPath
    checker: str
    visible: frozenset[PurePosixPath]


def context_of(shown: Shown, target: Target, budget: int) -> Context:
    """What a model is shown for a target, in no more than these tokens. Reads files: call it in a thread."""
    path, parts = target.path, shares(budget)
    links = links_of(shown.index, shown.root)
    lines = lines_of(shown.snapshot, path)
    file, whole = _file(shown.index, path, lines, parts.file)
    project = fitted(_project(shown, links, path), parts.project)
    stable = fitted((project, file), parts.project + parts.file + len(JOINT))
    place = fitted(_place(shown, links, target, [] if whole else lines, parts.place), parts.place)
    return Context(stable, place)


def _project(shown: Shown, links: Links, path: PurePosixPath) -> Iterator[Passage]:
    told = tuple(conventions(shown.snapshot, shown.root, shown.checker, shown.visible))
    yield Passage("\n".join(each.text for each in told), tuple(file for each in told for file in each.files))
    if path in shown.index.outlines:
        ranking = iter(repo_map(shown.index, links, path))
        for first in ranking:
            yield Passage(f"{TITLE}\n\n{first.text}", first.files)
            break
        yield from ranking


def _file(index: Index, path: PurePosixPath, lines: list[str], characters: int) -> tuple[Passage, bool]:
    """The file, and whether that is all of it: else its outline, or nothing where that is too long as well."""
    whole = Passage("\n".join([f"{path}, whole:", *lines]), (path,))
    if len(whole.text) <= characters:
        return whole, True
    outline = index.outlines.get(path)
    listed = [] if outline is None else outlined(outline)
    kept: list[str] = []
    title = f"{path} defines ({len(lines)} lines; the numbers are lines):"
    left = characters - len(title)
    for line in listed:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    return (Passage("\n".join([title, *kept]), (path,)) if kept else Passage()), False


def _place(shown: Shown, links: Links, target: Target, lines: list[str], characters: int) -> Iterator[Passage]:
    """What is about the target; its `lines` are empty where the file is shown already."""
    path = target.path
    wanted = sorted({line for each in target.diagnostics for line in range(each.start.line, each.end.line + 1)})
    symbols = holding(shown.index, path, wanted)
    text = fitted(_texts(path, lines, symbols, wanted, characters * 2 // 3), characters * 2 // 3)
    yield text
    if not symbols:
        return
    uses = list(callers(shown.index, links, path, symbols))
    part = characters // 9
    near = (
        Passage(f"The errors are in {', '.join(each.qualified for each in symbols)}."),
        _titled("They use:" if len(symbols) > 1 else "It uses:", callees(shown.index, links, path, symbols), part),
        _titled("Used in:", used(shown.snapshot, uses), part),
        _titled("Tests that use it:", testing(uses), part),
    )
    yield fitted(near, characters - len(text.text) - len(JOINT))


def _texts(
    path: PurePosixPath, lines: list[str], symbols: Iterable[Definition], wanted: list[int], characters: int
) -> Iterator[Passage]:
    """What holds the errors, whole; where that is too long, and where nothing holds them, the lines around them."""
    bare = set(wanted)
    for each in symbols if lines else ():
        whole = excerpt(path, lines, each.first, each.last)
        if len(whole.text) <= characters:
            bare.difference_update(range(each.first, each.last + 1))
            yield whole
    for far in AROUND if lines else ():
        near = tuple(around(path, lines, bare, far))
        if sum(len(each.text) for each in near) <= characters or far == AROUND[-1]:
            yield from near
            return


def _titled(title: str, found: Iterable[Passage], characters: int) -> Passage:
    listed = fitted(found, characters - len(title) - 1, joint="\n")
    return Passage(f"{title}\n{listed.text}", listed.files) if listed.text else Passage()
