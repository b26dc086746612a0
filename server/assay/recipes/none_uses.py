"""Uses of a name at which None raises, whatever else the program does: where they are, and what is raised.

A use counts only where its statement computes it in every case: not behind `and`, `or`, `if`, in a lambda, in a
comprehension, or in a function defined there.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.recipes.names import defines
from assay.recipes.none_refusals import BUILTINS, Raised, refuses
from assay.syntax.scopes import COMPREHENSIONS
from assay.syntax.tree import Node, Tree

_RAISING_FIELDS: dict[tuple[str, str], Raised] = {
    ("attribute", "object"): "AttributeError",
    ("subscript", "value"): "TypeError",
    ("call", "function"): "TypeError",
    ("for_statement", "right"): "TypeError",
    ("for_in_clause", "right"): "TypeError",
}
_RAISING = {"unary_operator", "await", "list_splat", "dictionary_splat", "augmented_assignment"}
_ARITHMETIC = {"+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^"}
_ORDERING = {"<", ">", "<=", ">="}
_NESTED = {"function_definition", "class_definition", "decorated_definition", "lambda"}


@dataclass(frozen=True, slots=True)
class Use:
    """One such use: the name's node, the expression that raises, the statement that a guard goes before."""

    name: Node
    expression: Node
    statement: Node
    raised: Raised


def raising_use(tree: Tree, name: Node) -> Use | None:
    """How None raises at this name; None where it does not, or not in every case."""
    expression = _operand(name)
    parent = expression.parent
    raised = None if parent is None else _raised(tree, expression, parent)
    if parent is None or raised is None:
        return None
    statement = _statement(expression)
    return None if statement is None else Use(name, parent, statement, raised)


def _operand(name: Node) -> Node:
    """The name with the parentheses around it."""
    node = name
    while node.parent is not None and node.parent.type == "parenthesized_expression":
        node = node.parent
    return node


def _raised(tree: Tree, node: Node, parent: Node) -> Raised | None:
    for (kind, field), raised in _RAISING_FIELDS.items():
        if parent.type == kind and parent.child_by_field_name(field) == node:
            return raised
    match parent.type:
        case "binary_operator":
            raises = bool(_operators(parent) & _ARITHMETIC) and not _formats(parent, node)
        case "comparison_operator":
            raises = _compared(parent, node)
        case "assignment":
            raises = _unpacked(parent, node)
        case "yield":
            raises = "from" in _operators(parent)
        case "argument_list":
            raises = _refused(tree, node, parent)
        case kind:
            raises = kind in _RAISING
    return "TypeError" if raises else None


def _unpacked(assignment: Node, node: Node) -> bool:
    left = assignment.child_by_field_name("left")
    several = left is not None and left.type in ("pattern_list", "tuple_pattern", "list_pattern")
    return several and assignment.child_by_field_name("right") == node


def _operators(node: Node) -> set[str]:
    return {child.type for child in node.children if not child.is_named}


def _formats(parent: Node, node: Node) -> bool:
    """Whether the node is what `"..." % node` puts into a text, which None may be."""
    left = parent.child_by_field_name("left")
    strings = left is not None and left.type in ("string", "concatenated_string")
    return strings and left != node and "%" in _operators(parent)


def _compared(parent: Node, node: Node) -> bool:
    """The first comparison of a chain is always made, those after it are not."""
    operands, operators = parent.named_children, [child.type for child in parent.children if not child.is_named]
    if node not in operands[:2] or not operators:
        return False
    contains = operators[0] in ("in", "not in") and operands[1] == node
    return contains or operators[0] in _ORDERING


def _refused(tree: Tree, node: Node, arguments: Node) -> bool:
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    given = [each for each in arguments.named_children if each.type != "comment"]
    if function is None or node not in given or any(each.type.endswith("_splat") for each in given):
        return False
    place = given.index(node)
    if function.type == "attribute":
        owner, method = (function.child_by_field_name(field) for field in ("object", "attribute"))
        joins = owner is not None and owner.type == "string" and method is not None and tree.code(method) == "join"
        return (joins and place == 0) or refuses(tree, function, place)
    name = tree.code(function)
    is_builtin = place == 0 and name in BUILTINS and not defines(tree, name)
    return is_builtin or refuses(tree, function, place)


def _statement(expression: Node) -> Node | None:
    """The statement of a block that computes the expression in every case, as the first thing it does to the name."""
    node = expression
    while (parent := node.parent) is not None:
        if parent.type == "block":
            return None if node.type in _NESTED else node
        if not _always(parent, node):
            return None
        node = parent
    return None


def _always(parent: Node, node: Node) -> bool:
    """Whether the parent computes this child whenever it is computed itself."""
    match parent.type:
        case "boolean_operator":
            always = parent.child_by_field_name("left") == node
        case "conditional_expression":
            always = parent.named_children[1] == node
        case "comparison_operator":
            always = node in parent.named_children[:2]
        case "assert_statement" | "with_clause":
            always = parent.named_children[0] == node
        case "for_in_clause":
            always = parent.child_by_field_name("right") == node and _first_clause(parent)
        case kind if kind in COMPREHENSIONS:
            always = node.type == "for_in_clause"
        case "if_statement" | "while_statement":
            always = parent.child_by_field_name("condition") == node
        case "for_statement":
            always = parent.child_by_field_name("right") == node
        case "match_statement":
            always = parent.child_by_field_name("subject") == node
        case kind:
            always = kind not in _NESTED | {"elif_clause", "except_clause", "case_clause"}
    return always


def _first_clause(clause: Node) -> bool:
    before = clause.prev_named_sibling
    return before is not None and before.type not in ("for_in_clause", "if_clause")
