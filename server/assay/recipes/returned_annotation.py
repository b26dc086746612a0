"""Returned annotation: a variable whose type the checker cannot tell is what its function promises to return.

What it does: writes the function's return annotation beside the variable, word for word. Nothing changes when the
program runs.

When it is offered: at a variable of a function that needs an annotation, is assigned once, and is what every `return`
of the function returns. It proposes nothing where the function promises nothing, or may return None.

For example,

    def tally(words: list[str]) -> "dict[str, list[int]]":
        found = dict(())
        for number, word in enumerate(words):
            found.setdefault(word, []).append(number)
        return found

becomes

    def tally(words: list[str]) -> "dict[str, list[int]]":
        found: "dict[str, list[int]]" = dict(())
        for number, word in enumerate(words):
            found.setdefault(word, []).append(number)
        return found

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the function keeps its promise where it puts in values that have no known type.
"""

from __future__ import annotations

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.annotations import admits_none
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, Tree, captured

NAME = "returned_annotation"

UNVERIFIED = "No check tells whether the function keeps its promise where it puts in values that have no known type."


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable needs an annotation."""
    return means(diagnostic, "needs annotation")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Annotate {found.name if found is not None else 'it'} with what the function returns"


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    path, diagnostic = question.target.path, question.target.diagnostics[0]
    tree, said = Sources(question.snapshot).tree(path), meaning(diagnostic)
    name = None if tree is None or said is None else _assigned(tree, diagnostic.start.line, said.name)
    annotation = None if tree is None or name is None or question.failures else _promised(tree, name)
    if tree is None or name is None or annotation is None:
        return None
    text = apply_edits(tree.text, [TextEdit.at(tree.span(name).end, f": {tree.code(annotation)}")])
    change = FileChange(path, question.snapshot.read(path), text)
    rationale = f"{tree.code(name)} is what the function returns, which it promises to be {tree.code(annotation)}."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _assigned(tree: Tree, row: int, name: str) -> Node | None:
    """The variable where it is assigned on a row, alone and without an annotation."""
    for assignment in captured(tree.root, "(assignment left: (identifier)) @assignment"):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if left is None or right is None or left.start_point[0] != row or tree.code(left) != name:
            continue
        statement = assignment.parent
        is_plain = statement is not None and statement.type == "expression_statement" and right.type != "assignment"
        return left if is_plain and assignment.child_by_field_name("type") is None else None
    return None


def _promised(tree: Tree, name: Node) -> Node | None:
    """The return annotation of the function that returns the variable and nothing else; None where there is none."""
    function = function_of(name)
    annotation = function.child_by_field_name("return_type") if function.type == "function_definition" else None
    if annotation is None or admits_none(tree, annotation):
        return None
    returns = [each for each in captured(function, "(return_statement) @return") if function_of(each) == function]
    yields = any(function_of(each) == function for each in captured(function, "(yield) @yield"))
    word = tree.code(name)
    assigned = captured(function, "(assignment left: (identifier) @name)")
    if (
        sum(tree.code(each) == word for each in assigned) != 1
        or yields
        or not returns
        or function.children[0].type == "async"
    ):
        return None
    same = all(len(each.named_children) == 1 and tree.code(each.named_children[0]) == word for each in returns)
    return annotation if same else None


RECIPE = Recipe(NAME, recognises, title, alone, propose)
