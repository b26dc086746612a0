"""Which function of the project a call calls, and which of its parameters gets an argument.

Whatever is not certain is not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.recipes.definitions import Definition, class_around, method_of, named, resolved
from assay.recipes.sources import Sources
from assay.syntax.scopes import Parameter, outwards, parameters
from assay.syntax.tree import Node

_CLASS = re.compile(r'.*" of "(?P<of>[\w.]+)(\[.*\])?"|(?P<dotted>[\w.]+)\.\w+')
"""The class in what checkers call a method: `"method" of "Class"` or `Class.method`."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """The parameter that gets an argument, and the function that it belongs to."""

    function: Definition
    parameter: Parameter


def receiver(sources: Sources, path: PurePosixPath, argument: Node, called: str) -> Receiver | None:
    """The parameter that gets this argument of a call; `called` is what the checker calls it, maybe with the class."""
    tree = sources.tree(path)
    position = _position(argument)
    if tree is None or position is None:
        return None
    call, index = position
    function = call.child_by_field_name("function")
    keyword = argument.parent.child_by_field_name("name") if argument.parent is not None and index is None else None
    found = None if function is None else _called(sources, Definition(path, tree, function), called)
    if found is None:
        return None
    definition, bound = found
    listed = parameters(definition.tree, definition.node)
    listed = listed[1:] if bound and not _decorated(definition, "staticmethod") else listed
    chosen = _keyword(listed, tree.code(keyword)) if keyword is not None else _positional(listed, index or 0)
    return None if chosen is None else Receiver(definition, chosen)


def _position(argument: Node) -> tuple[Node, int | None] | None:
    """The call that an argument belongs to and its place there, None for a keyword."""
    parent = argument.parent
    keyword = parent is not None and parent.type == "keyword_argument"
    arguments = parent.parent if keyword and parent is not None else parent
    if arguments is None or arguments.type != "argument_list" or arguments.parent is None:
        return None
    if keyword:
        return arguments.parent, None
    before = [each for each in arguments.named_children if each.end_byte <= argument.start_byte]
    if any(each.type == "list_splat" for each in before):
        return None
    return arguments.parent, sum(each.type not in ("comment", "keyword_argument") for each in before)


def _called(sources: Sources, function: Definition, called: str) -> tuple[Definition, bool] | None:
    """The definition that is called, and whether its first parameter is given by the call itself."""
    tree, node = function.tree, function.node
    if node.type == "attribute":
        owner, method = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if owner is None or method is None:
            return None
        name = tree.code(method)
        holder = _class_of(sources, function, owner, called)
        if holder is not None:
            found = method_of(sources, holder, name, own=tree.code(owner) != "super()")
            return None if found is None else (found, True)
    if not re.fullmatch(r"\w+(\.\w+)*", tree.code(node)):
        return None
    found = _local(function) or resolved(sources, function.path, tree.code(node).split("."))
    if found is None or found.node.type == "function_definition":
        unbound = found is not None and class_around(found.node) is not None
        return None if found is None else (found, unbound and _decorated(found, "classmethod"))
    initialiser = method_of(sources, found, "__init__")
    return None if initialiser is None else (initialiser, True)


def _class_of(sources: Sources, function: Definition, owner: Node, called: str) -> Definition | None:
    """The class of the object that a method is called on, where it can be told."""
    tree = function.tree
    method = next((each for each in outwards(owner) if each.type == "function_definition"), None)
    holder = None if method is None else class_around(method)
    first = parameters(tree, method)[:1] if method is not None else ()
    if holder is not None and (tree.code(owner) == "super()" or (first and tree.code(owner) == first[0].name)):
        return Definition(function.path, tree, holder)
    named = _CLASS.fullmatch(called)
    if named is None or resolved(sources, function.path, tree.code(owner).split(".")) is not None:
        return None
    found = resolved(sources, function.path, (named["of"] or named["dotted"]).split("."))
    return found if found is not None and found.node.type == "class_definition" else None


def _local(function: Definition) -> Definition | None:
    """A function defined in one of the functions around the call."""
    name = function.tree.code(function.node)
    for around in outwards(function.node):
        body = around.child_by_field_name("body") if around.type == "function_definition" else None
        found = named(function.tree, body, name) if body is not None else []
        if found:
            return Definition(function.path, function.tree, found[0]) if len(found) == 1 else None
    return None


def _decorated(definition: Definition, name: str) -> bool:
    whole = definition.node.parent
    decorators = whole.named_children if whole is not None and whole.type == "decorated_definition" else []
    return any(each.type == "decorator" and definition.tree.code(each).lstrip("@ ") == name for each in decorators)


def _keyword(listed: tuple[Parameter, ...], name: str) -> Parameter | None:
    return next((each for each in listed if each.name == name and each.kind != "positional only"), None)


def _positional(listed: tuple[Parameter, ...], index: int) -> Parameter | None:
    takes = [each for each in listed if each.kind in ("positional only", "positional or keyword")]
    return takes[index] if index < len(takes) else None
