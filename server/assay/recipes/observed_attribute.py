"""Observed attribute: a class uses an attribute that it never declares, and only running the code shows what it is.

What it does: has the project's tests run, looks at what the attribute is wherever the class reads it and at the errors,
and writes it with the type of all that was seen into the body of the class, `name: str`, which makes nothing when the
program runs. Where the class sets it, or an error stands where it is set, the value counts that is put in, if a name or
an attribute gives it. Where a double of the tests was seen, nothing but None, or more than three kinds of things, there
is no declaration. A class of the project stands for those that inherit from it, of many the base that they have in
common.

When it is offered: at an attribute of a class of the project that the type checker does not know, and that is given in
a way that no syntax tells, as by `setattr` in a loop, or with values of no known type. It needs tests that run with
pytest, and a class in which annotations mean nothing else.

For example, where `test_shop.py` has

    from shop import Order

    def test_total() -> None:
        assert Order({"price": 3, "count": 2}).total() == 6

this

    class Order:
        def __init__(self, fields):
            self.__dict__.update(fields)

        def total(self):
            return self.price * 2

becomes

    class Order:
        price: int

        def __init__(self, fields):
            self.__dict__.update(fields)

        def total(self):
            return self.price * 2

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether every object has the attribute by the time that it is used, and whether it is ever
anything else than in the tests. So the verdict is never more than partial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.recipes.attribute_declaration import (
    Attribute,
    accessed,
    cause,
    has_room,
    holder_of,
    in_its_class,
    recognises,
)
from assay.recipes.definitions import name_of, own_class
from assay.recipes.hierarchy import family
from assay.recipes.recipe import Question, Recipe
from assay.recipes.seen import MOST_WATCHED, type_of_all, watched
from assay.recipes.sources import Sources
from assay.recipes.stores import stores
from assay.recipes.wording.read import meaning
from assay.syntax.tree import Node, captured
from assay.tools.watched import Watched

NAME = "observed_attribute"

UNVERIFIED = (
    "No check tells whether every object has the attribute by the time that it is used, and whether it is ever "
    "anything else than in the tests."
)

ASSUMED = "its values are taken for those that it had while the tests ran"


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Declare the attribute {found.name if found is not None else ''} with what it is while the tests run"


def watches(question: Question) -> tuple[Watched, ...]:
    """The attribute wherever its class reads it, and at the errors; where it is set there, the value."""
    sources = Sources(question.snapshot)
    attribute = None if question.failures else _attribute(sources, question)
    if attribute is None:
        return ()
    holder, path = attribute.holder, question.target.path
    tree = sources.tree(path)
    assert tree is not None, "the attribute was found there"
    at_errors = [accessed(tree, each, attribute.name) for each in question.target.diagnostics]
    accesses = [each for each in at_errors if each is not None]
    found = watched(path, tree, accesses)
    own = watched(holder.path, holder.tree, _own_reads(attribute))
    return tuple(dict.fromkeys((*found, *own, *_values(sources, attribute, accesses))))[:MOST_WATCHED]


def propose(question: Question) -> Proposal | None:
    """The declaration; there is no second try."""
    kind = None if question.failures else type_of_all(Sources(question.snapshot), question.sight.kinds)
    attribute = None if kind is None else _attribute(Sources(question.snapshot), question)
    written = None if attribute is None or kind is None else in_its_class(question.snapshot, attribute, kind)
    if attribute is None or written is None:
        return None
    name = f"{name_of(attribute.holder)}.{attribute.name}"
    rationale = f"{question.sight.while_they_ran} {name} was {written.kind} where it was read or set."
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED)


def _attribute(sources: Sources, question: Question) -> Attribute | None:
    """The attribute, where its class is one that may declare it."""
    diagnostic = question.target.diagnostics[0]
    said = meaning(diagnostic)
    if said is None or not sources.hold(_mentioning(said.name)):
        return None  # there may be thousands of such errors, and what follows looks at whole files
    tree = sources.tree(diagnostic.path)
    node = None if tree is None else accessed(tree, diagnostic, said.name)
    holder = None if tree is None or node is None else holder_of(sources, diagnostic, tree, node)
    if holder is None or family(sources, holder) is None or not has_room(holder, said.name):
        return None
    return Attribute(holder, said.name)


def _mentioning(name: str) -> str:
    """A pattern of the name where it is more than an attribute that is read: what gives it has to know it.

    It begins with the name itself, and not with what may stand before it: so it is found many times as fast.
    """
    found = re.escape(name)
    return rf"{found}(?<![.\w]{found})\b|{found}\s*=(?!=)"


def _own_reads(attribute: Attribute) -> Iterator[Node]:
    tree, holder = attribute.holder.tree, attribute.holder.node
    for each in captured(holder, "(attribute) @read"):
        owner, name = each.child_by_field_name("object"), each.child_by_field_name("attribute")
        is_meant = name is not None and tree.code(name) == attribute.name
        if is_meant and owner is not None and own_class(tree, owner) == holder:
            yield each


def _values(sources: Sources, attribute: Attribute, accesses: Sequence[Node]) -> Iterator[Watched]:
    """What is put in where objects of the class are certain to get it, and at the errors."""
    for each in stores(sources, attribute.name):
        if each.value is not None and (each.holder == attribute.holder or each.owner.parent in accesses):
            yield from watched(each.path, each.tree, (each.value,))


RECIPE = Recipe(NAME, recognises, title, cause, propose, watches=watches)
