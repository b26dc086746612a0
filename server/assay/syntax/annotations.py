"""Annotations: whether one admits None, what it is a union of, and what a quoted one holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.syntax.tree import Node, Tree, parse

_ADMITTING = {"None", "NoneType", "Any", "object", "Optional"}
_PLAIN_STRING = re.compile(r"""(?P<open>[rRuU]?(?P<quote>["']))(?P<content>[^"'\\\n]+)(?P=quote)""")


def admits_none(tree: Tree, annotation: Node) -> bool:
    """Whether the annotation says by its own words that None is a value; an alias says nothing."""
    admits = False
    match annotation.type:
        case "none":
            admits = True
        case "type" | "parenthesized_expression" | "binary_operator" | "union_type":
            admits = any(admits_none(tree, child) for child in code_children(annotation))
        case "identifier" | "attribute":
            admits = last_name(tree, annotation) in _ADMITTING
        case "generic_type" | "subscript":
            admits = _subscript_admits_none(tree, annotation)
        case "string":
            quoted = quoted_annotation(tree, annotation)
            admits = quoted is not None and admits_none(*quoted[:2])
        case _:
            pass
    return admits


def members(annotation: str) -> frozenset[str]:
    """What an annotation is a union of, however it spells the union; itself alone where it is none."""
    tree = parse(f"_: {annotation}")
    found = list(_annotations(tree.root))
    return (
        frozenset(_members(tree, found[0])) if len(found) == 1 and not tree.root.has_error else frozenset({annotation})
    )


def _subscript_admits_none(tree: Tree, annotation: Node) -> bool:
    inside = elements(annotation)
    match last_name(tree, annotation.children[0]):
        case "Optional":
            return True
        case "Union":
            return any(admits_none(tree, each) for each in inside)
        case "Literal":
            return any(tree.code(each) == "None" for each in inside)
        case "Annotated":
            return bool(inside) and admits_none(tree, inside[0])
        case _:
            return False


def _members(tree: Tree, annotation: Node) -> Iterator[str]:
    name = last_name(tree, annotation.children[0]) if annotation.type in ("generic_type", "subscript") else ""
    quoted = quoted_annotation(tree, annotation) if annotation.type == "string" else None
    if quoted is not None:
        yield from _members(*quoted[:2])
    elif annotation.type in ("type", "parenthesized_expression", "union_type") or is_union(annotation):
        for child in code_children(annotation):
            yield from _members(tree, child)
    elif name in ("Optional", "Union"):
        for element in elements(annotation):
            yield from _members(tree, element)
        yield from ("None",) if name == "Optional" else ()
    else:
        yield " ".join(tree.code(annotation).split())


def quoted_annotation(tree: Tree, string: Node) -> tuple[Tree, Node, int] | None:
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


def is_union(node: Node) -> bool:
    """Whether the node is `a | b`."""
    operator = node.child_by_field_name("operator")
    return node.type == "union_type" or (operator is not None and operator.type == "|")


def _annotations(module: Node) -> Iterator[Node]:
    for statement in module.named_children:
        for node in statement.named_children:
            annotation = node.child_by_field_name("type")
            if annotation is not None:
                yield annotation


def elements(subscript: Node) -> list[Node]:
    """What stands between the brackets."""
    if subscript.type == "generic_type":
        return code_children(subscript.named_children[-1])
    return subscript.children_by_field_name("subscript")


def code_children(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def last_name(tree: Tree, node: Node) -> str:
    return re.split(r"\s*\.\s*", tree.code(node))[-1]
