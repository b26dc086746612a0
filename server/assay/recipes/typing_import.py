"""How a module can name `Optional`: by what it imports already, else by the import that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.text import TextEdit
from assay.recipes.import_placing import added_import, extended_import
from assay.syntax.tree import Node, Tree, descendants

_MODULES = ("typing", "typing_extensions")
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_BINDING = {
    "function_definition": "name",
    "class_definition": "name",
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """What `Optional` is called in a module, and the edits that make it so."""

    name: str
    edits: tuple[TextEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that an import binds: `origin` as `typing.Optional`, and whether only checkers see the import."""

    bound: str
    origin: str
    statement: Node
    unseen: bool


def optional_spelling(tree: Tree, before: int, *, evaluated: bool) -> Spelling | None:
    """How to name `Optional` in an annotation at offset `before`; None where every way is blocked.

    `evaluated`: whether the annotation is computed when the module is loaded, so that an import
    that only checkers see does not do.
    """
    known = [
        each
        for each in imported(tree)
        if tree.offset(each.statement.start_byte) < before and not (each.unseen and evaluated)
    ]
    for each in known:
        if each.origin in {f"{module}.Optional" for module in _MODULES}:
            return Spelling(each.bound)
    clash = binds(tree, "Optional")
    extended = None if clash else extended_import(tree, before, "typing", "Optional")
    if extended is not None:
        return Spelling("Optional", extended)
    for each in known:
        if each.origin in _MODULES:
            return Spelling(f"{each.bound}.Optional")
    if not clash:
        return Spelling("Optional", (added_import(tree, "from typing import Optional"),))
    if not binds(tree, "typing"):
        return Spelling("typing.Optional", (added_import(tree, "import typing"),))
    return None


def imported(tree: Tree) -> Iterator[Imported]:
    """What imports of the module bind outside of functions and classes."""
    for node in _module_level(tree):
        if node.type not in _IMPORTS:
            continue
        module = node.child_by_field_name("module_name")
        prefix = "" if module is None else f"{tree.code(module)}."
        unseen = _for_checkers(tree, node)
        for name in node.children_by_field_name("name"):
            alias = name.child_by_field_name("alias")
            origin = tree.code(name.child_by_field_name("name") or name)
            yield Imported(tree.code(alias) if alias else origin.split(".")[0], prefix + origin, node, unseen)


def binds(tree: Tree, name: str) -> bool:
    """Whether the module uses the name for something that does not come from `typing`."""
    for node in _module_level(tree):
        target = node.child_by_field_name(_BINDING.get(node.type, "")) if node.type in _BINDING else None
        if target is not None and tree.code(target) == name:
            return True
    return any(each.bound == name and each.origin.split(".")[0] not in _MODULES for each in imported(tree))


def _module_level(tree: Tree) -> Iterator[Node]:
    return descendants(tree.root, into=lambda node: node.type not in ("function_definition", "class_definition"))


def _for_checkers(tree: Tree, node: Node) -> bool:
    here = node.parent
    while here is not None:
        condition = here.child_by_field_name("condition") if here.type == "if_statement" else None
        if condition is not None and tree.code(condition).split(".")[-1] == "TYPE_CHECKING":
            return True
        here = here.parent
    return False
