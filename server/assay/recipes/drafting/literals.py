"""Values that the code itself speaks of: what it compares with, looks up and takes apart, and what lies beside them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.patterns import examples
from assay.recipes.drafting.turns import in_turn

MOST, LONGEST, MOST_TOGETHER, MOST_CHARACTERS = 100, 30, 10, 16


def literals(matter: Matter) -> dict[str, list[str]]:
    """Sources by the name of their type.

    In turn those of the function and of what it uses in its module, texts that its patterns match, and constants of all
    the code behind it.
    """
    own: dict[str, list[str]] = {}
    nodes = [node for part in (matter.definition, *_used(matter)) for node in ast.walk(part)]
    nodes.sort(key=lambda each: not isinstance(each, (ast.Compare, ast.MatchValue)))  # what is compared with tells most
    for beside in (_plain, _beside):
        for kind, source in (each for node in nodes for each in beside(node)):
            own.setdefault(kind, []).append(source)
    spoken = matter.described.spoken
    found = {kind: in_turn([own.get(kind, []), spoken.get(kind, ())]) for kind in sorted({*own, *spoken})}
    if matched := _matched(matter):
        found["str"] = in_turn([found.get("str", ()), matched])
    return {kind: list(sources)[:MOST] for kind, sources in found.items()}


def _matched(matter: Matter) -> list[str]:
    """Texts that patterns match: alone, and all of them as words of one text."""
    every = [examples(*pattern) for pattern in matter.described.patterns]
    words = list(dict.fromkeys(each[0] for each in every if each))[:MOST_TOGETHER]
    together = [f"one {' two '.join(words)} three"] if words else []
    single = [repr(each) for found in every for each in found]
    return [*single[:1], *map(repr, together), *single[1:]]


def _used(matter: Matter) -> Iterator[ast.stmt]:
    """Private functions and tables of the module that the function names, and helpers of its class."""
    names = {each.id for each in ast.walk(matter.definition) if isinstance(each, ast.Name)}
    attributes = {each.attr for each in ast.walk(matter.definition) if isinstance(each, ast.Attribute)}
    for node in matter.module.body:
        if (isinstance(node, ast.FunctionDef) and node.name in names and node is not matter.definition) or (
            isinstance(node, ast.Assign)
            and any(isinstance(each, ast.Name) and each.id in names for each in node.targets)
        ):
            yield node
    for node in [] if matter.owner is None else matter.owner.body:
        if isinstance(node, ast.FunctionDef) and node.name in attributes and node.name.startswith("_"):
            yield node


def _plain(node: ast.AST) -> Iterator[tuple[str, str]]:
    """A short text as it stands."""
    yield from (("str", repr(each)) for each in _values(node) if type(each) is str and 0 < len(each) <= LONGEST)


def _beside(node: ast.AST) -> Iterator[tuple[str, str]]:
    """A literal, and values that make another way of the code likely."""
    for value in _values(node):
        if type(value) is int and abs(value) < 10**15:
            yield from (("int", repr(each)) for each in (value, value + 1, value - 1, -value))
            yield from (("float", repr(each)) for each in (float(value), value + 0.5))
        elif type(value) is float:
            yield from (("float", repr(each)) for each in (value, -value, value + 0.25))
        elif type(value) is str and 0 < len(value) <= LONGEST and "\\" not in value:
            if len(value) > 2 and value.isalpha():
                yield "str", repr(value.capitalize() if value.islower() else value.lower())
            else:
                yield "str", repr(f"one{value}two")


def _values(node: ast.AST) -> Iterator[object]:
    """The constants that a node compares with, matches, looks up, or hands to a method; any number."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield node.value
    elif isinstance(node, ast.Compare):
        yield from (each for part in (node.left, *node.comparators) for each in _constants(part))
        if isinstance(node.ops[0], (ast.In, ast.NotIn)):
            yield from _characters(node.comparators[0])
    elif isinstance(node, (ast.For, ast.comprehension)):
        yield from _characters(node.iter)
    elif isinstance(node, (ast.Call, ast.Subscript, ast.BinOp)):
        parts = (
            node.args
            if isinstance(node, ast.Call)
            else [node.slice]
            if isinstance(node, ast.Subscript)
            else [node.right]
        )
        yield from (each for part in parts for each in _constants(part))
    elif isinstance(node, ast.Dict):
        yield from (each for part in node.keys if part is not None for each in _constants(part))
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        yield from (each for part in node.elts for each in _constants(part))
    elif isinstance(node, ast.MatchValue):
        yield from _constants(node.value)


def _characters(node: ast.AST) -> Iterator[object]:
    """The characters of a short text that is gone through, or asked whether it holds something."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and 1 < len(node.value) <= MOST_CHARACTERS:
        yield from node.value


def _constants(node: ast.AST) -> Iterator[object]:
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        yield from (each.value for each in node.elts if isinstance(each, ast.Constant))
