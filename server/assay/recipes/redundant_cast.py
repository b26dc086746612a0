"""Redundant cast: `cast(T, x)` says of `x` what the type checker knows already.

What it does: writes `x` in its place, in parentheses where it needs them, and takes `cast` out of its import where
nothing else uses it.

When it is offered: where the type checker reports the cast as redundant.

For example,

    from typing import List, cast

    def size(texts: List[str]) -> int:
        return len(cast(List[str], texts))

becomes

    from typing import List

    def size(texts: List[str]) -> int:
        return len(texts)

What is verified: that no other error came up, in the whole project, and that the tests which passed still do.

What is not verified: whether another version of a library needs the cast.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.bracketed import without
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

NAME = "redundant_cast"

UNVERIFIED = "No check tells whether another version of a library needs the cast."

_SIMPLE = frozenset(
    (
        "identifier", "attribute", "subscript", "call", "string", "integer", "float", "list", "dictionary", "tuple",
        "set", "parenthesized_expression", "none", "true", "false", "list_comprehension", "dictionary_comprehension",
    )
)  # fmt: skip
_HOLDERS = frozenset(("argument_list", "assignment", "return_statement", "expression_statement", "keyword_argument"))


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a cast is said to change nothing."""
    return means(diagnostic, "redundant cast")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Take away the cast that changes nothing"


def propose(question: Question) -> Proposal | None:
    """The file without it; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    if tree is None or question.failures:
        return None
    calls = [_call(tree, diagnostic) for diagnostic in question.target.diagnostics]
    edits: list[TextEdit] = []
    for call in calls:
        if call is None or (edit := _edit(tree, call)) is None:
            return None
        edits.append(edit)
    edits += _import(tree, {call.start_byte for call in calls if call is not None})
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, edits))
    return Proposal(Patch((change,)), NAME, "The type checker says that the cast changes nothing.", UNVERIFIED)


def _call(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    return next((node for node in outwards(here) if node.type == "call" and _is_cast(tree, node)), None)


def _is_cast(tree: Tree, call: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and tree.code(function).rpartition(".")[2] == "cast"


def _edit(tree: Tree, call: Node) -> TextEdit | None:
    arguments = call.child_by_field_name("arguments")
    values = [] if arguments is None else [child for child in arguments.named_children if child.type != "comment"]
    if len(values) != 2 or any(value.type in ("keyword_argument", "list_splat") for value in values):
        return None
    text = tree.code(values[1])
    holder = call.parent
    plain = values[1].type in _SIMPLE or (holder is not None and holder.type in _HOLDERS and "\n" not in text)
    return TextEdit(tree.span(call), text if plain else f"({text})")


def _import(tree: Tree, gone: set[int]) -> Iterator[TextEdit]:
    """`cast` taken out of its import, where no other use of it is left."""
    names = [node for node in captured(tree.root, "(identifier) @name") if tree.code(node) == "cast"]
    imported = [node for node in names if any(each.type == "import_from_statement" for each in outwards(node))]
    used = [node for node in names if node not in imported and node.start_byte not in gone]
    if len(imported) == 1 and not used:
        name = next(each for each in outwards(imported[0]) if each.type in ("dotted_name", "aliased_import"))
        yield from without(tree, name)


RECIPE = Recipe(NAME, recognises, title, alone, propose)
