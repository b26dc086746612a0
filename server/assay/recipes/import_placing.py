"""Where a new import goes: into a statement that is there, else to where import sorters would put it."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Mapping

from assay.core.text import Span, TextEdit, line_ending
from assay.recipes.bracketed import placed_before, placed_last
from assay.syntax.tree import Node, Tree

_DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_FOR_PROGRAMS = re.compile(r"#!|#.*coding[:=]|#.*-\*-")


def extended_import(tree: Tree, before: int, module: str, name: str) -> tuple[TextEdit, ...] | None:
    """The name added to a `from module import ...` that stands at the top level and before an offset.

    None where there is none, or where imports of the standard library stand nearer to the code.
    """
    for node in tree.root.named_children:
        from_ = node.child_by_field_name("module_name") if node.type == "import_from_statement" else None
        names = node.children_by_field_name("name")
        if from_ is None or tree.code(from_) != module or not names or tree.offset(node.end_byte) > before:
            continue
        if _standard(tree, node) and node.start_byte < _standard_imports(tree)[0].start_byte:
            continue
        index = _place([tree.code(each.child_by_field_name("name") or each) for each in names], name)
        if index < len(names):
            return placed_before(tree, names[index], name)
        return placed_last(tree, names[-1], name)
    return None


def from_typing(tree: Tree, wanted: Mapping[str, int]) -> list[TextEdit]:
    """Names of `typing`, each with the offset before which it has to be known: added to statements, or in a new one."""
    names = sorted(wanted)
    extended = [extended_import(tree, wanted[name], "typing", name) for name in names]
    if None in extended:
        return [added_import(tree, f"from typing import {', '.join(names)}")]
    return together(edit for edits in extended for edit in edits or ())


def together(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """The same edits, but what goes to one place as one: two may not begin at the same offset."""
    placed: dict[Span, str] = {}
    others: list[TextEdit] = []
    for edit in edits:
        if edit.span.start < edit.span.end:
            others.append(edit)
        else:
            placed[edit.span] = placed.get(edit.span, "") + edit.text
    return [*(TextEdit(span, text) for span, text in placed.items()), *others]


def _place(listed: list[str], new: str) -> int:
    """Where the new name goes: in order where the others are in an order, else last."""
    for key in (_by_kind, str, str.lower):
        keys = [key(name) for name in listed]
        if keys == sorted(keys):
            return sum(each < key(new) for each in keys)
    return len(listed)


def _by_kind(name: str) -> str:
    """The order of most import sorters: constants, classes, functions."""
    return f"{0 if name.isupper() else 1 if name[:1].isupper() else 2}{name}"


def added_import(tree: Tree, statement: str) -> TextEdit:
    """A new import, `import a.b` or `from a.b import c`, in the place that import sorters give it."""
    ending = line_ending(tree.text)
    imports = _imports(tree)
    module = statement.split()[1]
    if not imports:
        return _without_imports(tree, statement, ending)
    if module.split(".")[0] in sys.stdlib_module_names:
        return _among_standard(tree, statement, module)
    root = "." if module.startswith(".") else module.split(".")[0]
    akin = [node for node in imports if (_module(tree, node).split(".")[0] or ".") == root]
    for node in akin:
        if _module(tree, node) > module:
            before = _line_start(tree.text, tree.span(node).start)
            return TextEdit(Span(before, before), f"{statement}{ending}")
    if not akin and all(_standard(tree, node) for node in imports):
        statement = f"{ending}{statement}"  # the first of a new group
    return _line_after(tree, (akin or imports)[-1], f"{statement}{ending}")


def _among_standard(tree: Tree, statement: str, module: str) -> TextEdit:
    ending = line_ending(tree.text)
    block = _standard_imports(tree)
    for node in block:
        if _sort_key(tree, node) > (0 if statement.startswith("import") else 1, module):
            before = _line_start(tree.text, tree.span(node).start)
            gap = ending if node is block[0] and not _standard(tree, node) else ""
            return TextEdit(Span(before, before), f"{statement}{ending}{gap}")
    return _line_after(tree, block[-1], f"{statement}{ending}")


def behind_imports(tree: Tree) -> int | None:
    """Where the line behind the last import at the top begins; None where there is no import, or no such line."""
    imports = _imports(tree)
    edit = _line_after(tree, imports[-1], "") if imports else None
    return None if edit is None or edit.span.start == len(tree.text) else edit.span.start


def _imports(tree: Tree) -> list[Node]:
    """The imports at the top level up to the first definition, without those from `__future__`."""
    found: list[Node] = []
    for node in tree.root.named_children:
        if node.type in _DEFINITIONS:
            break
        if node.type in ("import_statement", "import_from_statement"):
            found.append(node)
    return found


def _standard_imports(tree: Tree) -> list[Node]:
    """The last imports that stand together and begin with the standard library's, else the first that do.

    Nothing but comments stands before them: what is between two blocks may end a part of the file, as for a tool that
    takes that part alone, so the one that is nearest to the code is meant.
    """
    blocks: list[list[Node]] = []
    for node in tree.root.named_children:
        if node.type in ("import_statement", "import_from_statement"):
            if blocks and node.start_point[0] <= blocks[-1][-1].end_point[0] + 1:
                blocks[-1].append(node)
            else:
                blocks.append([node])
        elif blocks and node.type != "comment":
            break
    return next((block for block in reversed(blocks) if _standard(tree, block[0])), blocks[0])


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
