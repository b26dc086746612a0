"""Functions and classes of the project by their names: through definitions, imports and base classes, by syntax.

Whatever is not certain is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.recipes.sources import Sources
from assay.syntax.scopes import outwards, parameters
from assay.syntax.tree import Node, Tree, captured

DEPTH = 6
"""Imports and base classes are followed this far."""

_HOLDERS = ("function_definition", "class_definition")


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class and the file that it stands in."""

    path: PurePosixPath
    tree: Tree
    node: Node


def name_of(definition: Definition) -> str:
    """What the function or class is called."""
    name = definition.node.child_by_field_name("name")
    return "" if name is None else definition.tree.code(name)


def is_called(sources: Sources, definition: Definition) -> bool:
    """Whether the project calls something by its name, under whichever owner."""
    name = name_of(definition)
    return any(
        tree.code(function).split(".")[-1] == name
        for _, tree in sources.mentioning(name)
        for function in captured(tree.root, "(call function: [(identifier) (attribute)] @function)")
    )


def classes(sources: Sources, name: str) -> tuple[Definition, ...]:
    """All classes of the project that are called so, wherever they stand."""
    return sources.once(("classes", name), lambda: _classes(sources, name))


def _classes(sources: Sources, name: str) -> tuple[Definition, ...]:
    return tuple(
        Definition(path, tree, node.parent)
        for path, tree in sources.mentioning(name)
        for node in captured(tree.root, "(class_definition name: (identifier) @name)")
        if tree.code(node) == name and node.parent is not None
    )


def class_around(function: Node) -> Node | None:
    """The class that a method stands in."""
    holder = next((node for node in outwards(function) if node != function and node.type in _HOLDERS), None)
    return holder if holder is not None and holder.type == "class_definition" else None


def own_class(tree: Tree, owner: Node) -> Node | None:
    """The class whose method has the object as its first parameter, by whichever name: `self` or `cls`."""
    for function in outwards(owner):
        listed = parameters(tree, function)[:1] if function.type == "function_definition" else ()
        if listed and listed[0].annotation is None and listed[0].name == tree.code(owner):
            return class_around(function)
    return None


def resolved(sources: Sources, path: PurePosixPath, dotted: list[str], depth: int = DEPTH) -> Definition | None:
    """What a dotted name means in a module: defined there, imported, or a method of a class named so."""
    tree = sources.tree(path)
    if tree is None or depth == 0:
        return None
    found = named(tree, tree.root, dotted[0])
    if found:
        definition = Definition(path, tree, found[0])
        if len(found) > 1 or len(dotted) > 2:
            return None
        if len(dotted) == 1:
            return definition
        return method_of(sources, definition, dotted[1]) if found[0].type == "class_definition" else None
    for bound, module, name in sources.once(("imports", path), lambda: tuple(imports(tree))):
        size = len(bound)
        if dotted[:size] != bound or (name is None and len(dotted) == size):
            continue
        above = _imported(sources, path, module, ([] if name is None else [name]) + dotted[size:], depth)
        if above is not None:
            return above
    return _by_wildcard(sources, path, tree, dotted, depth)


def _by_wildcard(sources: Sources, path: PurePosixPath, tree: Tree, dotted: list[str], depth: int) -> Definition | None:
    """What `from module import *` brings by that name; None where no module of the project does, or several do."""
    found: set[Definition] = set()
    query = "(import_from_statement (wildcard_import)) @import"
    for wildcard in sources.once(("wildcards", path), lambda: captured(tree.root, query)):
        module = wildcard.child_by_field_name("module_name")
        file = None if module is None else sources.module(path, tree.code(module))
        there = None if file is None else sources.tree(file)
        if file is None or there is None or file == path or not _is_exported(there, dotted[0]):
            continue
        above = resolved(sources, file, dotted, depth - 1)
        if above is not None:
            found.add(above)
    return found.pop() if len(found) == 1 else None


def _is_exported(tree: Tree, name: str) -> bool:
    """Whether a wildcard import takes the name: what `__all__` lists, or else whatever is not private."""
    listed = [
        right
        for each in captured(tree.root, "(module (expression_statement (assignment) @assignment))")
        if (left := each.child_by_field_name("left")) is not None and tree.code(left) == "__all__"
        if (right := each.child_by_field_name("right")) is not None
    ]
    if not listed:
        return not name.startswith("_")
    return any(name == tree.code(each) for right in listed for each in captured(right, "(string_content) @text"))


def method_of(
    sources: Sources, holder: Definition, name: str, *, own: bool = True, depth: int = DEPTH
) -> Definition | None:
    """The one method of that name in a class or, where it has none, in the first of its bases that has."""
    body = holder.node.child_by_field_name("body")
    found = named(holder.tree, body, name) if own and body is not None else []
    if found:
        return Definition(holder.path, holder.tree, found[0]) if len(found) == 1 else None
    bases = holder.node.child_by_field_name("superclasses")
    for base in bases.named_children if bases is not None and depth else ():
        above = resolved(sources, holder.path, holder.tree.code(base).split("."))
        if above is not None and above.node.type == "class_definition":
            inherited = method_of(sources, above, name, depth=depth - 1)
            if inherited is not None:
                return inherited
    return None


def named(tree: Tree, block: Node, name: str) -> list[Node]:
    """The functions and classes of that name among the statements of a block."""
    definitions = (
        each.child_by_field_name("definition") if each.type == "decorated_definition" else each
        for each in block.named_children
    )
    found = (each for each in definitions if each is not None and each.type in _HOLDERS)
    return [each for each in found if (label := each.child_by_field_name("name")) and tree.code(label) == name]


def _imported(sources: Sources, path: PurePosixPath, module: str, dotted: list[str], depth: int) -> Definition | None:
    file = sources.module(path, module)
    found = None if file is None else resolved(sources, file, dotted, depth - 1)
    if found is None and len(dotted) > 1:
        inner = sources.module(path, f"{module}{'' if module.endswith('.') else '.'}{dotted[0]}")
        found = None if inner is None else resolved(sources, inner, dotted[1:], depth - 1)
    return found


def imports(tree: Tree) -> Iterator[tuple[list[str], str, str | None]]:
    """What each import binds: the dotted name, the module that it comes from, the name in it or None for the module."""
    for node in captured(tree.root, "[(import_statement) (import_from_statement)] @import"):
        module = node.child_by_field_name("module_name")
        for each in node.children_by_field_name("name"):
            alias = each.child_by_field_name("alias")
            name = tree.code(each.child_by_field_name("name") or each)
            bound = (tree.code(alias) if alias is not None else name).split(".")
            yield bound, name if module is None else tree.code(module), None if module is None else name
