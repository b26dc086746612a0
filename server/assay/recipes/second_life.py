"""A local variable that is given another thing, and what of the function speaks of that thing alone.

It is told from syntax: the assignment is a statement of a block, and whatever comes to it later in the function stands
behind it in that same block. So the two things can have two names, and the program does what it did. Whatever may see
the variable in another way, a function within, `locals()` or the next turn of a loop, rules it out.
"""

from __future__ import annotations

from assay.recipes.names import names
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured

_PATTERNS = ("pattern_list", "tuple_pattern")
_LOOPS = ("for_statement", "while_statement")
_SEE_ALL = frozenset(("locals", "vars", "eval", "exec", "dir", "globals"))


def second_lives(tree: Tree, assignment: Node) -> tuple[tuple[Node, ...], ...]:
    """The places of each name that had another value, from this assignment on; none where they are not certain."""
    left, function = assignment.child_by_field_name("left"), function_of(assignment)
    statement = assignment.parent
    if left is None or function.type != "function_definition" or not is_plain(assignment):
        return ()
    if statement is None or statement.type != "expression_statement":
        return ()
    names = [left] if left.type == "identifier" else left.named_children if left.type in _PATTERNS else []
    begun = [each for each in names if each.type == "identifier" and _has_begun(tree, function, statement, each)]
    found = [_second_life(tree, function, statement, name) for name in begun]
    known = [places for places in found if places is not None]
    return tuple(known) if len(known) == len(found) == len({tree.code(each) for each in begun}) else ()


def is_plain(assignment: Node) -> bool:
    """Whether it gives its names their values alone, and says nothing of a type."""
    right = assignment.child_by_field_name("right")
    return right is not None and right.type != "assignment" and assignment.child_by_field_name("type") is None


def is_seen_otherwise(tree: Tree, function: Node, places: list[Node]) -> bool:
    """Whether something else than the function's own statements may read or write the variable."""
    if any(function_of(each) != function for each in places):
        return True
    named = {tree.code(node) for node in captured(function, "(call function: (identifier) @name)")}
    declared = ("global_statement", "nonlocal_statement")
    return bool(named & _SEE_ALL) or any(each.parent is not None and each.parent.type in declared for each in places)


def shows_its_name(place: Node) -> bool:
    """Whether an f-string writes the name itself: `{name=}`."""
    around = next((node for node in outwards(place) if node.type in ("interpolation", "block")), place)
    return around.type == "interpolation" and any(child.type == "=" for child in around.children)


def _has_begun(tree: Tree, function: Node, statement: Node, name: Node) -> bool:
    """Whether something comes to the name before it is given a value here."""
    return any(
        each.start_byte < statement.start_byte or name.end_byte < each.start_byte < statement.end_byte
        for each in names(tree, function, tree.code(name))
    )


def _second_life(tree: Tree, function: Node, statement: Node, name: Node) -> tuple[Node, ...] | None:
    """The places of the name from this statement on; None where it is not certain that they are all."""
    block = statement.parent
    if block is None or block.type != "block":
        return None
    places = names(tree, function, tree.code(name))
    if is_seen_otherwise(tree, function, places) or any(shows_its_name(each) for each in places):
        return None
    later = [each for each in places if each.start_byte >= statement.end_byte]
    if any(each.end_byte > block.end_byte for each in later):
        return None
    loops = [node for node in outwards(block) if node.type in _LOOPS and function_of(node) == function]
    if not all(_begins_anew(loop, places) for loop in loops):
        return None
    return (name, *later)


def _begins_anew(loop: Node, places: list[Node]) -> bool:
    """Whether each turn of a loop gives the name a value of its own before anything else comes to it."""
    inside = [each for each in places if loop.start_byte <= each.start_byte < loop.end_byte]
    first = min(inside, key=lambda each: each.start_byte)
    left = loop.child_by_field_name("left")
    if left is not None and left.start_byte <= first.start_byte < left.end_byte:
        return True
    given, statement = first.parent, None if first.parent is None else first.parent.parent
    if given is None or given.type != "assignment" or given.child_by_field_name("left") != first or statement is None:
        return False
    is_read = any(given.start_byte < each.start_byte < given.end_byte for each in inside)
    block = statement.parent
    if is_read or block is None or block.type != "block" or statement.type != "expression_statement":
        return False
    return all(block.start_byte <= each.start_byte < block.end_byte for each in inside)
