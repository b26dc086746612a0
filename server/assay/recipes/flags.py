"""Names and expressions that ask for something of the interpreter, as `py3k = sys.version_info[0] >= 3` does.

They are told by their words: a test that reads so itself, or a name that is given one once, at the top of a module of
the project. What they mean is said in the words that type checkers know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Protocol

from assay.recipes.definitions import imports
from assay.recipes.sources import Sources
from assay.syntax.branches import conditions
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

DEPTH = 6
"""Names are followed this far."""

Number = tuple[int, ...]


class Test(Protocol):
    """What is asked; as text, in the words that type checkers know."""

    @property
    def opposite(self) -> Test:
        """The test that is passed where this one is not."""
        ...

    def always(self, floor: Number, /) -> bool | None:
        """What it comes to wherever a checker looks, on every Python 3 from a version on; None where that depends."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file, and the project's other files; without them only what the file itself says is found."""

    sources: Sources | None
    path: PurePosixPath
    tree: Tree

    def compact(self, node: Node) -> str:
        """The text of an expression without white space."""
        return re.sub(r"\s+", "", self.tree.code(node))


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that is asked for.

    `known` are the expressions that checkers know for what they are, `likely` the names by which what is imported is
    followed. `read` reads an expression that asks for it by no name of its own; None where it asks something else.
    """

    name: str
    known: re.Pattern[str]
    likely: re.Pattern[str]
    read: Callable[[Module, Node, int], Test | None]


@dataclass(frozen=True, slots=True)
class Flag:
    """One place in a condition that asks for it; `name` is the same wherever the same is asked."""

    node: Node
    name: str
    test: Test


def flags(asked: Trait, module: Module) -> tuple[Flag, ...]:
    """The places in the conditions of a file that a checker does not know for what they are, in order."""
    find = partial(_flags, asked, module)
    return find() if module.sources is None else module.sources.once(("flags", asked.name, module.path), find)


def _flags(asked: Trait, module: Module) -> tuple[Flag, ...]:
    tests: dict[str, Test | None] = {}
    found: dict[int, Flag] = {}
    for condition in conditions(module.tree):
        for node in _leaves(condition):
            words = module.compact(node)
            if words not in tests:
                tests[words] = None if asked.known.match(words) else _test(asked, module, node, DEPTH)
            test = tests[words]
            if test is not None and not any(each.type == "interpolation" for each in outwards(node)):
                found[node.start_byte] = Flag(node, words, test)
    return tuple(found[start] for start in sorted(found))


def _leaves(condition: Node) -> Iterator[Node]:
    """What a condition is put together from by `not`, `and` and `or`."""
    if condition.type in ("parenthesized_expression", "not_operator", "boolean_operator"):
        for each in condition.named_children:
            yield from _leaves(each)
    elif condition.type in ("identifier", "attribute", "comparison_operator", "call"):
        yield condition


def _test(asked: Trait, module: Module, node: Node, depth: int) -> Test | None:
    """What an expression of a file asks; None where it asks something else."""
    inner = next(iter(node.named_children), node)
    match node.type if depth else "":
        case "parenthesized_expression":
            return _test(asked, module, inner, depth - 1)
        case "not_operator":
            test = _test(asked, module, inner, depth - 1)
            return None if test is None else test.opposite
        case "comparison_operator" | "call":
            return asked.read(module, node, depth)
        case "identifier" | "attribute":
            dotted = module.compact(node)
            found = given(asked.likely, module, dotted, depth)
            test = None if found is None else _test(asked, *found, depth - 1)
            return test if test is not None and is_steady(module, dotted) else None
        case _:
            return None


def is_imported(module: Module, dotted: str, source: str, name: str | None) -> bool:
    """Whether a dotted name of a file is what it imports from there: a module itself, or a name of it."""
    return any(
        ".".join(bound) == dotted and (origin, original) == (source, name)
        for bound, origin, original in _imports(module.tree)
    )


def given(likely: re.Pattern[str], module: Module, dotted: str, depth: int) -> tuple[Module, Node] | None:
    """What a dotted name is given, once, at the top of a module, and which."""
    return _given(likely, module, dotted.split("."), depth)


def is_steady(module: Module, dotted: str) -> bool:
    """Whether nothing in the project looks as if it gave a name of a module another value."""
    name = dotted.rpartition(".")[-1]
    giving = rf"\.{name}\s*=(?!=)|global\b[^\n]*\b{name}\b|(?:setattr|patch)[^\n]*['\"](?:\w+\.)*{name}['\"]"
    return module.sources is None or not module.sources.hold(giving)


def _given(likely: re.Pattern[str], module: Module, dotted: list[str], depth: int) -> tuple[Module, Node] | None:
    if depth <= 0:
        return None
    assigned = _assigned(module.tree).get(dotted[0], ()) if len(dotted) == 1 else ()
    if assigned:
        once = len(assigned) == 1 and _is_at_the_top(assigned[0])
        right = assigned[0].child_by_field_name("right") if once else None
        return None if right is None else (module, right)
    if module.sources is None or not likely.search(dotted[-1]):
        return None
    for bound, source, name in _imports(module.tree):
        if dotted[: len(bound)] != bound:
            continue
        rest = dotted[len(bound) :]
        names = [name, *rest] if name is not None else rest
        for inner in (0, 1)[: len(names)]:
            prefix = source if not inner else f"{source}{'' if source.endswith('.') else '.'}{names[0]}"
            file = module.sources.module(module.path, prefix)
            tree = None if file is None else module.sources.tree(file)
            there = None if file is None or tree is None else Module(module.sources, file, tree)
            found = None if there is None else _given(likely, there, names[inner:], depth - 1)
            if found is not None:
                return found
    return None


@lru_cache(maxsize=16)
def _imports(tree: Tree) -> tuple[tuple[list[str], str, str | None], ...]:
    """What each import of a file binds: many names are looked for in one file."""
    return tuple(imports(tree))


@lru_cache(maxsize=16)
def _assigned(tree: Tree) -> Mapping[str, tuple[Node, ...]]:
    """The assignments to each name, wherever they stand in a file."""
    found: dict[str, tuple[Node, ...]] = {}
    for assignment in captured(tree.root, "(assignment left: (identifier)) @assignment"):
        left = assignment.child_by_field_name("left")
        name = "" if left is None else tree.code(left)
        found[name] = (*found.get(name, ()), assignment)
    return found


def _is_at_the_top(assignment: Node) -> bool:
    statement = assignment.parent
    holder = None if statement is None else statement.parent
    return holder is not None and holder.type == "module"
