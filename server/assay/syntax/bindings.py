"""What an assignment gives to each of its targets, told from syntax: also where there are several of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.syntax.tree import Node

PATTERNS = ("pattern_list", "tuple_pattern")
"""Targets beside each other."""

_TUPLES = ("tuple", "expression_list")
_SPLATS = ("list_splat", "list_splat_pattern", "comment")


@dataclass(frozen=True, slots=True)
class Binding:
    """One target, and its value. `alone` says whether it is the only target, beside which an annotation can stand.

    The value is None where the target is declared there, or gets a part of something that is not written out.
    """

    target: Node
    value: Node | None
    alone: bool


def bindings_of(assignment: Node) -> Iterator[Binding]:
    """Each target of one assignment; of a chain of them those of this one alone, with the value of the whole chain."""
    left = assignment.child_by_field_name("left")
    if left is None:
        return
    is_declared = assignment.child_by_field_name("type") is not None
    value = None if is_declared else _last(assignment.child_by_field_name("right"))
    if left.type not in PATTERNS:
        yield Binding(left, value, alone=not is_chained(assignment))
        return
    parts = left.named_children
    given = _given(value, parts) or [None] * len(parts)
    yield from (Binding(part, each, alone=False) for part, each in zip(parts, given, strict=True))


def is_chained(assignment: Node) -> bool:
    """Whether it gives its value to several targets, one after the other."""
    right, parent = assignment.child_by_field_name("right"), assignment.parent
    return (right is not None and right.type == "assignment") or (parent is not None and parent.type == "assignment")


def _last(value: Node | None) -> Node | None:
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right") if value.child_by_field_name("type") is None else None
    return value


def _given(value: Node | None, parts: Sequence[Node]) -> Sequence[Node | None]:
    """The value of each of several targets; nothing where they are not written out, one for each."""
    given = value.named_children if value is not None and value.type in _TUPLES else []
    is_told = len(given) == len(parts) and not any(each.type in _SPLATS for each in (*given, *parts))
    return given if is_told else []
