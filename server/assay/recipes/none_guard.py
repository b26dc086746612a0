"""None guard: a value that may be None is used as if it were not, and None raises there already.

What it does: writes a guard before the first such use in the function, which raises what None raised there, with a
message that says so: `AttributeError` for an attribute, `TypeError` for everything else. One guard answers all uses
behind it, up to where the value is set anew: there it gets another. Nothing else changes: who caught the exception
before still does. It never returns early in place of raising, also where the function does so for another value: an
error would become silence, and which of the two is meant no check can tell.

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

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import apply_edits
from assay.recipes.guards import written
from assay.recipes.none_follow_up import with_guards
from assay.recipes.none_placing import cause, placed_before, recognises
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources

NAME = "none_guard"

MORE = 2
"""How often guards are added to those that did not do."""

UNVERIFIED = "No check tells whether None can really come here, and what should happen if it does."


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Raise with a clear message where this is None, as it raises already"


def propose(question: Question) -> Proposal | None:
    """The guards; where one of them does not reach, because the value is set anew, more of them for what is left."""
    if question.failures:
        return with_guards(question.snapshot, question.failures[-1]) if len(question.failures) <= MORE else None
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    placed = None if tree is None else placed_before(tree, question.target)
    if tree is None or not placed:
        return None
    text = apply_edits(tree.text, [written(tree, guard) for guard in placed])
    first = placed[0]
    rationale = f"None raises {first.raised} where {first.name} is used; a guard raises it before, and says why."
    return Proposal(Patch((FileChange(path, question.snapshot.read(path), text),)), NAME, rationale, UNVERIFIED)


RECIPE = Recipe(NAME, recognises, title, cause, propose)
