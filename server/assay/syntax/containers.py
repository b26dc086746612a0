"""A container that begins empty, or with what tells nothing: where it stands, and what kind it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from assay.syntax.bindings import bindings_of, is_chained
from assay.syntax.tree import Node, Tree, captured

Part = Literal["element", "key", "value", "elements", "items", "inner element", "inner elements"]
"""What an operand is to the container: one of its elements, or something that holds many of them."""

_EMPTY: dict[str, str] = {
    "list": "list", "set": "set", "dict": "dict", "frozenset": "frozenset", "collections.deque": "collections.deque",
    "deque": "collections.deque", "collections.OrderedDict": "collections.OrderedDict",
    "OrderedDict": "collections.OrderedDict", "collections.defaultdict": "collections.defaultdict",
    "defaultdict": "collections.defaultdict", "weakref.WeakValueDictionary": "weakref.WeakValueDictionary",
    "WeakValueDictionary": "weakref.WeakValueDictionary", "WeakKeyDictionary": "weakref.WeakKeyDictionary",
    "weakref.WeakKeyDictionary": "weakref.WeakKeyDictionary", "weakref.WeakSet": "weakref.WeakSet",
    "WeakSet": "weakref.WeakSet",
}  # fmt: skip
MAPPINGS = frozenset(
    ("dict", "collections.OrderedDict", "collections.defaultdict", "weakref.WeakValueDictionary",
     "weakref.WeakKeyDictionary")
)  # fmt: skip
"""Those that hold values by keys."""

DISPLAYS: dict[str, str] = {
    "list": "list",
    "list_comprehension": "list",
    "dictionary": "dict",
    "dictionary_comprehension": "dict",
    "set": "set",
    "set_comprehension": "set",
}
"""What is written out between brackets, by the nodes of the syntax tree."""

_INNER = frozenset(("list", "set", "int", "float", "str", "dict"))


@dataclass(frozen=True, slots=True)
class Container:
    """One of them. `kind` is its class by its full name, `inner` that of a defaultdict's values.

    `alone` says whether it is the only target of its assignment, beside which an annotation can stand.
    """

    target: Node
    kind: str
    inner: str = ""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that is put in: the expression, and what it is to the container."""

    node: Node
    part: Part


Reader = Callable[[Tree, Node, Node], Container | None]
"""Reads what a value makes of what it is assigned to; None where that is no container."""


def container_at(tree: Tree, row: int, name: str, read: Reader) -> Container | None:
    """The container that is assigned to a name or an attribute of `self` on a row.

    What gets several names at once is not told: each of them may fill it.
    """
    for assignment in captured(tree.root, "(assignment) @assignment"):
        if not assignment.start_point[0] <= row <= assignment.end_point[0] or is_chained(assignment):
            continue
        for each in bindings_of(assignment):
            target, value = each.target, each.value
            if value is None or target.start_point[0] != row or target.type not in ("identifier", "attribute"):
                continue
            if tree.code(target).removeprefix("self.") == name:
                found = read(tree, target, value)
                return None if found is None else replace(found, alone=each.alone)
    return None


def empty_container(tree: Tree, left: Node, right: Node) -> Container | None:
    """The container that an empty value makes of what it is assigned to; None where it is none."""
    if right.type in ("list", "dictionary") and all(each.type == "comment" for each in right.named_children):
        return Container(left, "list" if right.type == "list" else "dict")
    function = right.child_by_field_name("function") if right.type == "call" else None
    arguments = right.child_by_field_name("arguments") if right.type == "call" else None
    kind = _EMPTY.get(tree.code(function)) if function is not None else None
    if kind is None or arguments is None:
        return None
    given = arguments.named_children
    if kind == "collections.defaultdict":
        inner = tree.code(given[0]) if len(given) == 1 else ""
        return Container(left, kind, inner) if inner in _INNER else None
    return Container(left, kind) if not given or (len(given) == 1 and _is_empty(given[0])) else None


def any_container(tree: Tree, left: Node, right: Node) -> Container | None:
    """The same of a value that may hold something from the beginning, as `[[]]`, or is called with something."""
    if (kind := DISPLAYS.get(right.type)) is not None:
        return Container(left, kind)
    function = right.child_by_field_name("function") if right.type == "call" else None
    called = None if function is None else _EMPTY.get(tree.code(function))
    return None if called is None else Container(left, called)


def _is_empty(value: Node) -> bool:
    """Whether it is `[]`, `()` or `{}`, which a container can be made of, and which adds nothing to it."""
    return value.type in ("list", "tuple", "dictionary") and not value.named_children
