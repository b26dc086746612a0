"""Which function of the project a call calls, and which of its parameters gets an argument.

Names are followed through definitions, imports and base classes, by syntax; whatever is not certain is not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.recipes.sources import Sources
from assay.syntax.scopes import Parameter, outwards, parameters
from assay.syntax.tree import Node, Tree, captured

DEPTH = 6
"""Imports and base classes are followed this far."""

_CLASS = re.compile(r'.*" of "(?P<of>[\w.]+)(\[.*\])?"|(?P<dotted>[\w.]+)\.\w+')
"""The class in what checkers call a method: `"method" of "Class"` or `Class.method`."""


_HOLDERS = ("function_definition", "class_definition")


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class and the file that it stands in."""

    path: PurePosixPath
    tree: Tree
    node: Node


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
            found = _method(sources, holder, name, own=tree.code(owner) != "super()")
            return None if found is None else (found, True)
    if not re.fullmatch(r"\w+(\.\w+)*", tree.code(node)):
        return None
    found = _local(function) or _resolved(sources, function.path, tree.code(node).split("."))
    if found is None or found.node.type == "function_definition":
        unbound = found is not None and _class_around(found.node) is not None
        return None if found is None else (found, unbound and _decorated(found, "classmethod"))
    initialiser = _method(sources, found, "__init__")
    return None if initialiser is None else (initialiser, True)


def _class_of(sources: Sources, function: Definition, owner: Node, called: str) -> Definition | None:
    """The class of the object that a method is called on, where it can be told."""
    tree = function.tree
    method = next((each for each in outwards(owner) if each.type == "function_definition"), None)
    holder = None if method is None else _class_around(method)
    first = parameters(tree, method)[:1] if method is not None else ()
    if holder is not None and (tree.code(owner) == "super()" or (first and tree.code(owner) == first[0].name)):
        return Definition(function.path, tree, holder)
    named = _CLASS.fullmatch(called)
    if named is None or _resolved(sources, function.path, tree.code(owner).split(".")) is not None:
        return None
    found = _resolved(sources, function.path, (named["of"] or named["dotted"]).split("."))
    return found if found is not None and found.node.type == "class_definition" else None


def _class_around(function: Node) -> Node | None:
    """The class that a method stands in."""
    holder = next((node for node in outwards(function) if node != function and node.type in _HOLDERS), None)
    return holder if holder is not None and holder.type == "class_definition" else None


def _method(
    sources: Sources, holder: Definition, name: str, *, own: bool = True, depth: int = DEPTH
) -> Definition | None:
    """The one method of that name in a class or, where it has none, in the first of its bases that has."""
    body = holder.node.child_by_field_name("body")
    found = _named(holder.tree, body, name) if own and body is not None else []
    if found:
        return Definition(holder.path, holder.tree, found[0]) if len(found) == 1 else None
    bases = holder.node.child_by_field_name("superclasses")
    for base in bases.named_children if bases is not None and depth else ():
        above = _resolved(sources, holder.path, holder.tree.code(base).split("."))
        if above is not None and above.node.type == "class_definition":
            inherited = _method(sources, above, name, depth=depth - 1)
            if inherited is not None:
                return inherited
    return None


def _local(function: Definition) -> Definition | None:
    """A function defined in one of the functions around the call."""
    name = function.tree.code(function.node)
    for around in outwards(function.node):
        body = around.child_by_field_name("body") if around.type == "function_definition" else None
        found = _named(function.tree, body, name) if body is not None else []
        if found:
            return Definition(function.path, function.tree, found[0]) if len(found) == 1 else None
    return None


def _resolved(sources: Sources, path: PurePosixPath, dotted: list[str], depth: int = DEPTH) -> Definition | None:
    """What a dotted name means in a module: defined there, imported, or a method of a class named so."""
    tree = sources.tree(path)
    if tree is None or depth == 0:
        return None
    found = _named(tree, tree.root, dotted[0])
    if found:
        definition = Definition(path, tree, found[0])
        if len(found) > 1 or len(dotted) > 2:
            return None
        if len(dotted) == 1:
            return definition
        return _method(sources, definition, dotted[1]) if found[0].type == "class_definition" else None
    for bound, module, name in _imports(tree):
        size = len(bound)
        if dotted[:size] != bound or (name is None and len(dotted) == size):
            continue
        above = _imported(sources, path, module, ([] if name is None else [name]) + dotted[size:], depth)
        if above is not None:
            return above
    return None


def _imported(sources: Sources, path: PurePosixPath, module: str, dotted: list[str], depth: int) -> Definition | None:
    file = sources.module(path, module)
    found = None if file is None else _resolved(sources, file, dotted, depth - 1)
    if found is None and len(dotted) > 1:
        inner = sources.module(path, f"{module}{'' if module.endswith('.') else '.'}{dotted[0]}")
        found = None if inner is None else _resolved(sources, inner, dotted[1:], depth - 1)
    return found


def _imports(tree: Tree) -> Iterator[tuple[list[str], str, str | None]]:
    """What each import binds: the dotted name, the module that it comes from, the name in it or None for the module."""
    for node in captured(tree.root, "[(import_statement) (import_from_statement)] @import"):
        module = node.child_by_field_name("module_name")
        for each in node.children_by_field_name("name"):
            alias = each.child_by_field_name("alias")
            name = tree.code(each.child_by_field_name("name") or each)
            bound = (tree.code(alias) if alias is not None else name).split(".")
            yield bound, name if module is None else tree.code(module), None if module is None else name


def _named(tree: Tree, block: Node, name: str) -> list[Node]:
    """The functions and classes of that name among the statements of a block."""
    definitions = (
        each.child_by_field_name("definition") if each.type == "decorated_definition" else each
        for each in block.named_children
    )
    found = (each for each in definitions if each is not None and each.type in _HOLDERS)
    return [each for each in found if (label := each.child_by_field_name("name")) and tree.code(label) == name]


def _decorated(definition: Definition, name: str) -> bool:
    whole = definition.node.parent
    decorators = whole.named_children if whole is not None and whole.type == "decorated_definition" else []
    return any(each.type == "decorator" and definition.tree.code(each).lstrip("@ ") == name for each in decorators)


def _keyword(listed: tuple[Parameter, ...], name: str) -> Parameter | None:
    return next((each for each in listed if each.name == name and each.kind != "positional only"), None)


def _positional(listed: tuple[Parameter, ...], index: int) -> Parameter | None:
    takes = [each for each in listed if each.kind in ("positional only", "positional or keyword")]
    return takes[index] if index < len(takes) else None
