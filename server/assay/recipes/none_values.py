"""The expression that an error about None speaks of, and how it can be told apart from None.

Checkers place such an error at the whole attribute access, at its last name, at the value or at an operation; from
each of these it is one step to the expression that may be None.
"""

from __future__ import annotations

import re

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.wording.meaning import Kind
from assay.recipes.wording.read import meaning
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured

KINDS: tuple[Kind, ...] = (
    "none attribute",
    "none index",
    "none iteration",
    "none operand",
    "none call",
    "none context",
    "none argument",
)

_OPERATIONS = ("binary_operator", "comparison_operator", "unary_operator", "augmented_assignment")
_CONSTANTS = ("integer", "string")
_FIRST, _SECOND = re.compile(r'\("[^"]*\bNone\b[^"]*" and '), re.compile(r' and "[^"]*\bNone\b[^"]*"\)')


def erring(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The expression that may be None; None where the error's place does not tell it for certain."""
    found = meaning(diagnostic)
    if found is None or found.kind not in KINDS:
        return None
    lines = tree.lines
    place = Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end))
    here = tree.at(place)
    if _leaves_a_block(tree, here):
        return None
    value: Node | None
    match found.kind:
        case "none attribute":
            value = _owner(tree, here, place, found.name)
        case "none index":
            value = _indexed(here)
        case "none operand":
            value = _operand(here, diagnostic)
        case "none call":
            called = next((node for node in outwards(here) if node.type == "call"), None)
            value = called.child_by_field_name("function") if called is not None else None
        case _:
            value = _expression(here)
    return value


def is_reference(tree: Tree, node: Node) -> bool:
    """Whether reading the expression again gives the same value, so that a checker narrows it: `self.a.b`, `x["k"]`."""
    match node.type:
        case "identifier":
            return True
        case "attribute":
            owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            assert name is not None, "an attribute has a name"
            return owner is not None and is_reference(tree, owner) and not _is_property(tree, node, tree.code(name))
        case "subscript":
            value, keys = node.child_by_field_name("value"), node.children_by_field_name("subscript")
            constant = len(keys) == 1 and keys[0].type in _CONSTANTS
            return constant and value is not None and is_reference(tree, value)
        case _:
            return False


def _leaves_a_block(tree: Tree, here: Node) -> bool:
    """Whether it is the end of a `with` block, where None says that all is well."""
    name = function_of(here).child_by_field_name("name")
    return name is not None and tree.code(name) in ("__exit__", "__aexit__")


def _owner(tree: Tree, here: Node, place: Span, name: str) -> Node | None:
    for node in outwards(here):
        if node.type != "attribute":
            continue
        attribute = node.child_by_field_name("attribute")
        assert attribute is not None, "an attribute has a name"
        if tree.code(attribute) == name and place.start in (tree.span(node).start, tree.span(attribute).start):
            return node.child_by_field_name("object")
        if tree.span(node).start < place.start and tree.span(attribute).start != place.start:
            return None
    return None


def _indexed(here: Node) -> Node | None:
    if here.type == "subscript":
        return here.child_by_field_name("value")
    parent = here.parent
    return here if parent is not None and parent.type == "subscript" and parent.children[0] == here else None


def _operand(here: Node, diagnostic: Diagnostic) -> Node | None:
    """The side that may be None, by what the checker says of the sides."""
    operation = next((node for node in outwards(here) if node.type in _OPERATIONS), None)
    if operation is None:
        return None
    operands = [child for child in operation.named_children if child.type != "comment"]
    if operation.type == "unary_operator":
        return operands[0]
    if len(operands) != 2:
        return None
    words = f"{diagnostic.message}\n{diagnostic.hint}"
    left = "Left operand is" in words or "left operand" in words or _FIRST.search(words) is not None
    right = "Right operand is" in words or "right operand" in words or _SECOND.search(words) is not None
    if "Left operand is" in diagnostic.hint or "Right operand is" in diagnostic.hint:
        left, right = "Left operand is" in diagnostic.hint, "Right operand is" in diagnostic.hint
    return None if left == right else operands[0] if left else operands[1]


def _expression(here: Node) -> Node | None:
    """What stands there, whole, without the parentheses and the keyword around it."""
    node = here
    if node.type == "keyword_argument":
        return node.child_by_field_name("value")
    if node.type == "with_item":
        return node.named_children[0]
    return None if node.type in ("block", "module") or node.type.endswith("_statement") else node


def _is_property(tree: Tree, node: Node, name: str) -> bool:
    """Whether a class of the file computes the attribute, so that it may differ from one reading to the next."""
    pattern = "(decorated_definition (decorator) @decorator definition: (function_definition name: (identifier) @name))"
    captures = captured(tree.root, pattern)
    return (
        any(
            each.type == "identifier" and tree.code(each) == name and "property" in _decorators(tree, each)
            for each in captures
        )
        and node.type == "attribute"
    )


def _decorators(tree: Tree, name: Node) -> str:
    whole = next(node for node in outwards(name) if node.type == "decorated_definition")
    return " ".join(tree.code(child) for child in whole.named_children if child.type == "decorator")
