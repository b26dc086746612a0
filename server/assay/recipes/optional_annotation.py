"""How an annotation comes to admit None, with the smallest edit."""

from __future__ import annotations

from assay.core.text import Span, TextEdit
from assay.recipes.bracketed import placed_last
from assay.syntax.annotations import code_children, elements, is_union, last_name, quoted_annotation
from assay.syntax.tree import Node, Tree

_WIDENED_WHOLE = {"identifier", "attribute", "member_type"}


def widened(tree: Tree, annotation: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    """The edits that let the annotation admit None; None for a form that is not understood.

    `optional` is what `Optional` is called there; None writes `X | None`.
    """
    edits: tuple[TextEdit, ...] | None = None
    match annotation.type:
        case "type" | "parenthesized_expression":
            inner = code_children(annotation)
            edits = widened(tree, inner[0], optional) if len(inner) == 1 else None
        case "string":
            edits = _in_string(tree, annotation, optional)
        case "union_type" | "binary_operator":
            edits = _after(tree, annotation, " | None") if is_union(annotation) else None
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


def _in_subscript(tree: Tree, node: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    name, inside = last_name(tree, node.children[0]), elements(node)
    if name == "Union" and inside:
        return placed_last(tree, inside[-1], "None")
    if name == "Annotated" and inside:
        return widened(tree, inside[0], optional)
    return _whole(tree, node, optional)


def _in_string(tree: Tree, string: Node, optional: str | None) -> tuple[TextEdit, ...] | None:
    quoted = quoted_annotation(tree, string)
    if quoted is None:
        return None
    inner, expression, start = quoted
    edits = widened(inner, expression, optional)
    return edits and tuple(TextEdit(Span(edit.span.start + start, edit.span.end + start), edit.text) for edit in edits)
