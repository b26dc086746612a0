"""Return of None: a private function says that it returns a value, and on some way it returns None.

What it does: lets the return annotation admit None, which is what the function does already, and writes down the
`return None` that a function without a last `return` ends with. It proposes nothing where a caller
does not expect it: the type checker then reports the caller, and that is a decision of its own.

When it is offered: at a `return None`, or at a function that ends without a `return`, where the function is nobody's
interface: its name begins with an underscore, or it stands in another function.

For example,

    def _first(words: list[str]) -> str:
        for word in words:
            if word:
                return word
        return None

becomes

    from typing import Optional

    def _first(words: list[str]) -> Optional[str]:
        for word in words:
            if word:
                return word
        return None

What is verified: that the error is gone and no other appeared, at any caller either, and that the tests which passed
still do.

What is not verified: whether the function was meant to return a value on that way too.
"""

from __future__ import annotations

import re

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits, line_ending
from assay.recipes.private_functions import function_at, is_private, is_stub_or_generator, one_function
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.widening import admitting_none
from assay.recipes.wording.read import meaning
from assay.syntax.annotations import admits_none
from assay.syntax.tree import Node, Tree
from assay.tools.python_floor import lowest_python

NAME = "return_none"

UNVERIFIED = "No check tells whether the function was meant to return a value on that way too."

_NONE = re.compile(r"None\Z|.+ \| None\Z|Optional\[")


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a function returns None, or nothing, where its annotation does not admit it."""
    found = meaning(diagnostic)
    return found is not None and found.kind == "wrong return" and (not found.got or _NONE.match(found.got) is not None)


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the function say that it can return None"


def propose(question: Question) -> Proposal | None:
    """The wider annotation; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    function = None if tree is None or question.failures else function_at(tree, question.target.diagnostics[0])
    annotation = None if function is None else function.child_by_field_name("return_type")
    if tree is None or function is None or annotation is None:
        return None
    if not is_private(tree, function) or admits_none(tree, annotation) or is_stub_or_generator(function):
        return None
    edits = admitting_none(tree, path, annotation, lowest_python(question.snapshot, path))
    if not edits:
        return None
    if not any(_says_what(diagnostic) for diagnostic in question.target.diagnostics):
        edits = [*edits, _ending(tree, function)]
    name = function.child_by_field_name("name")
    known = "The function" if name is None else tree.code(name)
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, edits))
    rationale = f"{known} returns None on some way; its annotation now says so."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _says_what(diagnostic: Diagnostic) -> bool:
    """Whether a `return` stands there; else the function ends without one."""
    found = meaning(diagnostic)
    return found is not None and bool(found.got)


def _ending(tree: Tree, function: Node) -> TextEdit:
    """The `return None` that the function ends with already, unwritten."""
    body = function.child_by_field_name("body")
    assert body is not None, "a function has a body"
    lines = tree.lines
    first, last = tree.span(body.named_children[0]), tree.span(body.named_children[-1])
    row = lines.position(first.start).line
    indent = tree.text[lines.starts[row] : first.start]
    return TextEdit.at(last.end, f"{line_ending(tree.text)}{indent if not indent.strip() else '    '}return None")


RECIPE = Recipe(NAME, recognises, title, one_function, propose)
