"""Attributes that `setattr` gives: by a name that is written there, or by those that a loop goes through.

Whatever else `setattr` is called with may be any name, and is no certain giver of any.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_LOOPS = ("for_statement", "for_in_clause")
_AROUND = ("list_comprehension", "set_comprehension", "generator_expression")


def set_by_name(tree: Tree, attribute: str) -> Iterator[tuple[Node, Node]]:
    """The object and the value of every `setattr` that certainly gives the attribute."""
    for call in captured(tree.root, '((call function: (identifier) @name) @call (#eq? @name "setattr"))'):
        listed = call.child_by_field_name("arguments") if call.type == "call" else None
        given = [] if listed is None else [each for each in listed.named_children if each.type != "comment"]
        if len(given) == 3 and attribute in _names(tree, call, given[1]):
            yield given[0], given[2]


def _names(tree: Tree, call: Node, name: Node) -> tuple[str, ...]:
    """What the name can be; nothing where that is not written down."""
    if name.type == "string":
        return _text(tree, name)
    for around in outwards(call) if name.type == "identifier" else ():
        loops = [around, *around.named_children] if around.type in (*_LOOPS, *_AROUND) else []
        for loop in loops:
            left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
            if loop.type in _LOOPS and left is not None and right is not None and left.text == name.text:
                return _listed(tree, right)
    return ()


def _listed(tree: Tree, values: Node) -> tuple[str, ...]:
    """The texts of a list or tuple of nothing else."""
    if values.type not in ("tuple", "list"):
        return ()
    texts = [_text(tree, each) for each in values.named_children if each.type != "comment"]
    return tuple(text for each in texts for text in each) if all(texts) else ()


def _text(tree: Tree, node: Node) -> tuple[str, ...]:
    """The text of a plain string."""
    parts = node.named_children if node.type == "string" else []
    is_plain = [each.type for each in parts] == ["string_start", "string_content", "string_end"]
    return (tree.code(parts[1]),) if is_plain and tree.code(parts[0]) in ('"', "'") and not parts[1].children else ()
