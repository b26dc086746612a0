"""Wider declaration: a variable begins as one thing and becomes another, and the type checker goes by the first.

What it does: asks the type checker what each value is that the variable gets, and writes at its first assignment the
type that admits them all: `name: str | None = None`; where it is one of several targets, on a line of its own. A class
of the project stands for those that inherit from it, and `tuple[str, ...]` for tuples of texts that differ in length,
or grow. Where the first is not known, or they are of more than three kinds beside None without a base of the project in
common, it proposes nothing. A later value that is not known is taken for one of those that are, as the type checker
takes it now for what the variable begins as, where that is more than None; so is what is not known of a value that is
known in part, as `str | Any`; and so is one behind a question about the variable that the type checker takes for
settled, as `if self.next is not None` where it begins as None. The receipt says so. Nothing changes when the program
runs; so it leaves the bodies of classes alone whose annotations may be read: those of dataclasses, and below bases that
are not known to leave annotations alone.

Where the type checker then complains of a use behind the first assignment, it writes the type on a line of its own
before that: then mypy goes by what the variable was given last. Where None raises at a use, as it always did, it writes
a guard before it that raises the same.

When it is offered: at an assignment of a value that the variable does not admit, where the variable has no annotation:
a name in a function or a module, an attribute of `self`, an attribute of a class whose subclasses set it, and one that
is set on an object from elsewhere, or on the class by its name. Then every place of the project that sets an attribute
so called is looked at: the type checker says whose it is, and where that is not known, the type has to admit the value.
Where one is set otherwise than by an assignment, as by a loop, it proposes nothing; of `+=` and its like only where it
is clear what comes of it.

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

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.core.action import Failure, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.recipes.ancestry import admitting
from assay.recipes.declarations import declaring
from assay.recipes.none_follow_up import with_guards
from assay.recipes.probing import Asked, passed_over, revealed_in_files, revealing_files
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import EMPTY_TUPLE, NONE, Type, joined, of_note_in_part
from assay.recipes.sources import Sources
from assay.recipes.steps import stepped
from assay.recipes.stores import told_of
from assay.recipes.tuples import growing, of_any_length
from assay.recipes.variables import Variable, variables_at
from assay.recipes.wording.read import means
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, captured

NAME = "wider_declaration"

UNVERIFIED = "No check tells whether the variable was meant to hold both, or should have been two."

ASSUMED = "values of no known type are taken for what the others are"

MOST = 3
"""More kinds of values than this, beside None, are no type but a design."""


@dataclass(frozen=True, slots=True)
class _Given:
    """The types of what a variable is given, None for what is not known: the first, all, and what may be another's."""

    first: Type | None
    values: tuple[Type | None, ...]
    perhaps: tuple[Type | None, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a checker said of all that was asked.

    Of a value that is known in part, `str | Any`, it is that part; whose attribute it is has to be known wholly.
    `passed_over` is what it never came to.
    """

    types: Mapping[Node, Type | None]
    in_part: frozenset[Node]
    passed_over: frozenset[Node]

    def is_vague(self, found: Variable) -> bool:
        """Whether something that the variable is given, or may be, is not wholly known."""
        return any(self.types[node] is None or node in self.in_part for node in _values(found))

    def hides_a_kind(self, found: Variable) -> bool:
        """Whether of something that the variable is given nothing is known but that it may be None."""
        every = ((node, self.types[node]) for node in _values(found) if not self.waits(found, node))
        return any(kind is None or (kind == NONE and node in self.in_part) for node, kind in every)

    def waits(self, found: Variable, node: Node) -> bool:
        """Whether the checker passes a value over, where the function asks for the variable before."""
        return node in self.passed_over and any(each.start_byte < node.start_byte for each in _reads(found, node))


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable gets a value that it does not admit."""
    return means(diagnostic, "wrong assignment")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the variable be all that it is given"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One variable; the place alone where a checker has to choose it."""
    found = variables_at(sources, diagnostic)
    if len(found) > 1:
        return diagnostic.path, found[0].name, diagnostic.start
    return (found[0].path, found[0].target.start_byte) if found else None


def probe(question: Question) -> Snapshot | None:
    """The files with every value of the variable revealed."""
    found = _meant(Sources(question.snapshot), question)
    return question.snapshot.with_texts(revealing_files(_asked(found))) if found else None


def propose(question: Question) -> Proposal | None:
    """The annotation; then that on a line of its own, and guards where None raised already."""
    sources = Sources(question.snapshot)
    every = _meant(sources, question)
    if question.failures and not every:
        return with_guards(question.snapshot, question.failures[-1])
    every = every if question.told else ()
    told = _told(every, question.told)
    pairs = ((each, _given(sources, each, told)) for each in every)
    found, given = next(((each, given) for each, given in pairs if given is not None), (None, None))
    kind = None if found is None or given is None else _type(sources, found, given, told)
    if found is None or kind is None:
        return None
    at = found.path, found.tree
    written = declaring(question.snapshot, at, found.target, kind, alone=found.alone, before=bool(question.failures))
    if written is None:
        return None
    rationale = f"{found.tree.code(found.target)} is given values that make it {written.kind}."
    assumed = ASSUMED if told.is_vague(found) else ""
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=assumed)


def _meant(sources: Sources, question: Question) -> tuple[Variable, ...]:
    """The variable to declare, or those of which a checker has to choose one; none where guards are what is left."""
    if len(question.failures) > 1:
        return ()
    found = variables_at(sources, question.target.diagnostics[0])
    return found if not question.failures or _wants_own_line(found, question.failures[0]) else ()


def _wants_own_line(found: Sequence[Variable], failure: Failure) -> bool:
    """Whether the declaration is tried on a line of its own.

    Beside the value of a name mypy goes by the declared type from there on, and by the value where that is assigned to
    what was declared before. So it helps where something was wrong in the same function, behind it.
    """
    if len(found) != 1 or not found[0].alone or found[0].elsewhere:
        return False
    function = function_of(found[0].target)
    change = next((each for each in failure.proposal.patch.changes if each.path == found[0].path), None)
    if change is None or function.type == "class_definition" or found[0].target.type != "identifier":
        return False
    added = (change.after or "").count("\n") - (change.before or "").count("\n")
    lines = range(function.start_point[0] + added, function.end_point[0] + added + 1)
    return any(each.path == found[0].path and each.start.line in lines for each in failure.diagnostics)


def _asked(every: Iterable[Variable]) -> Mapping[Asked, None]:
    """What has to be revealed, each once."""
    return dict.fromkeys(asked for each in every for asked in each.asked)


def _values(found: Variable) -> Iterator[Node]:
    """What the variable is given, or may be."""
    yield from (each.node for each in (*found.values, *found.added))
    yield from (each.value.node for each in found.steps)
    yield from (each.value for each in found.elsewhere if each.value is not None)


def _reads(found: Variable, node: Node) -> Iterator[Node]:
    """Where the function around a node reads what is called like the variable."""
    for each in captured(function_of(node), "(identifier) @name"):
        whole = each.parent if each.parent is not None and each.parent.type == "attribute" else each
        is_target = whole.parent is not None and whole.parent.child_by_field_name("left") == whole
        if each.text == found.name.encode() and not is_target:
            yield each


def _told(every: Iterable[Variable], told: Iterable[Diagnostic]) -> _Told:
    """What the checker said of the values and of the objects that are given them."""
    every, told = tuple(every), tuple(told)
    asked = _asked(every)
    wholly = revealed_in_files(asked, told)
    in_part = revealed_in_files(asked, told, of_note_in_part)
    values = {node for each in every for node in _values(each) if wholly[node] is None and in_part[node] is not None}
    types = {**wholly, **{node: in_part[node] for node in values}}
    return _Told(types, frozenset(values), passed_over(asked, told))


def _given(sources: Sources, found: Variable, told: _Told) -> _Given | None:
    """What the variable is given, as far as it is known; None where it is another, or it cannot be told what.

    Where it is None for the type checker, what stands behind a question for more is never run, and the checker passes
    the values there over. Once more is declared, it comes to them.
    """
    types, passed_over = told.types, {node for node in _values(found) if told.waits(found, node)}
    own = [types[each.node] for each in (*found.values, *found.added) if each.node not in passed_over]
    before = [each for each in own if each is not None]
    for step in (each for each in found.steps if each.value.node not in passed_over):
        operand = types[step.value.node]
        after = None if operand is None else stepped(before, step.sign, operand)
        if operand is not None and after is None:
            return None
        own.append(after)
    if found.kin is None:
        return _Given(own[0], tuple(own))
    outside = list(told_of(sources, found.kin, found.elsewhere, types))
    certain = [each for each in outside if each.owners]
    is_here = any(each.store.owner.parent == found.place for each in certain)
    if not is_here or any(each.store.value is None for each in certain):
        return None
    perhaps = tuple(each.value for each in outside if each.owners is None)
    return _Given(own[0], (*own, *(each.value for each in certain)), perhaps)


def _type(sources: Sources, found: Variable, given: _Given, told: _Told) -> Type | None:
    """What admits every value that is known; None where the first is not, or admits the others already."""
    first, known = given.first, [kind for kind in given.values if kind is not None]
    whole = joined(known)
    if first in (None, whole) and not (first and found.added):
        return None
    if first in (NONE, EMPTY_TUPLE) and (None in given.values or told.hides_a_kind(found)):
        return None
    kind = growing(known) if found.added else admitting(sources, of_any_length(whole), MOST)
    return kind if kind is None or all(_admits(sources, kind, each) for each in given.perhaps) else None


def _admits(sources: Sources, kind: Type, value: Type | None) -> bool:
    """Whether a type has room for what an object is given of which nobody knows whether the attribute is its."""
    both = kind if value is None else admitting(sources, of_any_length(joined((kind, value))), MOST)
    return both is not None and set(both.members) == set(kind.members)


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
