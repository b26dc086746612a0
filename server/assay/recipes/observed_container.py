"""Observed container: a list, set or dictionary begins empty, and only running the code shows what it will hold.

What it does: has the project's tests run, looks at what the container is wherever the code reads it, and writes the
type of all that was seen beside the name. Where a double of the tests was in it, where it was never filled, or where it
held more than three kinds of things, there is no annotation. A class of the project stands for those that inherit from
it, of many the base that they have in common. Where the type checker then says that something else is put in, it writes
the type that admits this too: what of it is not known is taken for what was seen in its place.

When it is offered: at a list, set, dictionary, deque or the like that needs an annotation, where neither the type
checker nor the uses tell what is put in. It may be empty, or begin with what is empty itself, as `[[]]`. It needs tests
that run with pytest.

For example, where `test_shop.py` has

    from shop import Stock

    def test_put() -> None:
        assert Stock().put("apples 2") == {"apples": 2}

this

    class Stock:
        counts = {}

        def put(self, line):
            name, count = line.split()
            self.counts[name] = int(count)
            return self.counts

becomes

    class Stock:
        counts: dict[str, int] = {}

        def put(self, line):
            name, count = line.split()
            self.counts[name] = int(count)
            return self.counts

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether other values than those of the tests are put in. So the verdict is never more than
partial.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.recipes.container_annotation import annotated, declarable, recognises
from assay.recipes.put_in import admitting_put
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.revealed import Type
from assay.recipes.seen import type_of_all, watched
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning
from assay.syntax.containers import Container, any_container
from assay.syntax.scopes import function_of, innermost_class
from assay.syntax.tree import Node, Tree, captured
from assay.tools.watched import Watched

NAME = "observed_container"

UNVERIFIED = "No check tells whether other values than those of the tests are put in."

ASSUMED = "what it holds is taken for what was in it while the tests ran"


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Annotate {found.name if found is not None else 'it'} with what is in it while the tests run"


def watches(question: Question) -> tuple[Watched, ...]:
    """Every place where the container is read."""
    found = _container(question)
    return () if found is None else watched(question.target.path, found[0], _reads(*found))


def propose(question: Question) -> Proposal | None:
    """The annotation; after one that failed, with what the checker says is put in besides."""
    seen = type_of_all(Sources(question.snapshot), question.sight.kinds)
    found = None if seen is None else _container(question)
    if found is None or seen is None or seen.name != found[1].kind:
        return None
    tree, container = found
    kind = _corrected(question, container, seen)
    written = None if kind is None else annotated(question, tree, container, kind)
    if written is None:
        return None
    name = tree.code(container.target)
    rationale = (
        f"{question.sight.while_they_ran} {name} was {written.kind} wherever it was read."
        if kind == seen
        else f"{question.sight.while_they_ran} and by what the type checker says is put in, {name} is {written.kind}."
    )
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED)


def _corrected(question: Question, container: Container, seen: Type) -> Type | None:
    """What was seen, with what the earlier tries lacked; None where the last one tells of nothing more."""
    kind = seen
    name = container.target.child_by_field_name("attribute") or container.target
    for failure in question.failures:
        tree = Sources(question.snapshot.with_patch(failure.proposal.patch)).tree(question.target.path)
        here = [each for each in failure.diagnostics if each.path == question.target.path]
        wider = kind if tree is None else admitting_put(kind, tree, tree.code(name), here)
        if wider == kind:
            return None
        kind = wider
    return kind


def _container(question: Question) -> tuple[Tree, Container] | None:
    sources = Sources(question.snapshot)
    tree = sources.tree(question.target.path)
    container = None if tree is None else declarable(sources, tree, question.target.diagnostics[0], any_container)
    return None if tree is None or container is None else (tree, container)


def _reads(tree: Tree, container: Container) -> Iterable[Node]:
    """Where the name stands in the function, in the class for an attribute, in the file for a name at its top."""
    target = container.target
    if target.type == "attribute":
        around = innermost_class(target) or tree.root
        return (each for each in captured(around, "(attribute) @read") if tree.code(each) == tree.code(target))
    holder = function_of(target)
    if holder.type != "class_definition":
        return (each for each in captured(holder, "(identifier) @read") if each.text == target.text and each != target)
    names = captured(tree.root, "(attribute attribute: (identifier) @name)")
    return (each.parent for each in names if each.text == target.text and each.parent is not None)


RECIPE = Recipe(NAME, recognises, title, alone, propose, watches=watches)
