"""Functions that are nobody's interface, so that what they say of themselves can be put right."""

from __future__ import annotations

from collections.abc import Hashable

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.sources import Sources
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_EMPTY = frozenset(("expression_statement", "pass_statement", "raise_statement"))
_HOLDERS = frozenset(("function_definition", "class_definition"))


def function_at(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The function that an error stands in."""
    start = tree.lines.offset(diagnostic.start)
    here = tree.at(Span(start, start + 1))
    return next((node for node in outwards(here) if node.type == "function_definition"), None)


def one_function(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """The `cause` of a recipe that answers all errors of one function."""
    tree = sources.tree(diagnostic.path)
    function = None if tree is None else function_at(tree, diagnostic)
    return None if function is None else function.start_byte


def is_private(tree: Tree, function: Node) -> bool:
    """Whether nobody but this file and its package is meant to call it, and no other class to override it."""
    name = function.child_by_field_name("name")
    around = next((node for node in outwards(function) if node != function and node.type in _HOLDERS), None)
    if around is not None and around.type == "function_definition":
        return True
    return name is not None and tree.code(name).startswith("_") and not tree.code(name).endswith("__")


def is_stub_or_generator(function: Node) -> bool:
    """Whether it has no way to an end of its own: an abstract method, or one that yields."""
    body = function.child_by_field_name("body")
    if body is None or captured(body, "(yield) @yield"):
        return True
    whole = function.parent
    decorated = whole is not None and whole.type == "decorated_definition"
    statements = [child for child in body.named_children if child.type != "comment"]
    return decorated or all(child.type in _EMPTY for child in statements)
