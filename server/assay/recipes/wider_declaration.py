"""Wider declaration: a variable begins as one thing and becomes another, and the type checker goes by the first.

What it does: asks the type checker what each value is that the variable gets, and writes at its first assignment the
type that admits them all: `name: str | None = None`; a class of the project stands for those that inherit from it.
Where one of them is not known, or they are of more than three kinds without a base of the project in common, it
proposes nothing. Nothing changes when the program runs; so it leaves the bodies of classes alone whose annotations may
be read: those of dataclasses, and below bases that are not known to leave annotations alone.

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

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit, apply_edits
from assay.recipes.ancestry import admitting
from assay.recipes.none_values import function_of
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import Type, joined
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.variables import Variable, variable_at
from assay.recipes.wording.read import means

NAME = "wider_declaration"

UNVERIFIED = "No check tells whether the variable was meant to hold both, or should have been two."

MOST = 3
"""More kinds of values than this are no type but a design."""


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable gets a value that it does not admit."""
    return means(diagnostic, "wrong assignment")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the variable be all that it is given"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One variable."""
    found = variable_at(sources, diagnostic)
    return None if found is None else (found.path, found.first.start_byte)


def probe(question: Question) -> Snapshot | None:
    """The files with every value of the variable revealed."""
    found = None if question.failures else variable_at(Sources(question.snapshot), question.target.diagnostics[0])
    if found is None:
        return None
    texts = {path: revealing(values[0].tree, (each.node for each in values)) for path, values in found.by_file.items()}
    return question.snapshot.with_texts(texts)


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    sources = Sources(question.snapshot)
    found = None if not question.told else variable_at(sources, question.target.diagnostics[0])
    kind = None if found is None else _type(sources, found, question)
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


def _type(sources: Sources, found: Variable, question: Question) -> Type | None:
    """What admits every value; None where one of them is not known."""
    types: list[Type | None] = []
    for path, values in found.by_file.items():
        told = (each for each in question.told if each.path == path)
        types += revealed(values[0].tree, [each.node for each in values], told)
    known = [kind for kind in types if kind is not None]
    if len(known) < len(types):
        return None
    given = joined(known)
    return admitting(sources, given, MOST) if len(given.members) > 1 else None


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
