"""Wider elements: a list, set or dictionary begins with things of one kind, and things of another kind are put in.

What it does: asks the type checker what the container begins with and what each value is that the code puts in, and
writes the type that admits them all beside the name. Nothing changes when the program runs. Where one of them is not
known, or they are of more than three kinds, it proposes nothing.

When it is offered: at a value that is put into a container and does not fit, where the container has no annotation, is
written out at its only assignment, and everything that comes in can be seen: in the same function or module, in the
same class for an attribute of `self`. It proposes nothing where a use relies on the one kind, which the type checker
then reports.

For example,

    def summary(pages: int, title: str) -> object:
        found = {"pages": pages}
        found["title"] = title
        return found

becomes

    def summary(pages: int, title: str) -> object:
        found: dict[str, int | str] = {"pages": pages}
        found["title"] = title
        return found

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the container was meant to hold both, and whether code elsewhere puts other values in.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.container_types import type_of
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import Type
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.wording.read import means
from assay.syntax.container_writes import operands
from assay.syntax.containers import DISPLAYS, Container, Operand, Part
from assay.syntax.scopes import function_of, innermost_class, outwards
from assay.syntax.tree import Node, Tree, captured

NAME = "element_widening"

UNVERIFIED = (
    "No check tells whether the container was meant to hold all of these, nor whether code elsewhere puts others in."
)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A container, what it begins as, and what is put in later."""

    container: Container
    value: Node
    put: tuple[Operand, ...]

    @property
    def operands(self) -> Sequence[Operand]:
        """All of it, the beginning first."""
        return (Operand(self.value, "items" if self.container.kind == "dict" else "elements"), *self.put)


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a value is put into a container whose elements are of another kind."""
    return means(diagnostic, "wrong element")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the container hold all that is put into it"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One container."""
    tree = sources.tree(diagnostic.path)
    first = None if tree is None else _first(tree, diagnostic)
    return None if first is None else first.start_byte


def probe(question: Question) -> Snapshot | None:
    """The file with all that comes into the container revealed."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    found = None if tree is None or question.failures else _begun(tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    return question.snapshot.with_texts({path: revealing(tree, (each.node for each in found.operands))})


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    found = None if tree is None or not question.told else _begun(tree, question.target.diagnostics[0])
    kind = None if tree is None or found is None else _type(tree, found, question)
    if tree is None or found is None or kind is None:
        return None
    target = found.container.target
    place = tree.span(target)
    evaluated = function_of(target).type == "module"
    spelled = Speller(question.snapshot, path, tree, place.start, evaluated=evaluated).spelled(kind)
    if spelled is None:
        return None
    text = apply_edits(tree.text, sorted((TextEdit.at(place.end, f": {spelled.text}"), *spelled.edits)))
    change = FileChange(path, question.snapshot.read(path), text)
    rationale = f"All that is put into {tree.code(target)} makes it {spelled.text}."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _type(tree: Tree, found: _Begun, question: Question) -> Type | None:
    """What admits the beginning and all that is put in; None where one of them is not known."""
    here = [each for each in question.told if each.path == question.target.path]
    told = revealed(tree, [each.node for each in found.operands], here)
    pairs = zip(found.operands, told, strict=True)
    known: list[tuple[Part, Type]] = [(each.part, kind) for each, kind in pairs if kind is not None]
    kind = type_of(found.container, known) if len(known) == len(told) else None
    return None if kind == told[0] else kind


def _begun(tree: Tree, diagnostic: Diagnostic) -> _Begun | None:
    first = _first(tree, diagnostic)
    left = None if first is None else first.child_by_field_name("left")
    value = None if first is None else first.child_by_field_name("right")
    if left is None or value is None or not value.named_children:
        return None
    container = Container(left, DISPLAYS[value.type])
    put = operands(tree, container)
    return None if not put else _Begun(container, value, put)


def _first(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The only assignment of the container that an error is about; None where there are others, or a declaration."""
    use = _use(tree, diagnostic)
    holder = None if use is None else _holder(tree, use)
    if use is None or holder is None:
        return None
    found = [
        each
        for each in captured(holder, "(assignment left: [(identifier) (attribute)]) @assignment")
        if (left := each.child_by_field_name("left")) is not None
        and tree.code(left) == tree.code(use)
        and (left.type == "attribute" or function_of(left) == holder)
    ]
    right = found[0].child_by_field_name("right") if len(found) == 1 else None
    if right is None or right.type not in DISPLAYS or found[0].child_by_field_name("type") is not None:
        return None
    chained = found[0].parent is not None and found[0].parent.type == "assignment"
    return None if chained or function_of(found[0]).type == "class_definition" else found[0]


def _use(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The container at the error's place: what is indexed, or whose method is called."""
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        owner: Node | None = None
        if node.type == "assignment":
            left = node.child_by_field_name("left")
            owner = left.child_by_field_name("value") if left is not None and left.type == "subscript" else None
        elif node.type == "call":
            function = node.child_by_field_name("function")
            owner = function.child_by_field_name("object") if function is not None else None
        if owner is not None:
            return owner if owner.type == "identifier" or tree.code(owner).startswith("self.") else None
        if node.type.endswith("_statement"):
            return None
    return None


def _holder(tree: Tree, use: Node) -> Node | None:
    """The function or module of a name, the class of an attribute of `self`."""
    if use.type == "identifier":
        return function_of(use)
    if use.type != "attribute" or tree.code(use).count(".") != 1:
        return None
    return innermost_class(use)


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
