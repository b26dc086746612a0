"""Which file leans on which, and how much: what ranks the files of a repository as seen from one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.syntax.index import Index
from assay.syntax.outline import Definition
from assay.tools.modules import meant, module_names, resolve

COMMON = 8
"""A name that more files define than this tells nothing of any of them."""

_GUESSED = 0.1
"""What a name counts for a file that is not imported: an attribute may be that file's, or not."""

_BACKWARDS = 0.5
"""What a link counts for the file that it comes from: whoever uses a file says something of it, if less."""

_DAMPING = 0.85
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Links:
    """What each file imports directly, which files define a name, how much each matters to each: in all 1."""

    imports: Mapping[PurePosixPath, frozenset[PurePosixPath]]
    defining: Mapping[str, tuple[PurePosixPath, ...]]
    weights: Mapping[PurePosixPath, tuple[tuple[PurePosixPath, float], ...]]


def links_of(index: Index, root: PurePosixPath) -> Links:
    """The links between all files of an index; the project lies at `root`."""
    names = module_names(index.outlines, root)
    files = index.outlines.keys()
    imports = {
        path: frozenset(
            file
            for each in outline.imports
            for written in (meant(path, each.module, [each.name]) if each.name else [each.module])
            for file in resolve(written, names)
            if file in files and file != path
        )
        for path, outline in index.outlines.items()
    }
    defining = _defining(index)
    leans = {path: _leans(index, imports[path], defining, path) for path in index.outlines}
    return Links(imports, defining, _weights(leans))


def ranked(links: Links, path: PurePosixPath) -> tuple[PurePosixPath, ...]:
    """The files that matter to one, the most first: personalised PageRank over the links in both directions.

    A reader who begins at the file follows links at random and begins anew now and then; what they see most often comes
    first (Page, Brin, Motwani, Winograd 1999). Files that are not reached are not among them.
    """
    rank: dict[PurePosixPath, float] = {path: 1.0}
    for _ in range(_ROUNDS):
        after: dict[PurePosixPath, float] = defaultdict(float)
        after[path] = 1.0 - _DAMPING
        for source, value in rank.items():
            passed = _DAMPING * value
            if not (targets := links.weights[source]):
                after[path] += passed
            for target, weight in targets:
                after[target] += passed * weight
        rank = after
    return tuple(sorted((each for each in rank if each != path), key=lambda each: (-round(rank[each], 12), each)))


def found_from(
    index: Index, links: Links, path: PurePosixPath, names: Iterable[str]
) -> tuple[tuple[PurePosixPath, Definition], ...]:
    """What these names most likely mean in a file: what it defines, what it imports, else what few files define."""
    found: list[tuple[PurePosixPath, Definition]] = []
    for name in names:
        defining = links.defining.get(name, ())
        near = [each for each in defining if each == path] or [each for each in defining if each in links.imports[path]]
        for file in near or (defining if len(defining) <= 2 else ()):
            found += [(file, each) for each in index.outlines[file].definitions if each.name == name and _outer(each)]
    return tuple(found)


def _outer(definition: Definition) -> bool:
    """Whether it is a function, method or class, and no method of Python's own protocols, which all files have."""
    return definition.kind != "variable" and not definition.name.startswith("__")


def _defining(index: Index) -> Mapping[str, tuple[PurePosixPath, ...]]:
    found: dict[str, dict[PurePosixPath, None]] = defaultdict(dict)
    for path, outline in index.outlines.items():
        for each in outline.definitions:
            if not each.name.startswith("__"):
                found[each.name][path] = None
    return {name: tuple(paths) for name, paths in found.items()}


def _leans(
    index: Index,
    imported: frozenset[PurePosixPath],
    defining: Mapping[str, tuple[PurePosixPath, ...]],
    path: PurePosixPath,
) -> Mapping[PurePosixPath, float]:
    found: dict[PurePosixPath, float] = dict.fromkeys(sorted(imported), 1.0)
    for use in index.outlines[path].uses:
        files = defining.get(use.name, ())
        if len(files) > COMMON or path in files:
            continue
        for file in files:
            found[file] = found.get(file, 0.0) + (1.0 if file in imported else _GUESSED) / len(files)
    return found


def _weights(
    leans: Mapping[PurePosixPath, Mapping[PurePosixPath, float]],
) -> Mapping[PurePosixPath, tuple[tuple[PurePosixPath, float], ...]]:
    """The links in both directions; those of one file make up 1."""
    both: dict[PurePosixPath, dict[PurePosixPath, float]] = {path: dict(targets) for path, targets in leans.items()}
    for source, targets in leans.items():
        for target, weight in targets.items():
            both[target][source] = both[target].get(source, 0.0) + weight * _BACKWARDS
    totals = {path: sum(found.values()) for path, found in both.items()}
    return {
        path: tuple((target, weight / totals[path]) for target, weight in found.items()) for path, found in both.items()
    }
