"""Types of values that the project's tests showed, read into what can be written down in a file, or into nothing.

Doubles that tests put in the place of the real thing tell nothing of it, and a container that was always empty nothing
of what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from assay.recipes.ancestry import admitting
from assay.recipes.revealed import ELLIPSIS, EMPTY_TUPLE, MOST_KINDS, OBJECT, Type, is_told, joined, public_name
from assay.recipes.sources import Sources
from assay.recipes.tuples import of_any_length
from assay.syntax.tree import Node, Tree
from assay.tools.watched import Kind, Watched

MOST_WATCHED = 200
"""Expressions that one run looks at."""

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_OF_TESTS = re.compile(r"(?:^|\.)(?:__main__|conftest|mock|tests?|test_\w*|\w*_tests?)(?:\.|$)")
_NAMES = {
    "builtins.NoneType": "None",
    "builtins.code": "types.CodeType",
    "builtins.frame": "types.FrameType",
    "builtins.module": "types.ModuleType",
    "builtins.traceback": "types.TracebackType",
    "builtins.mappingproxy": "types.MappingProxyType",
}
_LONG_TUPLE = "tuple*"
_HOLDERS = frozenset(
    ("list", "set", "frozenset", "dict", "collections.deque", "collections.OrderedDict", "collections.defaultdict",
     "re.Pattern", "re.Match", "type")
)  # fmt: skip
"""What is nothing without the types of what it holds."""


def watched(path: PurePosixPath, tree: Tree, nodes: Iterable[Node]) -> tuple[Watched, ...]:
    """The names and attributes among nodes, as a run of the tests is told them."""
    found = dict.fromkeys(_watched(path, tree, node) for node in nodes if node.type in ("identifier", "attribute"))
    return tuple(found)[:MOST_WATCHED]


def type_of_all(sources: Sources, seen: Iterable[Sequence[Kind]]) -> Type | None:
    """What admits every value that was seen; None where one has no type that can be written, or there was nothing.

    A class of the project stands for those that inherit from it; of many kinds it is the nearest base of them all.
    """
    found = _type(sources, tuple(dict.fromkeys(kind for each in seen for kind in each)))
    return found if found is not None and is_told(found) else None


def _watched(path: PurePosixPath, tree: Tree, node: Node) -> Watched:
    (row, column), (last, end) = node.start_point, node.end_point
    named = node.child_by_field_name("attribute") or node
    return Watched(path, (row + 1, column), (last + 1, end), tree.code(named))


def _type(sources: Sources, kinds: Sequence[Kind]) -> Type | None:
    of_name: dict[str, list[Kind]] = {}
    for kind in kinds:
        of_name.setdefault(kind.name.removesuffix("*"), []).append(kind)
    types = [_of_one(sources, name.removeprefix("builtins."), each) for name, each in of_name.items()]
    known = [each for each in types if each is not None]
    found = of_any_length(joined(known)) if known and len(known) == len(types) else None
    whole = None if found is None else admitting(sources, found, MOST_KINDS)
    return whole if whole is not None and len(whole.members) <= MOST_KINDS else None


def _of_one(sources: Sources, name: str, kinds: Sequence[Kind]) -> Type | None:
    """The type of values of one class."""
    if name == "tuple":
        return _tuple(sources, kinds)
    full = _NAMES.get(f"builtins.{name}", name)
    if not _NAME.fullmatch(full) or _OF_TESTS.search(full.rpartition(".")[0]) or full == OBJECT.name:
        return None
    arguments = [_type(sources, tuple(dict.fromkeys(place))) for place in _by_place(kinds)]
    if full in _HOLDERS and not arguments:
        return None
    known = tuple(each for each in arguments if each is not None)
    return Type(public_name(full), known) if len(known) == len(arguments) else None


def _by_place(kinds: Sequence[Kind]) -> list[tuple[Kind, ...]]:
    """For each place that values of one class have, what all of them held there."""
    longest = max((len(kind.holds) for kind in kinds), default=0)
    return [tuple(each for kind in kinds for each in _at(kind, place)) for place in range(longest)]


def _at(kind: Kind, place: int) -> tuple[Kind, ...]:
    return kind.holds[place] if place < len(kind.holds) else ()


def _tuple(sources: Sources, kinds: Sequence[Kind]) -> Type | None:
    lengths = {None if kind.name == _LONG_TUPLE else len(kind.holds) for kind in kinds}
    if len(lengths) == 1 and None not in lengths:
        arguments = [_type(sources, place) for place in _by_place(kinds)]
        known = tuple(each for each in arguments if each is not None)
        return (Type("tuple", known) if known else EMPTY_TUPLE) if len(known) == len(arguments) else None
    elements = _type(sources, tuple(dict.fromkeys(each for kind in kinds for place in kind.holds for each in place)))
    return None if elements is None else Type("tuple", (elements, ELLIPSIS))
