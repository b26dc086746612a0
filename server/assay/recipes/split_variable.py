"""Split variable: a local variable is used for one thing and then for another, and the type checker goes by the first.

What it does: gives the second thing a name of its own, from its assignment on. The name says what it is: `lines` that
becomes a text goes on as `lines_text`, what is `pattern.match` as `lines_match`. The program does what it did; the type
checker finds out both types by itself.

When it is offered: at an assignment in a function of a value that the variable does not admit, or of several values to
as many variables, where everything that comes to the variable later stands behind that assignment, in the same block.
Where it then meets another variable that is two things, or becomes a third one, they get names of their own as well. It
proposes nothing where a loop, a function within or what looks at all variables may see the one for the other, nor where
a test asserts something of it.

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
from assay.core.snapshot import Snapshot
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe
from assay.recipes.second_life import second_lives
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.test_files import is_test

NAME = "split_variable"

UNVERIFIED = "No check tells whether the new name says well what it stands for."

MOST_MET = 6
"""More variables than this that are two things are a function that wants another design."""

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


def probe(question: Question) -> Snapshot | None:
    """After a failure the file as it is: the checker tells which other variables are two things as well."""
    path = question.target.path
    text = question.snapshot.read(path) if question.failures else None
    return None if text is None else question.snapshot.with_texts({path: text})


def propose(question: Question) -> Proposal | None:
    """The new name; then new names for other variables, too, that are two things and meet the first."""
    path, first = question.target.path, question.target.diagnostics[0]
    tree = Sources(question.snapshot).tree(path)
    assignment = None if tree is None else _assignment(tree, first)
    if tree is None or assignment is None:
        return None
    met = _met(tree, assignment, question)
    if (question.failures and not met) or len(met) > MOST_MET:
        return None
    renamed: dict[int, TextEdit] = {}
    words: list[str] = []
    for node, diagnostic in sorted([(assignment, first), *met], key=lambda pair: pair[0].start_byte):
        for places in second_lives(tree, node):
            if is_test(path) and any(_is_asserted(tree, place) for place in places):
                return None
            old, taken = tree.code(places[0]), {edit.text for edit in renamed.values()}
            new = next(
                each for each in _names(old, tree, node, diagnostic) if each not in taken and not _is_there(tree, each)
            )
            renamed |= {place.start_byte: TextEdit(tree.span(place), new) for place in places}
            words.append(f"From here on {old} is another thing; it is called {new}.")
    text = apply_edits(tree.text, sorted(renamed.values()))
    if text == tree.text or any(each.proposal.patch.changes[0].after == text for each in question.failures):
        return None
    return Proposal(Patch((FileChange(path, question.snapshot.read(path), text),)), NAME, " ".join(words), UNVERIFIED)


def _met(tree: Tree, assignment: Node, question: Question) -> list[tuple[Node, Diagnostic]]:
    """The assignments of the function at which another variable, or the same, becomes another thing as well.

    Only those count of whose variable something was wrong after an earlier try: renaming adds no line. Some the checker
    tells of only after that, once it knows what else is assigned there.
    """
    path, function = question.target.path, function_of(assignment)
    failed = [each for failure in question.failures for each in failure.diagnostics if each.path == path]
    wrong = {each.start.line for each in failed}
    here = captured(function, "(identifier) @name") if wrong else []
    names = {tree.code(each) for each in here if each.start_point[0] in wrong}
    told = [(_assignment(tree, each), each) for each in question.told if each.path == path and recognises(each)]
    told += [(_assignment_of(function, each), each) for each in failed if recognises(each)]
    found: dict[int, tuple[Node, Diagnostic]] = {}
    for other, each in told:
        if other is None or other == assignment or function_of(other) != function:
            continue
        if any(tree.code(places[0]) in names for places in second_lives(tree, other)):
            found.setdefault(other.start_byte, (other, each))
    return list(found.values())


def _assignment_of(function: Node, diagnostic: Diagnostic) -> Node | None:
    """The only assignment on an error's line, in which other names stand by then; None where there are several."""
    every = captured(function, "(assignment) @assignment")
    found = [each for each in every if each.start_point[0] == diagnostic.start.line]
    return found[0] if len(found) == 1 else None


def _is_asserted(tree: Tree, place: Node) -> bool:
    """Whether a test asserts something there, which nobody changes on the way."""
    for node in outwards(place):
        function = node.child_by_field_name("function") if node.type == "call" else None
        name = "" if function is None else tree.code(function).rpartition(".")[2]
        if node.type == "assert_statement" or name.startswith("assert"):
            return True
    return False


def _is_there(tree: Tree, name: str) -> bool:
    """Whether the file has the name already."""
    return re.search(rf"\b{name}\b", tree.text) is not None


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


def _names(old: str, tree: Tree, assignment: Node, diagnostic: Diagnostic) -> Iterator[str]:
    """Names for the new thing: by its type where that is one word, by the attribute that it is, else by number."""
    said = meaning(diagnostic)
    match = _CLASS.match("" if said is None or "|" in said.got else said.got)
    value = assignment.child_by_field_name("right")
    attribute = None if value is None else value.child_by_field_name("attribute")
    named = match["name"] if match is not None else "" if attribute is None else tree.code(attribute)
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", named).lower().strip("_")
    word = _WORDS.get(kind, kind)
    base = f"{old}_{word}" if word and len(word) <= _LONGEST else ""
    if base and not old.endswith(word):
        yield base
    yield from (f"{old}_{number}" for number in count(2))


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
