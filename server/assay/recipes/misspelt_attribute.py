"""Misspelt attribute: an attribute is read that nothing has, and the type checker names the one that is meant.

What it does: writes the attribute that the type checker suggests.

When it is offered: at an attribute that is read and that a class of the project does not have, where the type checker
names exactly one that it has and that differs by a character, or by two in a name of eight and more; and where the
wrong name stands nowhere else in the project's Python files, in no code, text or comment, so that nothing can give it
to the object by that name. It proposes nothing where a base of the class is not the project's or Python's own, where
the files that name the class give attributes by names that are computed, as `setattr(book, key, value)` does, or where
something around the place is there for attributes that are missing, as `except AttributeError` is.

For example,

    class Book:
        title = "Atlas"

    def shown(book: Book) -> str:
        return book.tilte

becomes

    class Book:
        title = "Atlas"

    def shown(book: Book) -> str:
        return book.title

What is verified: that the error is gone and no other appeared, and that the tests which passed still do. Where no test
runs the line, the change is partial.

What is not verified: whether the attribute that is there is the one that was meant, and whether code that never names
the class gives its objects the other one.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Hashable, Iterator
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits
from assay.recipes.attribute_declaration import accessed, holder_of
from assay.recipes.definitions import DEPTH, Definition, name_of, resolved
from assay.recipes.hierarchy import bases
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree

NAME = "misspelt_attribute"

UNVERIFIED = (
    "No check tells whether the attribute that is there is the one that was meant, nor whether code that never names"
    " the class gives its objects the other one."
)

_COMPUTED = re.compile(
    r"\bsetattr\s*\((?!\s*[\w.]+\s*,\s*[\"'])|\b__dict__\b|\bvars\s*\(|\b__getattr(?:ibute)?__\b|\b__setstate__\b"
)
"""What gives an object attributes by names that no text holds."""

_MISSING = re.compile(r"\bAttributeError\b|\bException\b|\bexcept\s*:|\bsuppress\b|\braises\b|\bassertRaises\w*")

_SUGGESTED = re.compile(r'; maybe "(?P<mypy>\w+)"\?$|Did you mean [`"](?P<other>\w+)[`"]\?')
_LONG = 8
_GIVING = frozenset(("delete_statement", "pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target"))


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a class lacks an attribute, and the one that the checker suggests is almost the same."""
    return bool(_meant(diagnostic))


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return f"Write {_meant(diagnostic)}"


def cause(_sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One wrong name of one class."""
    found = meaning(diagnostic)
    return None if found is None else (found.owner, found.name)


def propose(question: Question) -> Proposal | None:
    """The right name; there is no second try."""
    path, target = question.target.path, question.target
    sources = Sources(question.snapshot)
    tree = sources.tree(path)
    if tree is None or question.failures:
        return None
    edits = {edit for each in target.diagnostics if (edit := _edit(sources, tree, each)) is not None}
    wrong = {found.name for each in target.diagnostics if (found := meaning(each)) is not None}
    if len(wrong) != 1 or _places(sources, *wrong) != len(edits) or len({edit.text for edit in edits}) != 1:
        return None
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, sorted(edits)))
    right = _meant(target.diagnostics[0])
    return Proposal(Patch((change,)), NAME, f"Nothing is called {wrong.pop()}; {right} is there.", UNVERIFIED)


def _edit(sources: Sources, tree: Tree, diagnostic: Diagnostic) -> TextEdit | None:
    found, right = meaning(diagnostic), _meant(diagnostic)
    node = None if found is None else accessed(tree, diagnostic, found.name)
    attribute = None if node is None else node.child_by_field_name("attribute")
    if node is None or attribute is None or not right or not _is_read(node) or _is_expected_to_miss(tree, node):
        return None
    holder = holder_of(sources, diagnostic, tree, node)
    is_known = holder is not None and has_no_other_attributes(sources, holder)
    return TextEdit(tree.span(attribute), right) if is_known else None


def _is_read(node: Node) -> bool:
    """Whether an attribute is neither given nor deleted."""
    parent = node.parent
    return parent is not None and parent.type not in _GIVING and parent.child_by_field_name("left") != node


def _is_expected_to_miss(tree: Tree, node: Node) -> bool:
    """Whether something around the place is there for an attribute that an object does not have."""
    for around in outwards(node):
        if around.type == "try_statement":
            handlers = [each for each in around.named_children if each.type.startswith("except")]
            if any(_MISSING.search(tree.code(each).partition("\n")[0]) for each in handlers):
                return True
        if around.type == "with_statement" and _MISSING.search(tree.code(around).partition("\n")[0]):
            return True
    return False


def has_no_other_attributes(sources: Sources, holder: Definition, depth: int = DEPTH) -> bool:
    """Whether nothing gives objects of a class attributes that no text names, as far as files that name it tell."""
    listed = holder.node.child_by_field_name("superclasses")
    size = 0 if listed is None else sum(1 for each in listed.named_children if each.type != "comment")
    names = [*bases(holder)]
    if depth == 0 or len(names) != size or any(_COMPUTED.search(tree.text) for _, tree in _files(sources, holder)):
        return False
    for name in names:
        above = resolved(sources, holder.path, name.split("."))
        if above is None and not isinstance(getattr(builtins, name, None), type):
            return False
        if above is not None and not has_no_other_attributes(sources, above, depth - 1):
            return False
    return True


def _files(sources: Sources, holder: Definition) -> Iterator[tuple[PurePosixPath, Tree]]:
    yield holder.path, holder.tree
    yield from sources.mentioning(name_of(holder))


def _places(sources: Sources, name: str) -> int:
    """How often the project's Python files have the word."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return sum(len(word.findall(tree.text)) for _, tree in sources.mentioning(name))


def _meant(diagnostic: Diagnostic) -> str:
    """The attribute that the checker suggests; empty where it names none or several, or one that is another word."""
    found = meaning(diagnostic)
    match = _SUGGESTED.search(f"{diagnostic.message} {diagnostic.hint}".strip())
    if found is None or found.kind != "no attribute" or match is None:
        return ""
    right = match["mypy"] or match["other"]
    most = 2 if len(found.name) >= _LONG else 1
    return right if 0 < _distance(found.name, right) <= most else ""


def _distance(one: str, other: str) -> int:
    """How many characters are added, left out, changed or swapped with their neighbours (Damerau and Levenshtein)."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


RECIPE = Recipe(NAME, recognises, title, cause, propose)
