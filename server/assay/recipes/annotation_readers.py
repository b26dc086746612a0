"""Whether the code of a class may read its own annotations, so that one more of them would mean something there.

What it reads of an object that was handed to it, such as a function that it wraps, are annotations of somebody else.
Those that it only gives to an object tell it nothing.
"""

from __future__ import annotations

import re

from assay.recipes.definitions import class_around
from assay.recipes.names import names, rebinds
from assay.syntax.scopes import outwards, parameters
from assay.syntax.tree import Node, Tree, captured

_READERS = re.compile(r"\b(?:__init_subclass__|__annotations__|get_type_hints|get_annotations)\b")
_BY_NAME = frozenset(("getattr", "hasattr"))
_OWN = frozenset(("self", "cls"))
_FUNCTIONS = ("function_definition", "lambda")


def may_read_its_annotations(tree: Tree, node: Node) -> bool:
    """Whether a class does, as far as its own text says."""
    if not _READERS.search(tree.code(node)):
        return False
    words = captured(node, "[(identifier) (string)] @word")
    return any(_may_be_its_own(tree, each) for each in words if _READERS.search(tree.code(each)))


def _may_be_its_own(tree: Tree, word: Node) -> bool:
    around = word.parent
    if around is None or tree.code(word) == "__init_subclass__":
        return True
    if word.type == "string":
        is_text = around.type == "expression_statement"
        return not is_text and not _is_handed_over(tree, _asked_by_name(tree, word))
    if around.type == "attribute" and around.parent is not None and tree.code(word) == "__annotations__":
        is_given = around.parent.type == "assignment" and around.parent.child_by_field_name("left") == around
        return not is_given and not _is_handed_over(tree, around.child_by_field_name("object"))
    return not _is_handed_over(tree, _argument(around if around.type == "attribute" else word))


def _asked_by_name(tree: Tree, word: Node) -> Node | None:
    """What `getattr` is asked about for this name."""
    listed = word.parent
    call = None if listed is None or listed.type != "argument_list" else listed.parent
    function = None if call is None else call.child_by_field_name("function")
    is_whole = tree.code(word)[1:-1] == "__annotations__"
    if listed is None or function is None or tree.code(function) not in _BY_NAME or not is_whole:
        return None
    return listed.named_children[0]


def _argument(function: Node) -> Node | None:
    """The first thing that is handed to a function that is called."""
    call = function.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != function:
        return None
    listed = call.child_by_field_name("arguments")
    return listed.named_children[0] if listed is not None and listed.named_children else None


def _is_handed_over(tree: Tree, node: Node | None) -> bool:
    """Whether it is, or hangs on, a parameter that is not the object or the class that the method belongs to."""
    while node is not None and node.type == "attribute":
        node = node.child_by_field_name("object")
    if node is None or node.type != "identifier" or tree.code(node) in _OWN:
        return False
    name = tree.code(node)
    for function in (each for each in outwards(node) if each.type in _FUNCTIONS):
        taken = [each.name for each in parameters(tree, function)]
        if name in taken:
            is_own = taken[0] == name and class_around(function) is not None
            body = function.child_by_field_name("body")
            return not is_own and body is not None and not any(map(rebinds, names(tree, body, name)))
    return False
