"""Wider declaration: a variable begins as one thing and becomes another, and the type checker goes by the first.

What it does: asks the type checker what each value is that the variable gets, and writes at its first assignment the
type that admits them all: `name: str | None = None`. Where one of them is not known, or they are of more than three
kinds, it proposes nothing. Nothing changes when the program runs.

When it is offered: at an assignment of a value that the variable does not admit, where the variable has no annotation:
a name in a function or a module, an attribute of `self`, and an attribute of a class whose subclasses set it.

For example,

    class Book:
        title = None

    class Atlas(Book):
        title = "Atlas"

becomes

    class Book:
        title: str | None = None

    class Atlas(Book):
        title = "Atlas"

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the variable was meant to hold both, or two of them should have two names.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.none_values import function_of
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import NONE, Type, joined, read
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.typing_import import imported
from assay.recipes.wording.meaning import Meaning
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

NAME = "wider_declaration"

UNVERIFIED = "No check tells whether the variable was meant to hold both, or should have been two."

MOST = 3
"""More kinds of values than this are no type but a design."""


@dataclass(frozen=True, slots=True)
class _Variable:
    """The first assignment of a variable, and the values of all of them in its file.

    `known` are types that need not be asked for: those that subclasses give to a class's attribute.
    """

    path: PurePosixPath
    tree: Tree
    first: Node
    values: tuple[Node, ...]
    known: tuple[Type | None, ...] = ()


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable gets a value that it does not admit."""
    return means(diagnostic, "wrong assignment")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the variable be all that it is given"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One variable."""
    found = _variable(sources, diagnostic)
    return None if found is None else (found.path, found.first.start_byte)


def probe(question: Question) -> Snapshot | None:
    """The file with every value of the variable revealed."""
    found = None if question.failures else _variable(Sources(question.snapshot), question.target.diagnostics[0])
    if found is None:
        return None
    return question.snapshot.with_texts({found.path: revealing(found.tree, found.values)})


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    found = None if not question.told else _whole(Sources(question.snapshot), question.target.diagnostics)
    kind = None if found is None else _type(found, question)
    if found is None or kind is None:
        return None
    left = found.first.child_by_field_name("left")
    assert left is not None, "an assignment has a left side"
    evaluated = function_of(left).type in ("module", "class_definition")
    place = found.tree.span(left)
    spelled = Speller(question.snapshot, found.path, found.tree, place.start, evaluated=evaluated).spelled(kind)
    if spelled is None:
        return None
    text = apply_edits(found.tree.text, [TextEdit.at(place.end, f": {spelled.text}"), *spelled.edits])
    change = FileChange(found.path, question.snapshot.read(found.path), text)
    name = found.tree.code(left)
    return Proposal(Patch((change,)), NAME, f"{name} is given values that make it {spelled.text}.", UNVERIFIED)


def _type(found: _Variable, question: Question) -> Type | None:
    """What admits every value, here and as the errors of the target tell."""
    types = revealed(found.tree, found.values, (each for each in question.told if each.path == found.path))
    every = (*types, *found.known)
    known = [kind for kind in every if kind is not None]
    if len(known) < len(every):
        return None
    kind = joined(known)
    members = [member for member in kind.members if member != NONE]
    if not members or len(kind.members) > MOST or len(kind.members) < 2:
        return None
    return kind


def _whole(sources: Sources, diagnostics: tuple[Diagnostic, ...]) -> _Variable | None:
    """The variable with what all the errors tell of it."""
    found = _variable(sources, diagnostics[0])
    if found is None or not found.known:
        return found
    told = (meaning(diagnostic) for diagnostic in diagnostics)
    return replace(found, known=tuple(read(said.got) for said in told if said is not None))


def _variable(sources: Sources, diagnostic: Diagnostic) -> _Variable | None:
    """The variable that an error speaks of; None where it is declared already, or not by assignments alone."""
    tree = sources.tree(diagnostic.path)
    said = meaning(diagnostic)
    assignment = None if tree is None else _assignment(tree, diagnostic)
    left = None if assignment is None else assignment.child_by_field_name("left")
    if tree is None or said is None or left is None:
        return None
    if said.owner:
        return _inherited(sources, diagnostic.path, tree, left, said)
    scope = _scope(tree, left)
    if scope is None:
        return None
    holder, name = scope
    bindings = [each for each in captured(holder, "(assignment) @assignment") if _binds(tree, each, holder, name)]
    values = [each.child_by_field_name("right") for each in bindings]
    fixed = any(each.child_by_field_name("type") or _is_chained(each) for each in bindings)
    if len(bindings) < 2 or fixed or None in values or _bound_otherwise(tree, holder, name, left):
        return None
    ordered = sorted(bindings, key=lambda each: (function_of(each) != holder, each.start_byte))
    return _Variable(diagnostic.path, tree, ordered[0], tuple(value for value in values if value is not None))


def _inherited(sources: Sources, path: PurePosixPath, tree: Tree, left: Node, said: Meaning) -> _Variable | None:
    """The attribute that a class of the project begins as None, and its subclasses give a value."""
    name = tree.code(left).removeprefix("self.")
    for file in (path, *_imported_files(sources, path, tree, said.owner)):
        other = sources.tree(file)
        for definition in captured(other.root, "(class_definition) @class") if other is not None else ():
            known = definition.child_by_field_name("name")
            if other is None or known is None or other.code(known) != said.owner:
                continue
            firsts = [
                each
                for each in captured(definition, "(assignment) @assignment")
                if _binds(other, each, definition, name) and function_of(each) == definition
            ]
            right = firsts[0].child_by_field_name("right") if len(firsts) == 1 else None
            if right is not None and right.type == "none" and not firsts[0].child_by_field_name("type"):
                return _Variable(file, other, firsts[0], (right,), (read(said.got),))
    return None


def _imported_files(sources: Sources, path: PurePosixPath, tree: Tree, name: str) -> list[PurePosixPath]:
    """The files from which a file imports a name."""
    found: list[PurePosixPath] = []
    for each in imported(tree):
        module, _, origin = each.origin.rpartition(".")
        if each.bound == name and origin == name and (file := sources.module(path, module)) is not None:
            found.append(file)
    return found


def _assignment(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        if node.type == "assignment":
            return node
        if node.type.endswith("_statement") and node.type != "expression_statement":
            return None
    return None


def _scope(tree: Tree, left: Node) -> tuple[Node, str] | None:
    """The function, class or module whose variable it is, and the variable's name there."""
    if left.type == "identifier":
        return function_of(left), tree.code(left)
    owner, name = left.child_by_field_name("object"), left.child_by_field_name("attribute")
    if left.type != "attribute" or owner is None or name is None or tree.code(owner) not in ("self", "cls"):
        return None
    holder = next((node for node in outwards(left) if node.type == "class_definition"), None)
    return None if holder is None else (holder, tree.code(name))


def _binds(tree: Tree, assignment: Node, holder: Node, name: str) -> bool:
    left = assignment.child_by_field_name("left")
    if left is None:
        return False
    if left.type == "identifier":
        return tree.code(left) == name and function_of(left) == holder
    if left.type != "attribute" or holder.type != "class_definition":
        return False
    around = next((node for node in outwards(left) if node.type == "class_definition"), None)
    return around == holder and tree.code(left) in (f"self.{name}", f"cls.{name}")


def _is_chained(assignment: Node) -> bool:
    """Whether it gives its value to several targets, which no annotation can stand beside."""
    right, parent = assignment.child_by_field_name("right"), assignment.parent
    return (right is not None and right.type == "assignment") or (parent is not None and parent.type == "assignment")


def _bound_otherwise(tree: Tree, holder: Node, name: str, left: Node) -> bool:
    """Whether something else than a plain assignment gives the variable a value: a loop, a parameter, an import."""
    for node in captured(holder, "(identifier) @name"):
        if tree.code(node) != name or node.parent is None:
            continue
        parent = node.parent
        kinds = {each.type for each, _ in zip(outwards(parent), range(3), strict=False)}
        target = parent.child_by_field_name("left") == node
        if left.type == "identifier" and kinds & {"parameters", "import_statement", "import_from_statement"}:
            return True
        if parent.type in ("for_statement", "for_in_clause", "named_expression", "as_pattern_target") and target:
            return True
        if parent.type in ("pattern_list", "tuple_pattern", "global_statement", "nonlocal_statement"):
            return True
        if parent.type == "augmented_assignment" and target:
            return True
    return False


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
