"""Return annotation: a function says that it returns one thing, and returns another on every way.

What it does: asks the type checker what each returned value is, and writes down what they are in place of the wrong
annotation. Where one of them is not known, or they are of more than three kinds, it proposes nothing; nor where a
caller does not expect it, which the type checker then reports.

When it is offered: at a returned value that the annotation does not admit, where the function is nobody's interface:
its name begins with an underscore, or it stands in another function; and at one that is somebody's, where a call of it
in the project is reported as well, for the type that the annotation names: so both ends speak against it. It proposes
nothing where one of the returned values does fit: then the value may be wrong as well as the annotation. Nor where
nothing calls the function, for then nothing tells the two apart.

For example,

    def _split(line: str) -> str:
        name, _, value = line.partition("=")
        return name, value

    name, value = _split("a=b")

becomes

    def _split(line: str) -> tuple[str, str]:
        name, _, value = line.partition("=")
        return name, value

    name, value = _split("a=b")

What is verified: that the error is gone and no other appeared, at any caller either, and that the tests which passed
still do.

What is not verified: whether the function was meant to return what it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.action import Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit, apply_edits
from assay.recipes.definitions import Definition, class_around, is_called, method_of, name_of
from assay.recipes.private_functions import function_at, is_private, is_stub_or_generator, one_function
from assay.recipes.probing import revealed, revealing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import MOST_KINDS, Type, joined
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.wording.read import meaning
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, Tree, captured

NAME = "return_annotation"

UNVERIFIED = "No check tells whether the function was meant to return what it does."

_SPLATS = ("list_splat", "dictionary_splat")


@dataclass(frozen=True, slots=True)
class _Function:
    """A function, its annotation, and the values of its returns: several where one returns a tuple of them."""

    node: Node
    annotation: Node
    returned: tuple[tuple[Node, ...], ...]

    @property
    def values(self) -> list[Node]:
        """Every value, in order."""
        return [value for values in self.returned for value in values]


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a function returns a value that its annotation does not admit."""
    found = meaning(diagnostic)
    return found is not None and found.kind == "wrong return" and found.got not in ("", "None")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the function say what it returns"


def probe(question: Question) -> Snapshot | None:
    """The file with every returned value revealed."""
    path, sources = question.target.path, Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or question.failures else _function(sources, tree, question.target)
    return (
        None if tree is None or found is None else question.snapshot.with_texts({path: revealing(tree, found.values)})
    )


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    path, sources = question.target.path, Sources(question.snapshot)
    tree = sources.tree(path)
    found = None if tree is None or not question.told else _function(sources, tree, question.target)
    kind = None if tree is None or found is None else _type(tree, found, question)
    if (
        tree is None
        or found is None
        or kind is None
        or not (is_private(tree, found.node) or _is_disputed(sources, found, question))
    ):
        return None
    before = tree.span(found.node).start
    spelled = Speller(question.snapshot, path, tree, before, evaluated=path.suffix != ".pyi").spelled(kind)
    if spelled is None:
        return None
    edits = [TextEdit(tree.span(found.annotation), spelled.text), *spelled.edits]
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, sorted(edits)))
    rationale = f"Whatever the function returns is {spelled.text}, and never {tree.code(found.annotation)}."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _type(tree: Tree, found: _Function, question: Question) -> Type | None:
    """What admits every returned value; None where one is not known."""
    here = (each for each in question.told if each.path == question.target.path)
    told = dict(zip(found.values, revealed(tree, found.values, here), strict=True))
    kinds: list[Type] = []
    for values in found.returned:
        types = [kind for value in values if (kind := told[value]) is not None]
        if len(types) < len(values):
            return None
        kinds.append(types[0] if len(types) == 1 else Type("tuple", tuple(types)))
    kind = joined(kinds)
    return kind if len(kind.members) <= MOST_KINDS else None


def _is_disputed(sources: Sources, found: _Function, question: Question) -> bool:
    """Whether the checker reports a place outside of the function that calls it, too, for the type that it declares."""
    tree = sources.tree(question.target.path)
    name = found.node.child_by_field_name("name")
    said = meaning(question.target.diagnostics[0])
    if tree is None or name is None or said is None or not said.wanted:
        return False
    # of a text that is unpacked mypy does not say what it is called
    unpacked = "|Unpacking a string is disallowed" if said.wanted == "str" else ""
    declared = re.compile(rf"[\"'`]{re.escape(said.wanted)}[\"'`]{unpacked}")
    path = question.target.path
    calls = {
        (other, node.start_point[0] + (_lines_above(found, node) if other == path else 0))
        for other, its in sources.mentioning(tree.code(name))
        for node in captured(its.root, "(call function: [(identifier) (attribute)] @function)")
        if its.code(node).split(".")[-1] == tree.code(name)
        if other != path or not found.node.start_byte <= node.start_byte < found.node.end_byte
    }
    errors = (each for each in question.told if each.severity == "error" and declared.search(each.message))
    return any((each.path, each.start.line) in calls for each in errors)


def _lines_above(found: _Function, node: Node) -> int:
    """How many lines the probe has more above a place: one for every value that is revealed."""
    return sum(value.start_byte < node.start_byte for value in found.values)


def _function(sources: Sources, tree: Tree, target: Target) -> _Function | None:
    """The function whose every return is wrong; None where its annotation is not its own affair."""
    function = function_at(tree, target.diagnostics[0])
    annotation = None if function is None else function.child_by_field_name("return_type")
    if function is None or annotation is None or is_stub_or_generator(function):
        return None
    returns = [each for each in captured(function, "(return_statement) @return") if function_of(each) == function]
    rows = {diagnostic.start.line for diagnostic in target.diagnostics}
    if not all(rows & set(range(each.start_point[0], each.end_point[0] + 1)) for each in returns):
        return None
    returned = tuple(tuple(_values(each)) for each in returns)
    definition = Definition(target.path, tree, function)
    if not returned or () in returned or _overrides(sources, definition) or not is_called(sources, definition):
        return None
    return _Function(function, annotation, returned)


def _values(statement: Node) -> Iterator[Node]:
    """The value of a return, or those of a tuple without brackets; nothing where they cannot be told."""
    given = [child for child in statement.named_children if child.type != "comment"]
    values = given[0].named_children if len(given) == 1 and given[0].type == "expression_list" else given
    if any(value.type in _SPLATS for value in values) or (len(values) == 1 and given != values):
        return
    yield from values


def _overrides(sources: Sources, function: Definition) -> bool:
    """Whether a base of its class has a method of that name."""
    holder = class_around(function.node)
    if holder is None:
        return False
    around = Definition(function.path, function.tree, holder)
    return method_of(sources, around, name_of(function), own=False) is not None


RECIPE = Recipe(NAME, recognises, title, one_function, propose, probe=probe)
