"""Container of objects: a list, set or dictionary begins empty, and what goes in is of a type that nobody knows.

What it does: writes the type of the container beside the name, with `object` where the type checker knows nothing of
what is put in, and with the known types in all other places. `object` is the opposite of `Any`: the type checker
permits only what every value permits. So it verifies that no use of the container depends on what it holds.

When it is offered: at an empty list, set, dictionary, deque or the like that needs an annotation, where no known types
are the answer. It has to be a variable of a function, or one whose name is private, and something of an unknown type
has to be put in. Where a use needs more than any value permits, there is no annotation.

For example,

    def repeated(items):
        seen = set()
        add = seen.add
        for item in items:
            if item in seen:
                return True
            add(item)
        return False

becomes

    def repeated(items):
        seen: set[object] = set()
        add = seen.add
        for item in items:
            if item in seen:
                return True
            add(item)
        return False

What is verified: that the error is gone and no other appeared, that the type checker knows nothing less than before,
that no public attribute becomes one of objects, and that the tests which passed still do.

What is not verified: what is put in. So the verdict is never more than partial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.recipes.container_annotation import annotated, container_of, recognises
from assay.recipes.container_demands import CLASSES, STANDS_FOR, is_its_own, mentions_its_own, stand_in
from assay.recipes.container_types import type_of
from assay.recipes.declarations import in_passing
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.revealed import OBJECT, Type, holds_objects, of_note_with_objects
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning
from assay.syntax.containers import MAPPINGS, Container, Operand, Part
from assay.syntax.privacy import is_private
from assay.syntax.tree import Tree

NAME = "container_of_objects"

UNVERIFIED = "No check tells what is put in."

ASSUMED = "what it holds is not known, and `object` permits only what every value permits"

_RELIED_ON = r'(?<!expected )(?<!expected type )(?<!target has type )(?<!variable has type )"(?:\w+\.)*{name}"'
"""How a checker says that something is asked of a thing that stands for an object; what is put in it names last."""


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Annotate {found.name if found is not None else 'it'} as one of objects"


def probe(question: Question) -> Snapshot | None:
    """The file with every value that is put in revealed, and with things in the container that permit nothing."""
    path = question.target.path
    sources = Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or question.failures else _found(sources, tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    container, put = found
    declared = in_passing(tree, container.target, stand_in(container), alone=container.alone)
    beside = () if container.inner or declared is None else (declared,)
    text = revealing(tree, (operand.node for operand in put), beside)
    return question.snapshot.with_texts({path: text + CLASSES})


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    path = question.target.path
    sources = Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or not question.told else _found(sources, tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    container, put = found
    here = [each for each in question.told if each.path == path]
    types = revealed(tree, [each.node for each in put], here, of_note_with_objects)
    known = _known(put, types)
    kind = None if known is None else type_of(container, known)
    if kind is None or not holds_objects(kind) or _is_relied_on(container, kind, here):
        return None
    written = annotated(question, tree, container, kind)
    if written is None:
        return None
    rationale = f"Of what is put into {tree.code(container.target)} as much is known as {written.kind} says."
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED)


def _found(sources: Sources, tree: Tree, diagnostic: Diagnostic) -> tuple[Container, tuple[Operand, ...]] | None:
    found = container_of(sources, tree, diagnostic)
    return found if found is not None and is_private(tree, found[0].target) else None


def _known(put: tuple[Operand, ...], types: tuple[Type | None, ...]) -> list[tuple[Part, Type]] | None:
    """What each operand is; None where one has a type that cannot be written, or holds what the container does."""
    known: list[tuple[Part, Type]] = []
    for operand, kind in zip(put, types, strict=True):
        if kind is None or (mentions_its_own(kind) and not is_its_own(kind)):
            return None
        if not is_its_own(kind):
            known.append((operand.part, kind))
    return known


def _is_relied_on(container: Container, kind: Type, told: list[Diagnostic]) -> bool:
    """Whether a use asks more of an object in it than every value permits."""
    parts: tuple[str, ...] = ("key", "value") if container.kind in MAPPINGS else ("element",)
    of_part: Mapping[str, Type] = dict(zip(parts, kind.arguments, strict=True))
    names = [name for name, part in STANDS_FOR.items() if of_part.get(part) == OBJECT]
    forms = [re.compile(_RELIED_ON.format(name=name)) for name in names]
    return any(form.search(each.message) for each in told if each.severity == "error" for form in forms)


RECIPE = Recipe(NAME, recognises, title, alone, propose, probe=probe)
