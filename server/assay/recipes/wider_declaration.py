"""Wider declaration: a variable begins as one thing and becomes another, and the type checker goes by the first.

What it does: asks the type checker what each value is that the variable gets, and writes at its first assignment the
type that admits them all: `name: str | None = None`; where it is one of several targets, on a line of its own. A class
of the project stands for those that inherit from it, and `tuple[str, ...]` for tuples of texts that differ in length,
or grow. Where the first is not known, or they are of more than three kinds beside None without a base of the project in
common, it proposes nothing. A later value that is not known is taken for one of those that are, as the type checker
takes it now for what the variable begins as, where that is more than None; the receipt says so. Nothing changes when
the program runs; so it leaves the bodies of classes alone whose annotations may be read: those of dataclasses, and
below bases that are not known to leave annotations alone.

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
Values of no known type are taken for what the others are; then the verdict is never more than partial.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import apply_edits
from assay.recipes.ancestry import admitting
from assay.recipes.declarations import declaration
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import EMPTY_TUPLE, NONE, Type, joined
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.tuples import growing, of_any_length
from assay.recipes.variables import Variable, variable_at
from assay.recipes.wording.read import means
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node

NAME = "wider_declaration"

UNVERIFIED = "No check tells whether the variable was meant to hold both, or should have been two."

ASSUMED = "values of no known type are taken for what the others are"

MOST = 3
"""More kinds of values than this, beside None, are no type but a design."""


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable gets a value that it does not admit."""
    return means(diagnostic, "wrong assignment")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the variable be all that it is given"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One variable."""
    found = variable_at(sources, diagnostic)
    return None if found is None else (found.path, found.target.start_byte)


def probe(question: Question) -> Snapshot | None:
    """The files with every value of the variable revealed."""
    found = None if question.failures else variable_at(Sources(question.snapshot), question.target.diagnostics[0])
    return None if found is None else revealing_values(question.snapshot, found)


def revealing_values(snapshot: Snapshot, found: Variable) -> Snapshot:
    """The files with every value of a variable revealed."""
    texts = {path: revealing(values[0].tree, (each.node for each in values)) for path, values in found.by_file.items()}
    return snapshot.with_texts(texts)


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    sources = Sources(question.snapshot)
    found = None if not question.told else variable_at(sources, question.target.diagnostics[0])
    types: Mapping[Node | None, Type | None] = {} if found is None else _types(found, question)
    kind = None if found is None else _type(sources, found, types)
    if found is None or kind is None:
        return None
    declared_in_class = found.target.type == "attribute" and not found.alone
    evaluated = declared_in_class or function_of(found.target).type in ("module", "class_definition")
    place = found.tree.span(found.target)
    spelled = Speller(question.snapshot, found.path, found.tree, place.start, evaluated=evaluated).spelled(kind)
    edit = None if spelled is None else declaration(found.tree, found.target, spelled.text, alone=found.alone)
    if spelled is None or edit is None:
        return None
    text = apply_edits(found.tree.text, sorted((edit, *spelled.edits)))
    change = FileChange(found.path, question.snapshot.read(found.path), text)
    rationale = f"{found.tree.code(found.target)} is given values that make it {spelled.text}."
    assumed = ASSUMED if None in types.values() else ""
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED, assumed=assumed)


def _types(found: Variable, question: Question) -> Mapping[Node | None, Type | None]:
    """The type of every value, as far as it is known."""
    types: dict[Node | None, Type | None] = {}
    for path, values in found.by_file.items():
        told = (each for each in question.told if each.path == path)
        nodes = [each.node for each in values]
        types.update(zip(nodes, revealed(values[0].tree, nodes, told), strict=True))
    return types


def _type(sources: Sources, found: Variable, types: Mapping[Node | None, Type | None]) -> Type | None:
    """What admits every value that is known; None where the first is not, or admits the others already."""
    first, known = types[found.values[0].node], [kind for kind in types.values() if kind is not None]
    given = joined(known)
    if first in (None, given) and not (first and found.added):
        return None
    if first in (NONE, EMPTY_TUPLE) and None in types.values():
        return None
    return growing(known) if found.added else admitting(sources, of_any_length(given), MOST)


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
