"""Split variable: a local variable is used for one thing and then for another, and the type checker goes by the first.

What it does: gives the second thing a name of its own, from its assignment on. The name says what it is: `lines` that
becomes a text goes on as `lines_text`. The program does what it did; the type checker finds out both types by itself.

When it is offered: at an assignment in a function of a value that the variable does not admit, or of several values to
as many variables, where everything that comes to the variable later stands behind that assignment, in the same block.
It proposes nothing where a loop, a
function within or what looks at all variables may see the one for the other.

For example,

    def shown(words: list[str]) -> str:
        lines = sorted(words)
        lines = ", ".join(lines)
        return f"({lines})"

becomes

    def shown(words: list[str]) -> str:
        lines = sorted(words)
        lines_text = ", ".join(lines)
        return f"({lines_text})"

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the new name says well what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from itertools import count

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe
from assay.recipes.second_life import second_lives
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree

NAME = "split_variable"

UNVERIFIED = "No check tells whether the new name says well what it stands for."

_WORDS = {"str": "text", "int": "number", "float": "number", "bool": "flag", "tuple": "parts"}
_CLASS = re.compile(r"(?:\w+\.)*(?P<name>\w+)")
_LONGEST = 16


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a variable gets a value that it does not admit."""
    return means(diagnostic, "wrong assignment")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Give the second thing a name of its own"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One assignment."""
    tree = sources.tree(diagnostic.path)
    assignment = None if tree is None else _assignment(tree, diagnostic)
    return None if assignment is None else assignment.start_byte


def propose(question: Question) -> Proposal | None:
    """The new name; there is no second try."""
    path, first = question.target.path, question.target.diagnostics[0]
    tree = Sources(question.snapshot).tree(path)
    assignment = None if tree is None or question.failures else _assignment(tree, first)
    lives = () if tree is None or assignment is None else second_lives(tree, assignment)
    if tree is None or not lives:
        return None
    edits: list[TextEdit] = []
    words: list[str] = []
    for places in lives:
        old = tree.code(places[0])
        new = next(each for each in _names(old, first) if not re.search(rf"\b{each}\b", tree.text))
        edits += [TextEdit(tree.span(place), new) for place in places]
        words.append(f"From here on {old} is another thing; it is called {new}.")
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, sorted(edits)))
    return Proposal(Patch((change,)), NAME, " ".join(words), UNVERIFIED)


def _assignment(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The assignment that the error stands in, at its value or at its name."""
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        if node.type == "assignment":
            return node
        if node.type == "block" or (node.type.endswith("_statement") and node.type != "expression_statement"):
            return None
    return None


def _names(old: str, diagnostic: Diagnostic) -> Iterator[str]:
    """Names for the new thing: by its type where that is one word, else by number."""
    said = meaning(diagnostic)
    match = _CLASS.match("" if said is None or "|" in said.got else said.got)
    kind = "" if match is None else re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", match["name"]).lower().strip("_")
    word = _WORDS.get(kind, kind)
    base = f"{old}_{word}" if word and len(word) <= _LONGEST else ""
    if base and not old.endswith(word):
        yield base
    yield from (f"{old}_{number}" for number in count(2))


RECIPE = Recipe(NAME, recognises, title, cause, propose)
