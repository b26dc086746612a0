"""Kept super: a variable holds `super()`, and the type checker does not know what that has.

What it does: writes `super()` where the variable is used, and takes its assignment away. What is called is the same;
type checkers find the method in the classes above only where `super()` itself stands before its name.

When it is offered: at an attribute of a local variable of a method that is given `super()`, or `super(Book, self)`,
once, on a line of its own, and that is used behind it in the same block for nothing but reading attributes. It proposes
nothing where a function within, a comprehension or what looks at all variables may see the variable: there `super()`
may mean something else. Nor where the method gives its first parameter or the class another value, where the file calls
something of its own `super`, or may import such a name with `*`, or where a comment stands behind the assignment.

For example,

    class Shelf(dict[str, int]):
        def taken(self, title: str) -> int:
            above = super()
            if above.__contains__(title):
                print(title)
            return above.pop(title)

becomes

    class Shelf(dict[str, int]):
        def taken(self, title: str) -> int:
            if super().__contains__(title):
                print(title)
            return super().pop(title)

What is verified: that the errors are gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the method is ever handed an object of another class, for which `super()` raises: it now
does so at the first use; and whether something that the method calls makes another class its object's own.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.definitions import class_around
from assay.recipes.names import defines, names, rebinds
from assay.recipes.recipe import Question, Recipe
from assay.recipes.second_life import is_plain, is_seen_otherwise, shows_its_name
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.scopes import COMPREHENSIONS, function_of, outwards, parameters
from assay.syntax.tree import Node, Tree, captured

NAME = "kept_super"

UNVERIFIED = (
    "No check tells whether the method is ever handed an object of another class, for which super() raises, nor whether"
    " something that it calls makes another class its object's own."
)

_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_EMPTY_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")


@dataclass(frozen=True, slots=True)
class Kept:
    """A variable that holds what `super()` gave: its assignment, the call, and the places that use it."""

    statement: Node
    call: Node
    uses: tuple[Node, ...]


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether something is not known of a `super()` that a variable holds, or `__init__` is called on an object."""
    return means(diagnostic, "kept super", "unsound initializer")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Write super() where the variable is used that holds it"


def fits(tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether a variable holds it that nothing else can see."""
    name = _name(tree, diagnostic)
    return name is not None and _kept(tree, name) is not None


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One variable of a function."""
    tree = sources.tree(diagnostic.path)
    name = None if tree is None else _name(tree, diagnostic)
    return None if tree is None or name is None else (function_of(name).start_byte, tree.code(name))


def propose(question: Question) -> Proposal | None:
    """The call at each use; there is no second try."""
    path, first = question.target.path, question.target.diagnostics[0]
    tree = Sources(question.snapshot).tree(path)
    name = None if tree is None else _name(tree, first)
    kept = None if tree is None or name is None or question.failures else _kept(tree, name)
    line = None if tree is None or kept is None else _line(tree, kept.statement)
    if tree is None or name is None or kept is None or line is None:
        return None
    call = tree.code(kept.call)
    edits = (TextEdit(line, ""), *(TextEdit(tree.span(use), call) for use in kept.uses))
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, edits))
    rationale = f"{tree.code(name)} holds {call}, whose attributes are known only where it stands right before them."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _name(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The variable whose attribute an error speaks of: checkers place it at its beginning."""
    start = tree.lines.offset(diagnostic.start)
    here = tree.at(Span(start, start + 1))
    around = here.parent if here.type == "identifier" else None
    is_object = around is not None and around.type == "attribute" and around.child_by_field_name("object") == here
    return here if is_object else None


def _kept(tree: Tree, name: Node) -> Kept | None:
    """What the variable holds, and its uses; None where it is no `super()`, or not the same at each use."""
    function = function_of(name)
    if function.type != "function_definition" or class_around(function) is None:
        return None
    places = names(tree, function, tree.code(name))
    assignments = [each.parent for each in places if each.parent is not None and each.parent.type == "assignment"]
    call = assignments[0].child_by_field_name("right") if len(assignments) == 1 else None
    statement = None if call is None else assignments[0].parent
    if call is None or statement is None or not _stands_alone(tree, statement):
        return None
    uses = tuple(each for each in places if each.parent != assignments[0])
    is_seen = is_seen_otherwise(tree, function, places) or not all(_is_use(statement, each) for each in uses)
    return None if is_seen or not _is_the_same(tree, function, call) else Kept(statement, call, uses)


def _stands_alone(tree: Tree, statement: Node) -> bool:
    """Whether it is a plain assignment on a line of its own, without a comment."""
    inner, block = statement.named_children, statement.parent
    is_one = statement.type == "expression_statement" and len(inner) == 1 and is_plain(inner[0])
    return is_one and block is not None and block.type == "block" and _line(tree, statement) is not None


def _is_use(statement: Node, place: Node) -> bool:
    """Whether an attribute of the variable is read there, once the statement has run, and `super()` means the same."""
    access, block = place.parent, statement.parent
    is_read = access is not None and access.type == "attribute" and not rebinds(access)
    is_behind = block is not None and statement.end_byte <= place.start_byte and place.end_byte <= block.end_byte
    within = any(each.type in COMPREHENSIONS for each in outwards(place))
    return is_read and is_behind and not within and not shows_its_name(place)


def _is_the_same(tree: Tree, function: Node, call: Node) -> bool:
    """Whether it is the `super` of Python, called with what nothing in the function changes."""
    called, listed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    body, given = function.child_by_field_name("body"), parameters(tree, function)[:1]
    if called is None or listed is None or tree.code(called) != "super" or listed.type != "argument_list":
        return False
    if body is None or not given or given[0].kind not in ("positional only", "positional or keyword"):
        return False
    arguments = listed.named_children
    if any(each.type != "identifier" for each in arguments):
        return False
    if arguments and (len(arguments) != 2 or tree.code(arguments[1]) != given[0].name):
        return False
    known = {given[0].name, *map(tree.code, arguments)}
    changed = any(rebinds(place) for name in known for place in names(tree, body, name))
    is_other = defines(tree, "super") or bool(captured(tree.root, "(wildcard_import) @import"))
    return not changed and not is_other and not _changes_its_class(tree, body)


def _changes_its_class(tree: Tree, body: Node) -> bool:
    """Whether the function gives an object, or itself, another `__class__`, which `super()` goes by."""
    given = [each for each in captured(body, "[(identifier) (attribute)] @place") if rebinds(each)]
    return any(tree.code(each.child_by_field_name("attribute") or each) == "__class__" for each in given)


def _line(tree: Tree, statement: Node) -> Span | None:
    """The statement's line with its ending, and the empty ones behind it where others stand before it, or nothing does.

    None where something else stands on the line, a comment too.
    """
    text, span, lines = tree.text, tree.span(statement), tree.lines
    row = lines.position(span.start).line
    rest = _END.match(text, span.end)
    if text[lines.starts[row] : span.start].strip() or rest is None or row != lines.position(span.end).line:
        return None
    above = lines.line(row - 1).strip()
    empty = None if above and not above.endswith(":") else _EMPTY_LINES.match(text, rest.end())
    return Span(lines.starts[row], (empty or rest).end())


RECIPE = Recipe(NAME, recognises, title, cause, propose, fits=fits)
