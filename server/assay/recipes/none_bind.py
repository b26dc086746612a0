"""None bind: the result of a call is used at once, and None raises there when the call gives it.

What it does: gives the result a name in a line before, and guards that name: what None raised there is raised still,
with a message that says which call gave None. In a test an assertion says it.

When it is offered: where an attribute, an index, a loop or an operation is applied to the result of a call that may be
None, and nothing else with an effect is computed before it in the same statement.

For example,

    import re

    def number(line: str) -> str:
        return re.search("[0-9]+", line).group()

becomes

    import re

    def number(line: str) -> str:
        match = re.search("[0-9]+", line)
        if match is None:
            raise AttributeError("re.search() gave None")
        return match.group()

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether None can really come here, and what should happen if it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits
from assay.recipes.guards import Guard, fits, inserted, raising
from assay.recipes.none_guard import UNVERIFIED
from assay.recipes.none_placing import cause
from assay.recipes.none_uses import Use, raising_use
from assay.recipes.none_values import KINDS, erring
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.test_files import is_test

NAME = "none_bind"

_NAMES = {"match": "match", "search": "match", "fullmatch": "match", "get": "value", "find": "found"}
_PREFIXES = re.compile(r"(?:get|find|load|fetch|lookup|read|make|create|to|as)_(?=[a-z])")
_EFFECTS = "[(call) (await) (yield) (named_expression)] @effect"


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether the error says that something may be None."""
    return means(diagnostic, *KINDS)


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Give the result a name, and raise with a clear message where it is None, as it raises already"


def propose(question: Question) -> Proposal | None:
    """The name and its guard; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    value = None if tree is None else erring(tree, question.target.diagnostics[0])
    if tree is None or value is None or question.failures or value.type != "call":
        return None
    if means(question.target.diagnostics[0], "none argument") and not _gives_none(tree, value):
        return None
    use = raising_use(tree, value)
    name = None if use is None else _name(tree, value)
    if use is None or name is None or not fits(tree, use.statement) or not _comes_first(value, use):
        return None
    text = apply_edits(tree.text, _edits(tree, value, use, name, test=is_test(path)))
    function = value.child_by_field_name("function")
    called = "the call" if function is None else f"{_called(tree, function)}()"
    rationale = f"Where {called} gives None, {use.raised} is raised already; now it is said which call it was."
    return Proposal(Patch((FileChange(path, question.snapshot.read(path), text),)), NAME, rationale, UNVERIFIED)


def _edits(tree: Tree, value: Node, use: Use, name: str, *, test: bool) -> tuple[TextEdit, TextEdit]:
    function = value.child_by_field_name("function")
    assert function is not None, "a call calls something"
    condition, raises = raising(tree, Guard(name, use.statement, use.raised))
    said = raises.replace(f"{name} must not be None", f"{_called(tree, function)}() gave None")
    guard = (f"assert {name} is not None",) if test else (condition, said)
    before = inserted(tree, use.statement, (f"{name} = {tree.code(value)}", *guard))
    return before, TextEdit(tree.span(value), name)


def _comes_first(value: Node, use: Use) -> bool:
    """Whether nothing with an effect is computed before the value in its statement, and the value only once."""
    path = list(outwards(value))
    if any(node.type == "while_statement" for node in path[: path.index(use.statement) + 1]):
        return False
    return all(effect in path or effect.start_byte >= value.start_byte for effect in captured(use.statement, _EFFECTS))


def _gives_none(tree: Tree, value: Node) -> bool:
    """Whether the call is of a kind that gives None for "not found": what else is handed on may be None by mistake."""
    function = value.child_by_field_name("function")
    return function is not None and _called(tree, function).rpartition(".")[2] in _NAMES


def _name(tree: Tree, value: Node) -> str | None:
    """A name for the result that nothing in its function or around it has."""
    function = function_of(value)
    around = tree.root if function.type in ("lambda", "class_definition") else function
    taken = {tree.code(each) for each in captured(around, "(identifier) @name")}
    taken |= {tree.code(each) for each in captured(tree.root, "(global_statement (identifier) @name)")}
    return next((name for name in _candidates(tree, value) if name not in taken), None)


def _candidates(tree: Tree, value: Node) -> Iterator[str]:
    function = value.child_by_field_name("function")
    last = "" if function is None else _called(tree, function).rpartition(".")[2].lstrip("_")
    if last in _NAMES:
        yield _NAMES[last]
    if (short := _PREFIXES.sub("", last)) != last and short.isidentifier() and short.islower():
        yield short
    yield from ("found", "value", "result")


def _called(tree: Tree, function: Node) -> str:
    """What a call calls, in a few words: its name, or what stands behind the last dot."""
    text = tree.code(function)
    if re.fullmatch(r"[\w.]+", text):
        return text
    attribute = function.child_by_field_name("attribute")
    return "it" if attribute is None else tree.code(attribute)


RECIPE = Recipe(NAME, recognises, title, cause, propose)
