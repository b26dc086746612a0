"""None assertion: in a test, a value that may be None is used as if it were not.

What it does: asserts before the first such use that it is not None, as tests say what they take for granted. One
assertion answers all uses behind it. Elsewhere than in tests no assertion is written: it would raise another exception
than before, and none at all under `python -O`.

When it is offered: in a test file, where an attribute, an index, a loop, an operation, a call or one of Python's own
functions is applied to a name, an attribute or a constant index that may be None.

For example, in `test_mail.py`,

    import re

    def test_sender() -> None:
        match = re.match("From: (.*)", "From: ann")
        assert match.group(1) == "ann"

becomes

    import re

    def test_sender() -> None:
        match = re.match("From: (.*)", "From: ann")
        assert match is not None
        assert match.group(1) == "ann"

What is verified: that the errors are gone and no other appeared, and that the tests which passed still do.

What is not verified: that the test would notice if the value were None for a good reason.
"""

from __future__ import annotations

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import apply_edits
from assay.recipes.guards import inserted
from assay.recipes.none_placing import cause, placed_before
from assay.recipes.none_values import KINDS
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.tools.test_files import is_test

NAME = "none_assert"

UNVERIFIED = "No check tells whether the test would notice if the value were None for a good reason."


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether the error says that something may be None, in a test."""
    return means(diagnostic, *KINDS) and is_test(diagnostic.path)


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Assert that this is not None"


def propose(question: Question) -> Proposal | None:
    """The assertions; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    placed = None if tree is None or question.failures else placed_before(tree, question.target)
    if tree is None or not placed:
        return None
    edits = [inserted(tree, guard.statement, (f"assert {guard.name} is not None",)) for guard in placed]
    rationale = f"The test takes for granted that {placed[0].name} is not None; an assertion says so."
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, edits))
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


RECIPE = Recipe(NAME, recognises, title, cause, propose)
