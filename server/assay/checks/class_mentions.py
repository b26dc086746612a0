"""Where a text says the name of a class, and whether it does so to inherit from it and for nothing else."""

from __future__ import annotations

from assay.syntax.tree import Node, Tree, captured

_ASKING = ("isinstance", "issubclass", "super")
"""Functions that make nothing of a class that is handed to them."""


def is_only_inherited(tree: Tree, name: str) -> bool:
    """Whether the text defines, imports, annotates and inherits from what it calls so, asks after it, and no more.

    Anything else, such as a call, another name for it or a place in a list, may make an object of that very class.
    """
    mentions = (node for node in captured(tree.root, "(identifier) @name") if tree.code(node) == name)
    return all(_is_harmless(tree, node) for node in mentions)


def _is_harmless(tree: Tree, identifier: Node) -> bool:
    node = _whole(identifier)
    parent = node.parent
    if parent is None:
        return False
    match parent.type:
        case "class_definition":
            return parent.child_by_field_name("name") == node
        case "dotted_name":
            return parent.parent is not None and parent.parent.type == "import_from_statement"
        case "argument_list":
            return _is_handed_on(tree, parent)
        case _:
            return _annotates(node)


def _whole(identifier: Node) -> Node:
    """The expression of which the name is the last word: `shop.Priced[int]` of `Priced`; a tuple of such is another."""
    node = identifier
    while (parent := node.parent) is not None and (
        (parent.type == "attribute" and parent.child_by_field_name("attribute") == node)
        or (parent.type == "subscript" and parent.child_by_field_name("value") == node)
        or parent.type == "tuple"
    ):
        node = parent
    return node


def _is_handed_on(tree: Tree, arguments: Node) -> bool:
    """Whether the arguments are the bases of a class, or those of a question."""
    around = arguments.parent
    if around is None or around.type == "class_definition":
        return around is not None
    function = around.child_by_field_name("function")
    return function is not None and tree.code(function) in _ASKING


def _annotates(node: Node) -> bool:
    while node.parent is not None and node.type not in ("type", "call", "block", "module"):
        node = node.parent
    return node.type == "type"
