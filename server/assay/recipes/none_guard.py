"""None guard: a value that may be None is used as if it were not, and None raises there already.

What it does: writes a guard before the first such use in the function, which raises what None raised there, with a
message that says so: `AttributeError` for an attribute, `TypeError` for everything else. One guard answers all uses
behind it. Nothing else changes: who caught the exception before still does. It never returns early in place of raising,
also where the function does so for another value: an error would become silence, and which of the two is meant no check
can tell.

When it is offered: where an attribute, an index, a loop, an operation, a call or a function of Python's own that
refuses None is applied to a name, an attribute or a constant index that may be None. Not where the use stands behind an
`and`, an `if` or in a lambda, not where the value is only handed on, and not in tests.

For example,

    class Mailbox:
        name: str | None = None

        def title(self) -> str:
            return self.name.title()

becomes

    class Mailbox:
        name: str | None = None

        def title(self) -> str:
            if self.name is None:
                raise AttributeError("self.name must not be None")
            return self.name.title()

What is verified: that the errors are gone and no other appeared, and that the tests which passed still do.

What is not verified: whether None can really come here, and what should happen if it does.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from assay.core.action import Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import apply_edits
from assay.recipes.guards import Guard, covered, guards, written
from assay.recipes.none_uses import Use, raising_use
from assay.recipes.none_values import KINDS, erring, is_reference
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.test_files import is_test

NAME = "none_guard"

UNVERIFIED = "No check tells whether None can really come here, and what should happen if it does."


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether the error says that something may be None, elsewhere than in a test."""
    return means(diagnostic, *KINDS) and not is_test(diagnostic.path)


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Raise with a clear message where this is None, as it raises already"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """All uses of one value in one function at which None raises, and those that come after one of them."""
    tree = sources.tree(diagnostic.path)
    value = None if tree is None else erring(tree, diagnostic)
    if tree is None or value is None:
        return None
    if not is_reference(tree, value):
        return value.start_byte
    return function_of(value).start_byte, tree.code(value), answerable(tree, value)


def propose(question: Question) -> Proposal | None:
    """The guards; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    placed = None if tree is None or question.failures else placed_before(tree, question.target)
    if tree is None or not placed:
        return None
    text = apply_edits(tree.text, [written(tree, guard) for guard in placed])
    first = placed[0]
    rationale = f"None raises {first.raised} where {first.name} is used; a guard raises it before, and says why."
    return Proposal(Patch((FileChange(path, question.snapshot.read(path), text),)), NAME, rationale, UNVERIFIED)


def placed_before(tree: Tree, target: Target) -> tuple[Guard, ...] | None:
    """The guards that answer all errors of a target; None where there are none that do."""
    found = list(uses(tree, target.diagnostics))
    names = {tree.code(value) for value, _ in found}
    if len(names) != 1 or len(found) < len(target.diagnostics):
        return None
    placed = guards(tree, names.pop(), [use for _, use in found if use is not None])
    if not placed or not all(use is not None or covered(placed, value) for value, use in found):
        return None
    return placed


def uses(tree: Tree, diagnostics: tuple[Diagnostic, ...]) -> Iterator[tuple[Node, Use | None]]:
    """The value of each error, and how None raises there."""
    for diagnostic in diagnostics:
        if (value := erring(tree, diagnostic)) is not None:
            yield value, use_of(tree, value)


def answerable(tree: Tree, value: Node) -> bool:
    """Whether None raises at a value, or has raised before it is reached."""
    if use_of(tree, value) is not None:
        return True
    function, path = function_of(value), set(outwards(value))
    for other in captured(function, f"({value.type}) @same") if is_reference(tree, value) else ():
        if other.start_byte >= value.start_byte:
            return False
        if other.text == value.text and function_of(other) == function and (use := use_of(tree, other)) is not None:
            block = use.statement.parent
            if block in path:
                return True
    return False


def use_of(tree: Tree, value: Node) -> Use | None:
    """How None raises at a value that can be looked at twice; None where it cannot, or does not raise in every case."""
    return raising_use(tree, value) if is_reference(tree, value) else None


RECIPE = Recipe(NAME, recognises, title, cause, propose)
