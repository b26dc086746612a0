"""Repeated annotation: a variable is declared a second time, and the type checker takes that for another variable.

What it does: takes the second annotation away, and leaves the assignment. The first one stands for both.

When it is offered: at a second annotation of a name in the same function, class or module, or of an attribute of
`self` in the same method, where both are the same word for word, the first comes before the second, and the second has
a value. It proposes nothing where the two differ: then one of them is wrong, or they are two things.

For example,

    def limit(strict: bool) -> "int | None":
        if strict:
            found: "int | None" = 3
        else:
            found: "int | None" = None
        return found

becomes

    def limit(strict: bool) -> "int | None":
        if strict:
            found: "int | None" = 3
        else:
            found = None
        return found

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the two were meant to be one variable.
"""

from __future__ import annotations

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, Tree, captured

NAME = "repeated_annotation"

UNVERIFIED = "No check tells whether the two were meant to be one variable."


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a name is declared again."""
    return means(diagnostic, "declared again")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Declare {found.name if found is not None else 'it'} once"


def fits(tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether an assignment with an annotation stands there: classes and functions are declared again as well."""
    return _again(tree, diagnostic) is not None


def propose(question: Question) -> Proposal | None:
    """The assignment without its annotation; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    if tree is None or question.failures:
        return None
    edits = [_without(tree, again) for each in question.target.diagnostics if (again := _again(tree, each)) is not None]
    if len(edits) != len(question.target.diagnostics):
        return None
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, sorted(edits)))
    return Proposal(Patch((change,)), NAME, "It is declared above already, in the same words.", UNVERIFIED)


def _without(tree: Tree, assignment: Node) -> TextEdit:
    left, annotation = assignment.child_by_field_name("left"), assignment.child_by_field_name("type")
    assert left is not None, "an assignment has a left side"
    assert annotation is not None, "it has an annotation"
    return TextEdit(Span(tree.span(left).end, tree.span(annotation).end), "")


def _again(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The assignment at the error's row whose name was declared before it in the same scope and words."""
    said = meaning(diagnostic)
    declared = [each for each in captured(tree.root, "(assignment type: (_)) @assignment") if said is not None]
    named = [each for each in declared if said is not None and _called(tree, each).removeprefix("self.") == said.name]
    here = next((each for each in named if each.start_point[0] == diagnostic.start.line), None)
    if here is None or here.child_by_field_name("right") is None:
        return None
    before = [each for each in named if each.start_byte < here.start_byte and function_of(each) == function_of(here)]
    same = [each for each in before if _called(tree, each) == _called(tree, here)]
    return here if same and all(_annotation(tree, each) == _annotation(tree, here) for each in same) else None


def _called(tree: Tree, assignment: Node) -> str:
    left = assignment.child_by_field_name("left")
    return "" if left is None else tree.code(left)


def _annotation(tree: Tree, assignment: Node) -> str:
    annotation = assignment.child_by_field_name("type")
    return "" if annotation is None else tree.code(annotation)


RECIPE = Recipe(NAME, recognises, title, alone, propose, fits=fits)
