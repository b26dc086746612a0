"""Guards: `if x is None: raise ...` before the first statement at which None raised already.

A guard raises what None raised there before, `AttributeError` for an attribute and `TypeError` for everything else,
so that whoever catches it still does; only the message is new. An assertion would raise another exception, and none
at all under `python -O`, so it is written in tests alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.text import Span, TextEdit, line_ending
from assay.recipes.none_refusals import Raised
from assay.recipes.none_uses import Use
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree

MOST = 3
"""More guards than this in one function say that the parameter wants another design."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: the name, the statement that it goes before, what it raises."""

    name: str
    statement: Node
    raised: Raised


def guards(tree: Tree, name: str, uses: Sequence[Use]) -> tuple[Guard, ...] | None:
    """The fewest guards of this name that stand before all the uses; None where that cannot be done rightly.

    A use behind a guard counts as guarded, also where the name gets another value between the two: if that can be
    None again, the checker says so, and the use gets its own.
    """
    placed: list[Guard] = []
    for use in sorted(uses, key=lambda use: use.expression.start_byte):
        if covered(placed, use.name):
            continue
        if len(placed) == MOST or not fits(tree, use.statement) or _guarded(tree, use.statement, name):
            return None
        placed.append(Guard(name, use.statement, use.raised))
    return tuple(placed)


def covered(placed: Sequence[Guard], use: Node) -> bool:
    """Whether one of these guards of its name stands before this use on every way to it."""
    path = list(outwards(use))
    return any(guard.statement.parent in path and guard.statement.start_byte <= use.start_byte for guard in placed)


def written(tree: Tree, guard: Guard) -> TextEdit:
    """The guard as an edit, above the comments that belong to its statement."""
    return inserted(tree, guard.statement, raising(tree, guard))


def raising(tree: Tree, guard: Guard) -> tuple[str, str]:
    """The lines of a guard."""
    words = guard.name.replace("\\", "\\\\").replace('"', "'")
    step = _step(tree, guard.statement)
    return f"if {guard.name} is None:", f'{step}raise {guard.raised}("{words} must not be None")'


def inserted(tree: Tree, statement: Node, lines: Sequence[str]) -> TextEdit:
    """Lines before a statement and above the comments that belong to it."""
    first = _first_comment(statement)
    start = tree.span(first).start
    between = f"{line_ending(tree.text)}{_indent(tree, first)}"
    return TextEdit(Span(start, start), "".join(f"{line}{between}" for line in lines))


def fits(tree: Tree, statement: Node) -> bool:
    """Whether the statement has its line for itself, up to where it starts."""
    return not _lead(tree, statement).strip(" \t\f")


def _guarded(tree: Tree, statement: Node, name: str) -> bool:
    """Whether the statement has its guard, and the checker complains for another reason."""
    before = statement.prev_named_sibling
    condition = before.child_by_field_name("condition") if before is not None else None
    body = before.child_by_field_name("consequence") if before is not None else None
    if condition is None or body is None or tree.code(condition) != f"{name} is None":
        return False
    return [child.type for child in body.named_children] == ["raise_statement"]


def _first_comment(statement: Node) -> Node:
    """The first of the comments that stand on the lines right above the statement, or the statement."""
    first = statement
    while (before := _above(first, statement)) is not None and before.type == "comment":
        own = before.prev_sibling is None or before.prev_sibling.end_point[0] < before.start_point[0]
        if before.end_point[0] + 1 != first.start_point[0] or before.start_point[1] != first.start_point[1] or not own:
            break
        first = before
    return first


def _above(node: Node, statement: Node) -> Node | None:
    """What comes before; the parser puts the comments above a block's first statement before the block."""
    before = node.prev_named_sibling
    return statement.parent.prev_named_sibling if before is None and node == statement and statement.parent else before


def _step(tree: Tree, statement: Node) -> str:
    """One more level of indentation, as the block around the statement has it."""
    holder = statement.parent.parent if statement.parent is not None else None
    outer = "" if holder is None else _indent(tree, holder)
    inner = _indent(tree, statement)
    return inner.removeprefix(outer) or "    "


def _indent(tree: Tree, node: Node) -> str:
    lead = _lead(tree, node)
    return lead[: len(lead) - len(lead.lstrip(" \t\f"))].split("\f")[-1]


def _lead(tree: Tree, node: Node) -> str:
    """What stands before the node on its line."""
    start = tree.span(node).start
    line = max(tree.text.rfind("\n", 0, start), tree.text.rfind("\r", 0, start)) + 1
    return tree.text[line:start]
