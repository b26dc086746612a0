"""Where a declaration goes in the body of a class: behind its docstring, and behind what is declared there already."""

from __future__ import annotations

from itertools import takewhile

from assay.core.text import TextEdit, line_ending
from assay.syntax.tree import Node, Tree

_NOTHING = ("pass_statement", "ellipsis")


def declared(tree: Tree, definition: Node, declaration: str) -> TextEdit | None:
    """The edit that adds a line such as `name: str`; None where the body has no lines of its own."""
    body = definition.child_by_field_name("body")
    statements = [] if body is None else [each for each in body.named_children if each.type != "comment"]
    if body is None or not statements or statements[0].start_point[0] == definition.start_point[0]:
        return None
    ending = line_ending(tree.text)
    first = tree.span(body.named_children[0]).start
    indent = tree.text[max(tree.text.rfind("\n", 0, first), tree.text.rfind("\r", 0, first)) + 1 : first]
    if indent.strip():
        return None
    if len(statements) == 1 and _is_nothing(statements[0]):
        return TextEdit(tree.span(statements[0]), declaration)
    docstring = statements[:1] if _is_docstring(statements[0]) else []
    assigned = list(takewhile(_is_assignment, statements[len(docstring) :]))
    if not docstring and not assigned:
        return TextEdit.at(first, f"{declaration}{ending}{ending}{indent}")
    end = _end_of_line(tree.text, tree.span((docstring + assigned)[-1]).end)
    gap = "" if assigned else ending
    is_tight = not assigned and bool(tree.text[end:].lstrip("\r\n")) and not _is_empty(tree.text, end)
    return TextEdit.at(end, f"{gap}{ending}{indent}{declaration}{ending if is_tight else ''}")


def _is_nothing(statement: Node) -> bool:
    inner = statement.named_children[0] if statement.named_child_count == 1 else statement
    return inner.type in _NOTHING


def _is_docstring(statement: Node) -> bool:
    return statement.type == "expression_statement" and statement.named_children[0].type in (
        "string",
        "concatenated_string",
    )


def _is_assignment(statement: Node) -> bool:
    return statement.type == "expression_statement" and statement.named_children[0].type == "assignment"


def _is_empty(text: str, end: int) -> bool:
    """Whether the line behind the one that ends here holds nothing."""
    rest = text[end:].splitlines()
    return len(rest) > 1 and not rest[1].strip()


def _end_of_line(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] not in "\r\n":
        offset += 1
    return offset
