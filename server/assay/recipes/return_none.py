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
from collections.abc import Hashable

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits, line_ending
from assay.recipes.python_floor import lowest_python
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.widening import admitting_none
from assay.recipes.wording.read import meaning
from assay.syntax.annotations import admits_none
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

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


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One function."""
    tree = sources.tree(diagnostic.path)
    function = None if tree is None else _function(tree, diagnostic)
    return None if function is None else function.start_byte


def propose(question: Question) -> Proposal | None:
    """The wider annotation; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    function = None if tree is None or question.failures else _function(tree, question.target.diagnostics[0])
    annotation = None if function is None else function.child_by_field_name("return_type")
    if tree is None or function is None or annotation is None:
        return None
    if not _is_private(tree, function) or admits_none(tree, annotation) or _is_stub_or_generator(function):
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


def _function(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    lines = tree.lines
    start = lines.offset(diagnostic.start)
    here = tree.at(Span(start, start + 1))
    return next((node for node in outwards(here) if node.type == "function_definition"), None)


def _is_private(tree: Tree, function: Node) -> bool:
    """Whether nobody but this file and its package is meant to call it, and no other class to override it."""
    name = function.child_by_field_name("name")
    around = next((node for node in outwards(function) if node != function and node.type in _HOLDERS), None)
    if around is not None and around.type == "function_definition":
        return True
    return name is not None and tree.code(name).startswith("_") and not tree.code(name).endswith("__")


def _is_stub_or_generator(function: Node) -> bool:
    """Whether it has no way to an end of its own: an abstract method, or one that yields."""
    body = function.child_by_field_name("body")
    if body is None or captured(body, "(yield) @yield"):
        return True
    whole = function.parent
    decorated = whole is not None and whole.type == "decorated_definition"
    statements = [child for child in body.named_children if child.type != "comment"]
    return decorated or all(child.type in _EMPTY for child in statements)


_EMPTY = frozenset(("expression_statement", "pass_statement", "raise_statement"))
_HOLDERS = frozenset(("function_definition", "class_definition"))

RECIPE = Recipe(NAME, recognises, title, cause, propose)
