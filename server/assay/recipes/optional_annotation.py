"""Annotations that admit None, and those that do not yet: how one becomes the other with the smallest edit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.core.text import Span, TextEdit
from assay.recipes.bracketed import placed_last
from assay.syntax.tree import Node, Tree, parse

_ADMITTING = {"None", "NoneType", "Any", "object", "Optional"}
_WIDENED_WHOLE = {"identifier", "attribute", "member_type"}
_PLAIN_STRING = re.compile(r"""(?P<open>[rRuU]?(?P<quote>["']))(?P<content>[^"'\\\n]+)(?P=quote)""")


def admits_none(tree: Tree, annotation: Node) -> bool:
    """Whether the annotation says by its own words that None is a value; an alias says nothing."""
    admits = False
    match annotation.type:
        case "none":
            admits = True
        case "type" | "parenthesized_expression" | "binary_operator" | "union_type":
            admits = any(admits_none(tree, child) for child in _code(annotation))
        case "identifier" | "attribute":
            admits = _last_name(tree, annotation) in _ADMITTING
        case "generic_type" | "subscript":
            admits = _subscript_admits_none(tree, annotation)
        case "string":
            quoted = _quoted(tree, annotation)
            admits = quoted is not None and admits_none(*quoted[:2])
        case _:
            pass
    return admits


def _subscript_admits_none(tree: Tree, annotation: Node) -> bool:
    elements = _elements(annotation)
    match _last_name(tree, annotation.children[0]):
        case "Optional":
            return True
        case "Union" | "Literal":
            return any(admits_none(tree, each) for each in elements)
        case "Annotated":
            return bool(elements) and admits_none(tree, elements[0])
        case _:
            return False


def widened(tree: Tree, annotation: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    """The edits that let the annotation admit None; None for a form that is not understood.

    `optional` is what `Optional` is called there; None writes `X | None`.
    """
    edits: tuple[TextEdit, ...] | None = None
    match annotation.type:
        case "type" | "parenthesized_expression":
            inner = _code(annotation)
            edits = widened(tree, inner[0], optional) if len(inner) == 1 else None
        case "string":
            edits = _in_string(tree, annotation, optional)
        case "union_type" | "binary_operator":
            edits = _after(tree, annotation, " | None") if _is_union(annotation) else None
        case "generic_type" | "subscript":
            edits = _in_subscript(tree, annotation, optional)
        case kind if kind in _WIDENED_WHOLE:
            edits = _whole(tree, annotation, optional)
        case _:
            pass
    return edits


def _after(tree: Tree, node: Node, text: str) -> tuple[TextEdit, ...]:
    end = tree.span(node).end
    return (TextEdit(Span(end, end), text),)


def _whole(tree: Tree, node: Node, optional: str | None) -> tuple[TextEdit, ...]:
    if optional is None:
        return _after(tree, node, " | None")
    span = tree.span(node)
    return TextEdit(Span(span.start, span.start), f"{optional}["), TextEdit(Span(span.end, span.end), "]")


def _is_union(node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return node.type == "union_type" or (operator is not None and operator.type == "|")


def _in_subscript(tree: Tree, node: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    name, elements = _last_name(tree, node.children[0]), _elements(node)
    if name == "Union" and elements:
        return placed_last(tree, elements[-1], "None")
    if name == "Annotated" and elements:
        return widened(tree, elements[0], optional)
    return _whole(tree, node, optional)


def _in_string(tree: Tree, string: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    quoted = _quoted(tree, string)
    if quoted is None:
        return None
    inner, expression, start = quoted
    edits = widened(inner, expression, optional)
    return edits and tuple(TextEdit(Span(edit.span.start + start, edit.span.end + start), edit.text) for edit in edits)


def _quoted(tree: Tree, string: Node) -> tuple[Tree, Node, int] | None:
    """The annotation inside a plain string: its own tree, its expression, and the offset at which it begins."""
    match = _PLAIN_STRING.fullmatch(tree.code(string))
    if match is None:
        return None
    # the content stands as an annotation, so that it is read by the same rules as one outside a string
    prefix = "_: "
    inner = parse(prefix + match["content"])
    if inner.root.has_error or match["content"] != match["content"].strip():
        return None
    annotations = list(_annotations(inner.root))
    if len(annotations) != 1:
        return None
    return inner, annotations[0], tree.span(string).start + len(match["open"]) - len(prefix)


def _annotations(module: Node) -> Iterator[Node]:
    for statement in module.named_children:
        for node in statement.named_children:
            annotation = node.child_by_field_name("type")
            if annotation is not None:
                yield annotation


def _elements(subscript: Node) -> list[Node]:
    """What stands between the brackets."""
    if subscript.type == "generic_type":
        return _code(subscript.named_children[-1])
    return subscript.children_by_field_name("subscript")


def _code(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def _last_name(tree: Tree, node: Node) -> str:
    return re.split(r"\s*\.\s*", tree.code(node))[-1]
