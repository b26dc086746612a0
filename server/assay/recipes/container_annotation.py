"""Container annotation: a list, set or dictionary begins empty, and the type checker cannot tell what it will hold.

What it does: asks the type checker what the values are that the code puts in, and writes the type that they make beside
the name. A parameter without an annotation counts as what the project's own calls hand over. Of what is not known it
asks what the uses of the container demand: what goes to `", ".join(...)` is a list of texts. What nothing tells is
taken for what else is put in, as the receipt says; where nothing else is, there is no annotation: `Any` would only hide
the question.

When it is offered: at an empty list, set, dictionary, deque or the like that needs an annotation, and whose elements
are all put in where they can be seen: in the same function, in the same class for an attribute of `self`, in the file
for one of a class. Where it is one of several targets, its type gets a line of its own.

For example,

    class Basket:
        def __init__(self) -> None:
            self.items = []

        def put(self, name: str, price: float) -> None:
            self.items.append((name, price))

becomes

    class Basket:
        def __init__(self) -> None:
            self.items: list[tuple[str, float]] = []

        def put(self, name: str, price: float) -> None:
            self.items.append((name, price))

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether code elsewhere puts other values in. Values of no known type are taken for
what the project's own calls hand over, what the uses demand or what else is put in; then the verdict is never more than
partial.
"""

from __future__ import annotations

from collections.abc import Mapping

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit
from assay.recipes.container_demands import CLASSES, demands, is_its_own, mentions_its_own, stand_in, unqualified
from assay.recipes.container_types import type_of
from assay.recipes.declarations import Declared, declaring, in_passing
from assay.recipes.definitions import Definition
from assay.recipes.handed_over import ASSUMED, calls_revealed, handed_over, parameter_annotations
from assay.recipes.hierarchy import family
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.revealed import Type
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.container_writes import filled
from assay.syntax.containers import Container, Operand, Part, Reader, container_at, empty_container
from assay.syntax.scopes import innermost_class
from assay.syntax.tree import Tree

NAME = "container_annotation"

UNVERIFIED = "No check tells whether code elsewhere puts other values in."

IN_PART = "values of no known type are taken for what else is put in"

DEMANDED = "values of no known type are taken for what the uses of the container demand"

_PARTS: Mapping[Part, frozenset[str]] = {
    "element": frozenset({"element"}),
    "elements": frozenset({"element"}),
    "key": frozenset({"key"}),
    "value": frozenset({"value"}),
    "items": frozenset({"key", "value"}),
    "inner element": frozenset({"inner element"}),
    "inner elements": frozenset({"inner element"}),
}
"""Which parts of the container's type an operand tells of."""

_WHOLE: tuple[Part, ...] = ("element", "key", "value")


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable needs an annotation."""
    return means(diagnostic, "needs annotation")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Annotate {found.name if found is not None else 'it'} with what is put into it"


def before(question: Question) -> Snapshot | None:
    """The files with all revealed that calls hand over to the functions which put something in."""
    sources = Sources(question.snapshot)
    tree = sources.tree(question.target.path)
    found = None if tree is None or question.failures else container_of(sources, tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    nodes = (each.node for each in found[1])
    return calls_revealed(sources, handed_over(sources, question.target.path, tree, nodes))


def probe(question: Question) -> Snapshot | None:
    """The file with every value that is put in revealed."""
    path = question.target.path
    sources = Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or question.failures else container_of(sources, tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    container, put = found
    declared = in_passing(tree, container.target, stand_in(container), alone=container.alone)
    beside = () if container.inner or declared is None else (declared,)
    beside = (*beside, *_handed(sources, tree, question, put))
    text = revealing(tree, (operand.node for operand in put), beside)
    return question.snapshot.with_texts({path: text + CLASSES})


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    path = question.target.path
    sources = Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or not question.told else container_of(sources, tree, question.target.diagnostics[0])
    if tree is None or found is None:
        return None
    container, put = found
    here = [each for each in question.told if each.path == path]
    demanded: Mapping[str, Type] = {} if container.inner else demands(here)
    types = revealed(tree, [each.node for each in put], here)
    known = _known(put, types, demanded)
    kind = None if known is None else type_of(container, known)
    if known is None or kind is None:
        return None
    written = annotated(question, tree, container, kind)
    if written is None:
        return None
    name, certain = tree.code(container.target), not demanded
    rationale = (
        f"All that is put into {name}{'' if certain else ', and what its uses demand,'} makes it {written.kind}."
    )
    taken = DEMANDED if not certain else IN_PART if None in types else ""
    handed = ASSUMED if _handed(sources, tree, question, put) else ""
    assumed = "; ".join(filter(None, (taken, handed)))
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=assumed)


def container_of(sources: Sources, tree: Tree, diagnostic: Diagnostic) -> tuple[Container, tuple[Operand, ...]] | None:
    """The container that an error is about, with all that is put in; None where it cannot be told, or declared."""
    container = declarable(sources, tree, diagnostic)
    return None if container is None else filled(tree, container)


def declarable(
    sources: Sources, tree: Tree, diagnostic: Diagnostic, read: Reader = empty_container
) -> Container | None:
    """The container that an error is about; None where it is none, or its type can stand nowhere."""
    said = meaning(diagnostic)
    container = None if said is None else container_at(tree, diagnostic.start.line, said.name, read)
    if container is None or not _can_be_declared(sources, diagnostic, tree, container):
        return None
    return container


def annotated(question: Question, tree: Tree, container: Container, kind: Type) -> Declared | None:
    """The file with the type of the container; None where the file cannot name a part of it."""
    return declaring(question.snapshot, (question.target.path, tree), container.target, kind, alone=container.alone)


def _handed(sources: Sources, tree: Tree, question: Question, put: tuple[Operand, ...]) -> tuple[TextEdit, ...]:
    """What the parameters are annotated with in the probe, of the functions that put something in."""
    nodes = (each.node for each in put)
    handed = handed_over(sources, question.target.path, tree, nodes) if question.first else ()
    return parameter_annotations(question.snapshot, handed, question.first)


def _known(
    put: tuple[Operand, ...], told: tuple[Type | None, ...], demanded: Mapping[str, Type]
) -> list[tuple[Part, Type]] | None:
    """What each operand is: by itself, by what is demanded, or as the others are. None where one stays unknown."""
    known: list[tuple[Part, Type]] = []
    unknown: set[str] = set() if put else set(demanded)
    for operand, kind in zip(put, told, strict=True):
        if kind is None:
            unknown |= _PARTS[operand.part]
        elif not is_its_own(kind):
            if mentions_its_own(kind):
                return None
            known.append((operand.part, kind))
    if not unknown <= demanded.keys() | {name for part, _ in known for name in _PARTS[part]}:
        return None
    told_already = {(part, unqualified(kind)) for part, kind in known}
    more: list[tuple[Part, Type]] = [(part, demanded[part]) for part in _WHOLE if part in unknown & demanded.keys()]
    return known + [each for each in more if (each[0], unqualified(each[1])) not in told_already]


def _can_be_declared(sources: Sources, diagnostic: Diagnostic, tree: Tree, container: Container) -> bool:
    """Whether its type can stand beside it, or in the body of its class, where nobody reads annotations."""
    if not _is_declared_in_class(container):
        return True
    holder = innermost_class(container.target)
    return holder is not None and family(sources, Definition(diagnostic.path, tree, holder)) is not None


def _is_declared_in_class(container: Container) -> bool:
    return container.target.type == "attribute" and not container.alone


RECIPE = Recipe(NAME, recognises, title, alone, propose, probe=probe, before=before)
