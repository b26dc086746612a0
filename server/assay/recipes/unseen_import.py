"""An import that only type checkers see: under `if TYPE_CHECKING:`, for a name that annotations alone need.

It makes nothing when the program runs, and so no circle of imports either. What the program computes of an annotation
has to be in quotes then.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import PurePosixPath

from assay.core.text import TextEdit, line_ending
from assay.recipes.definitions import Definition, classes
from assay.recipes.import_placing import behind_imports, from_typing, together
from assay.recipes.modules import relative
from assay.recipes.sources import Sources
from assay.recipes.typing_import import binds, imported
from assay.syntax.tree import Node, Tree, captured
from assay.tools.modules import dotted

_CONDITIONS = ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def module_of(sources: Sources, path: PurePosixPath, tree: Tree, full: str) -> str | None:
    """The module, as a file calls it, to import a class from by its full name; None where it is not certain."""
    module, _, name = full.rpartition(".")
    if not module or binds(tree, name):
        return None
    if any(dotted(sources.snapshot, each.path) == module and _is_at_the_top(each) for each in classes(sources, name)):
        is_relative = captured(tree.root, "(import_from_statement module_name: (relative_import) @module)")
        shown = relative(sources.snapshot, path, module) if is_relative else None
        return shown or module
    is_standard = module.split(".")[0] in sys.stdlib_module_names and "typing" not in module
    is_public = not any(part.startswith("_") for part in full.split("."))
    return module if is_standard and is_public else None


def unseen_imports(tree: Tree, modules: Mapping[str, str], seen: Mapping[str, int]) -> list[TextEdit] | None:
    """The edits that import names from their modules; None where the file has no place for them.

    `seen` are names of `typing` that the program needs as well, each with the offset before which it does.
    """
    ending = line_ending(tree.text)
    grouped: dict[str, list[str]] = {}
    for name, module in sorted(modules.items()):
        grouped.setdefault(module, []).append(name)
    statements = [f"from {module} import {', '.join(names)}" for module, names in sorted(grouped.items())]
    block = next((each for each in tree.root.named_children if _is_for_checkers(tree, each)), None)
    if block is not None:
        inside = _extended(tree, block, statements, ending)
        return None if inside is None else [*from_typing(tree, seen), inside]
    place = behind_imports(tree)
    if place is None:
        return None
    wanted = dict(seen)
    bound = next((each.bound for each in imported(tree) if each.origin == "typing.TYPE_CHECKING"), "")
    if not bound:
        if binds(tree, "TYPE_CHECKING"):
            return None
        bound = "TYPE_CHECKING"
        wanted[bound] = len(tree.text)
    lines = "".join(f"    {each}{ending}" for each in statements)
    block_of_its_own = TextEdit.at(place, f"{ending}if {bound}:{ending}{lines}")
    return together([*from_typing(tree, wanted), block_of_its_own])


def _extended(tree: Tree, block: Node, statements: list[str], ending: str) -> TextEdit | None:
    """The imports behind the last statement of a block that is there."""
    body = block.child_by_field_name("consequence")
    if body is None or body.start_point[0] == block.start_point[0]:
        return None
    last = body.named_children[-1]
    indent = " " * body.named_children[0].start_point[1]
    end = tree.span(last).end
    return TextEdit.at(end, "".join(f"{ending}{indent}{each}" for each in statements))


def _is_for_checkers(tree: Tree, node: Node) -> bool:
    condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
    return condition is not None and tree.code(condition) in _CONDITIONS


def _is_at_the_top(definition: Definition) -> bool:
    parent = definition.node.parent
    if parent is not None and parent.type == "decorated_definition":
        parent = parent.parent
    return parent is not None and parent.type == "module"
