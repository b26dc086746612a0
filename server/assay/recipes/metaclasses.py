"""Metaclasses of the project that leave the annotations of their classes alone, as their text shows.

A metaclass meets annotations in the namespace of a new class. One that hands the namespace on to `type`, and looks at
nothing but single names in it, cannot tell whether there are any.
"""

from __future__ import annotations

import re

from assay.recipes.definitions import Definition, name_of, resolved
from assay.recipes.sources import Sources
from assay.syntax.scopes import outwards, parameters
from assay.syntax.tree import Node, Tree, captured

OF_PYTHON = frozenset(("type", "ABCMeta", "abc.ABCMeta"))
"""Those of Python that leave annotations alone."""

_MAKERS = frozenset(("__new__", "__init__", "__init_subclass__", "__prepare__"))
_HANDS_ON = re.compile(r"(?:super\(.*\)|type|ABCMeta|abc\.ABCMeta)\.__(?:new|init)__")
_LOOKS = re.compile(r"annotations|get_type_hints|signature|__dict__|\b(?:vars|dir|locals|getmembers)\(")
_SPLATS = ("list_splat_pattern", "dictionary_splat_pattern")


def is_deaf(sources: Sources, definition: Definition, metaclass: str) -> bool:
    """Whether a metaclass, by its name in the file of a class, is known to look at no annotations."""
    if metaclass in OF_PYTHON:
        return True
    found = resolved(sources, definition.path, metaclass.split("."))
    if found is None or found.node.type != "class_definition" or _LOOKS.search(found.tree.code(found.node)):
        return False
    listed = found.node.child_by_field_name("superclasses")
    above = [] if listed is None else [found.tree.code(each) for each in listed.named_children]
    if not above or not all(each in OF_PYTHON for each in above):
        return False
    functions = captured(found.node, "(function_definition) @function")
    makers = [each for each in functions if name_of(Definition(found.path, found.tree, each)) in _MAKERS]
    return all(_hands_on(found.tree, each) for each in makers)


def _hands_on(tree: Tree, function: Node) -> bool:
    """Whether a function hands the namespace, its last parameter, on, and else takes only single names from it."""
    listed = function.child_by_field_name("parameters")
    if listed is None or any(each.type in _SPLATS for each in listed.named_children):
        return False
    known = parameters(tree, function)
    if len(known) < 2:
        return False
    uses = (each for each in captured(function, "(identifier) @name") if tree.code(each) == known[-1].name)
    body = function.child_by_field_name("body")
    return body is not None and all(_is_harmless(tree, each) for each in uses if each.start_byte >= body.start_byte)


def _is_harmless(tree: Tree, use: Node) -> bool:
    parent = use.parent
    if parent is None:
        return False
    if parent.type == "subscript" and parent.child_by_field_name("value") == use:
        keys = parent.children_by_field_name("subscript")
        return len(keys) == 1 and keys[0].type == "string"
    if parent.type == "comparison_operator":
        return parent.named_children[0].type == "string" and parent.named_children[-1] == use
    call = next((node for node in outwards(parent) if node.type == "call"), None)
    if call is None or parent.type != "argument_list" or call.child_by_field_name("arguments") != parent:
        return False
    function = call.child_by_field_name("function")
    return function is not None and _HANDS_ON.fullmatch(tree.code(function)) is not None
