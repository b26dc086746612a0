"""How a module can name `Optional`: by what it imports already, else by the import that it lacks."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.text import Span, TextEdit, line_ending
from assay.recipes.bracketed import placed_before, placed_last
from assay.syntax.tree import Node, Tree, descendants

_MODULES = ("typing", "typing_extensions")
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_FOR_PROGRAMS = re.compile(r"#!|#.*coding[:=]|#.*-\*-")
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
class _Imported:
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
    imported = [
        each
        for each in _imported(tree)
        if tree.offset(each.statement.start_byte) < before and not (each.unseen and evaluated)
    ]
    for each in imported:
        if each.origin in {f"{module}.Optional" for module in _MODULES}:
            return Spelling(each.bound)
    clash = _binds(tree, "Optional")
    extended = None if clash else _extended(tree, before)
    if extended is not None:
        return Spelling("Optional", extended)
    for each in imported:
        if each.origin in _MODULES:
            return Spelling(f"{each.bound}.Optional")
    if not clash:
        return Spelling("Optional", (_added(tree, "from typing import Optional"),))
    if not _binds(tree, "typing"):
        return Spelling("typing.Optional", (_added(tree, "import typing"),))
    return None


def _imported(tree: Tree) -> Iterator[_Imported]:
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
            yield _Imported(tree.code(alias) if alias else origin.split(".")[0], prefix + origin, node, unseen)


def _binds(tree: Tree, name: str) -> bool:
    """Whether the module uses the name for something else."""
    for node in _module_level(tree):
        target = node.child_by_field_name(_BINDING.get(node.type, "")) if node.type in _BINDING else None
        if target is not None and tree.code(target) == name:
            return True
    return any(each.bound == name and each.origin.split(".")[0] not in _MODULES for each in _imported(tree))


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


def _extended(tree: Tree, before: int) -> tuple[TextEdit, ...] | None:
    """`Optional` added to a `from typing import ...` that stands at the top level."""
    for node in tree.root.named_children:
        module = node.child_by_field_name("module_name") if node.type == "import_from_statement" else None
        names = node.children_by_field_name("name")
        if module is None or tree.code(module) != "typing" or not names or tree.offset(node.end_byte) > before:
            continue
        listed = [tree.code(name.child_by_field_name("name") or name) for name in names]
        index = _place(listed)
        if index < len(names):
            return placed_before(tree, names[index], "Optional")
        return placed_last(tree, names[-1], "Optional")
    return None


def _place(listed: list[str]) -> int:
    """Where `Optional` goes: in order where the others are in an order, else last."""
    for key in (_by_kind, str, str.lower):
        keys = [key(name) for name in listed]
        if keys == sorted(keys):
            return sum(each < key("Optional") for each in keys)
    return len(listed)


def _by_kind(name: str) -> str:
    """The order of most import sorters: constants, classes, functions."""
    return f"{0 if name.isupper() else 1 if name[:1].isupper() else 2}{name}"


def _added(tree: Tree, statement: str) -> TextEdit:
    """A new import in the place that import sorters give it."""
    ending = line_ending(tree.text)
    block = _first_imports(tree)
    for node in block:
        if _sort_key(tree, node) > (0 if statement.startswith("import") else 1, "typing"):
            before = _line_start(tree.text, tree.span(node).start)
            gap = ending if node is block[0] and not _standard(tree, node) else ""
            return TextEdit(Span(before, before), f"{statement}{ending}{gap}")
    if block:
        return _line_after(tree, block[-1], f"{statement}{ending}")
    return _without_imports(tree, statement, ending)


def _first_imports(tree: Tree) -> list[Node]:
    """The first imports that stand together at the top level, without those from `__future__`."""
    block: list[Node] = []
    for node in tree.root.named_children:
        if node.type in ("import_statement", "import_from_statement"):
            if block and node.start_point[0] > block[-1].end_point[0] + 1:
                break
            block.append(node)
        elif block:
            break
    return block


def _sort_key(tree: Tree, node: Node) -> tuple[int, str]:
    if not _standard(tree, node):
        return 2, ""
    return (0 if node.type == "import_statement" else 1), _module(tree, node)


def _standard(tree: Tree, node: Node) -> bool:
    return _module(tree, node).split(".")[0] in sys.stdlib_module_names


def _module(tree: Tree, node: Node) -> str:
    name = node.child_by_field_name("module_name") or node.child_by_field_name("name")
    return "" if name is None else tree.code(name.child_by_field_name("name") or name)


def _without_imports(tree: Tree, statement: str, ending: str) -> TextEdit:
    """Below docstring and `__future__`; without either, below the comments that open the file."""
    head = [node for node in tree.root.named_children if node.type == "future_import_statement"]
    if not head and (docstring := _docstring(tree)) is not None:
        head = [docstring]
    if head:
        return _line_after(tree, head[-1], f"{ending}{statement}{ending}")
    opening = _opening_comments(tree)
    if opening:
        return _line_after(tree, opening[-1], f"{ending}{statement}{ending}")
    first = next((node for node in tree.root.named_children if node.type != "comment"), None)
    gap = ending * (2 if first is not None and first.type in _DEFINITIONS else 1)
    start = 1 if tree.text.startswith("\ufeff") else 0
    return TextEdit(Span(start, start), f"{statement}{ending}{gap}")


def _opening_comments(tree: Tree) -> list[Node]:
    """The comments at the top that belong to the file: those above the first gap, else what programs read."""
    comments = list(itertools.takewhile(lambda node: node.type == "comment", tree.root.named_children))
    rows = [node.start_point[0] for node in tree.root.named_children[: len(comments) + 1]]
    together = next((count for count, (one, two) in enumerate(itertools.pairwise(rows), 1) if two > one + 1), None)
    if together is not None or len(rows) == len(comments):
        return comments[:together]
    return list(itertools.takewhile(lambda node: _FOR_PROGRAMS.match(tree.code(node)), comments))


def _docstring(tree: Tree) -> Node | None:
    first = next((node for node in tree.root.named_children if node.type != "comment"), None)
    if first is None or first.type != "expression_statement" or not first.named_children:
        return None
    return first if first.named_children[0].type in ("string", "concatenated_string") else None


def _line_after(tree: Tree, node: Node, text: str) -> TextEdit:
    end = tree.span(node).end
    while end < len(tree.text) and tree.text[end] not in "\r\n":
        end += 1
    if end == len(tree.text):
        return TextEdit(Span(end, end), line_ending(tree.text) + text)
    end += 2 if tree.text[end : end + 2] == "\r\n" else 1
    return TextEdit(Span(end, end), text)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
