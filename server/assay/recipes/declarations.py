"""Where the type of a variable is written that is assigned: beside it, or before a statement of several targets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit, apply_edits, line_ending
from assay.recipes.class_body import declared
from assay.recipes.revealed import Type
from assay.recipes.spelling import Speller
from assay.syntax.scopes import function_of, innermost_class, outwards
from assay.syntax.tree import Node, Tree


@dataclass(frozen=True, slots=True)
class Declared:
    """A file with the type of a variable or an attribute, and that type as it stands there."""

    change: FileChange
    kind: str


def declaring(
    snapshot: Snapshot, file: tuple[PurePosixPath, Tree], target: Node, kind: Type, *, alone: bool, before: bool = False
) -> Declared | None:
    """The file with the type of a variable, on a line before the statement where `before`; None where it has no place.

    So it is where the file cannot name a part of the type.
    """
    path, tree = file
    is_in_class = target.type == "attribute" and not alone
    evaluated = is_in_class or function_of(target).type in ("module", "class_definition")
    spelled = Speller(snapshot, path, tree, tree.span(target).start, evaluated=evaluated).spelled(kind)
    if spelled is None:
        return None
    edit = own_line(tree, target, spelled.text) if before else declaration(tree, target, spelled.text, alone=alone)
    if edit is None:
        return None
    text = apply_edits(tree.text, sorted((edit, *spelled.edits)))
    return Declared(FileChange(path, snapshot.read(path), text), spelled.text)


def declaration(tree: Tree, target: Node, kind: str, *, alone: bool) -> TextEdit | None:
    """The annotation beside the variable; where it is not `alone`, a declaration of its own before the statement.

    That of an attribute goes into the body of its class, so whoever asks has looked that nobody reads it there.
    """
    if alone:
        return TextEdit.at(tree.span(target).end, f": {kind}")
    if target.type == "attribute":
        holder = innermost_class(target)
        name = tree.code(target).rpartition(".")[2]
        return None if holder is None else declared(tree, holder, f"{name}: {kind}")
    return own_line(tree, target, kind)


def own_line(tree: Tree, target: Node, kind: str) -> TextEdit | None:
    """The declaration on a line before the statement."""
    start = statement_start(tree, target)
    if start is None:
        return None
    indent = tree.text[tree.lines.starts[tree.lines.position(start).line] : start]
    return TextEdit.at(start, f"{tree.code(target)}: {kind}{line_ending(tree.text)}{indent}")


def in_passing(tree: Tree, target: Node, kind: str, *, alone: bool) -> TextEdit | None:
    """The same for a probe alone: it adds no line."""
    if alone:
        return TextEdit.at(tree.span(target).end, f": {kind}")
    start = statement_start(tree, target)
    return None if start is None else TextEdit.at(start, f"{tree.code(target)}: {kind}; ")


def statement_start(tree: Tree, target: Node) -> int | None:
    """Where the statement of a target begins; None where something else stands before it on its line."""
    statement = next((node for node in outwards(target) if node.type == "expression_statement"), None)
    start = None if statement is None else tree.span(statement).start
    if start is None or tree.text[tree.lines.starts[tree.lines.position(start).line] : start].strip():
        return None
    return start
