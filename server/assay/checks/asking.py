"""Where `reveal_type` can be put to ask what a checker knows at a place, and the text with it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assay.core.text import Span, line_ending
from assay.syntax.scopes import outwards, parameters, scopes
from assay.syntax.tree import Node, Tree

Kind = Literal["expression", "variable", "parameter", "statement"]

# fmt: off
_EXPRESSIONS = frozenset(
    {
        "attribute", "await", "binary_operator", "boolean_operator", "call", "comparison_operator",
        "concatenated_string", "conditional_expression", "dictionary", "dictionary_comprehension", "false", "float",
        "generator_expression", "identifier", "integer", "lambda", "list", "list_comprehension", "named_expression",
        "none", "not_operator", "parenthesized_expression", "set", "set_comprehension", "string", "subscript", "true",
        "tuple", "unary_operator", "yield",
    }
)
# fmt: on
_PARAMETERS = ("default_parameter", "typed_parameter", "typed_default_parameter")
_ASSIGNMENTS = ("assignment", "augmented_assignment")
_COMPOUND = ("statement", "definition")
_BARRED = (
    *("import_statement", "import_from_statement", "future_import_statement", "delete_statement", "global_statement"),
    *("nonlocal_statement", "type_alias_statement", "case_pattern", "as_pattern_target", "comment"),
)
"""What an expression below cannot be put into brackets."""

_BINDING = (
    *("function_definition", "class_definition", "named_expression", "for_in_clause", "for_statement"),
    *_ASSIGNMENTS,
)
"""What gives a name its value rather than reads it."""

_NAMES = ("dotted_name", "parameters", "lambda_parameters")
"""What holds names alone."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question: of the expression in `span`, of the variable that is assigned there, or of the parameter there.

    Of a statement it is asked whether the checker comes there at all; its span is the place where the statement begins.
    """

    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Probe:
    """A text with `reveal_type` in it, and where in it each question stands."""

    text: str
    places: tuple[tuple[Query, Span], ...]


def asked(tree: Tree, place: Span) -> Query | None:
    """What to ask about at a place where a checker found something; None where there is nothing that has a type."""
    node = tree.at(place)
    for around in outwards(node):
        if around.type in _BARRED:
            return None
        if around.type in _PARAMETERS and around.parent is not None and around.parent.type == "parameters":
            return _of_parameter(tree, around)
        if around.type == "type" and (around.parent is None or around.parent.type not in _PARAMETERS):
            return _of_annotation(tree, around)
        if around.type not in _EXPRESSIONS | {"keyword_argument", "list_splat", "argument_list", "type"}:
            break
    if node.type == "module":
        return None
    return _of_node(tree, node)


def expression(tree: Tree, node: Node) -> Query | None:
    """The question about just this expression; None where its value is not used where it stands."""
    return Query("expression", tree.span(node)) if _can_be_wrapped(node) else None


def probe(tree: Tree, questions: Iterable[Query]) -> Probe:
    """The text with all of these questions; one inside of another is judged with that."""
    kept: list[Query] = []
    for question in sorted(set(questions), key=lambda each: (each.span.start, -each.span.end)):
        if all(question.span.start >= other.span.end for other in kept):
            kept.append(question)
    inserted: list[tuple[int, int, str, Query | None]] = []
    for question in kept:
        inserted += _inserted(tree, question)
    inserted.sort(key=lambda each: each[:2])
    return _placed(tree.text, inserted)


def _of_node(tree: Tree, node: Node) -> Query | None:
    parent = node.parent
    match node.type:
        case "keyword_argument":
            node = node.child_by_field_name("value") or node
        case "expression_statement" | "list_splat" | "dictionary_splat" if node.named_children:
            return _of_node(tree, node.named_children[0])
        case "return_statement" if node.named_children:
            return _of_node(tree, node.named_children[0])
        case "assignment" | "augmented_assignment":
            return _of_target(tree, node)
        case "identifier" if parent is not None and parent.type in ("attribute", "keyword_argument"):
            value = parent.child_by_field_name("value")
            named = parent.child_by_field_name("attribute" if parent.type == "attribute" else "name") == node
            if named:
                node = parent if parent.type == "attribute" else value or node
        case _:
            pass
    assignment = _assigned(node)
    variable = _of_target(tree, assignment) if assignment is not None else None
    if variable is not None:
        return variable
    return expression(tree, node)


def _assigned(node: Node) -> Node | None:
    """The assignment that the node is a whole side of."""
    around = node.parent
    sides = (around.child_by_field_name("left"), around.child_by_field_name("right")) if around is not None else ()
    return around if around is not None and around.type in _ASSIGNMENTS and node in sides else None


def _of_target(tree: Tree, assignment: Node) -> Query | None:
    """The variable of an assignment, asked about when it has its value."""
    left, statement = assignment.child_by_field_name("left"), assignment.parent
    whole = statement is not None and statement.type == "expression_statement"
    if left is None or left.type not in ("identifier", "attribute") or not whole:
        return None
    return Query("variable", tree.span(left))


def _of_annotation(tree: Tree, annotation: Node) -> Query | None:
    parent = annotation.parent
    return _of_target(tree, parent) if parent is not None and parent.type in _ASSIGNMENTS else None


def _of_parameter(tree: Tree, parameter: Node) -> Query | None:
    name = parameter.child_by_field_name("name") or parameter.named_children[0]
    function = parameter.parent.parent if parameter.parent is not None else None
    if name.type != "identifier" or function is None or function.type != "function_definition":
        return None
    return Query("parameter", tree.span(name)) if _first_statement(function) is not None else None


def _can_be_wrapped(node: Node) -> bool:
    """Whether the node is an expression whose value is used where it stands."""
    if node.type not in _EXPRESSIONS:
        return False
    parent = node.parent
    if parent is None:
        return False
    if (
        any(parent.child_by_field_name(field) == node for field in ("name", "alias", "left"))
        and parent.type in _BINDING
    ):
        return False
    holder = parent.parent
    is_base = parent.type == "argument_list" and holder is not None and holder.type == "class_definition"
    is_pattern = parent.type.endswith("pattern") and parent.type != "as_pattern"
    return not is_base and not is_pattern and parent.type not in (*_BARRED, *_NAMES)


def _inserted(tree: Tree, question: Query) -> list[tuple[int, int, str, Query | None]]:
    """What goes in for a question: where, in which order with others there, the words, and whether it begins there."""
    start, end = question.span.start, question.span.end
    words = tree.text[start:end]
    if question.kind == "expression":
        node = tree.at(question.span)
        inner, outer = ("((", "))") if node.type in ("yield", "named_expression") else ("(", ")")
        return [(start, 3, f"reveal_type{inner}{_own_line(node)}", question), (end, 0, outer, None)]
    if question.kind == "variable":
        statement = next(
            (each for each in outwards(tree.at(question.span)) if each.type == "expression_statement"), None
        )
        assert statement is not None, "an assignment is a statement"
        return [(tree.span(statement).end, 1, f"{_behind(tree, statement)}reveal_type({words})", question)]
    if question.kind == "statement":
        return [(start, 2, f"reveal_type(0){_before(tree, _statement_at(tree, start))}", question)]
    function = next(each for each in outwards(tree.at(question.span)) if each.type == "function_definition")
    first = _first_statement(function)
    assert first is not None, "a parameter is asked about where there is a body"
    return [(tree.span(first).start, 2, f"reveal_type({words}){_before(tree, first)}", question)]


def _statement_at(tree: Tree, start: int) -> Node:
    """The statement of a block that begins at an offset."""
    around = outwards(tree.at(Span(start, start)))
    return next(each for each in around if each.parent is None or each.parent.type in ("block", "module"))


def _before(tree: Tree, first: Node) -> str:
    """What parts a statement that is put before another one from that one."""
    # a statement that holds others cannot stand behind a semicolon
    alone = first.type.endswith(_COMPOUND) and first.child_by_field_name("body") is not None
    compound = alone or first.type in ("decorated_definition", "if_statement", "try_statement", "match_statement")
    return f"{line_ending(tree.text)}{_indent(tree.text, tree.span(first).start)}" if compound else "; "


def _own_line(node: Node) -> str:
    """A line of its own for what is asked about: mypy says the same words only once of a line."""
    return "" if any(around.type == "interpolation" for around in outwards(node)) else "\n"


def _behind(tree: Tree, statement: Node) -> str:
    """What parts a statement from the next one: in the body of a class mypy knows a name from the next line on."""
    around = next((each for each in outwards(statement) if each.type.endswith("_definition")), None)
    block = statement.parent
    if around is not None and around.type == "class_definition" and block is not None and block.type == "block":
        indent = _indent(tree.text, tree.span(block.named_children[0]).start)
        if not indent.strip():
            return f"{line_ending(tree.text)}{indent}"
    return "; "


def _first_statement(function: Node) -> Node | None:
    body = function.child_by_field_name("body")
    return next((each for each in body.named_children if each.type != "comment"), None) if body is not None else None


def _indent(text: str, at: int) -> str:
    return text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at]


def _placed(text: str, inserted: list[tuple[int, int, str, Query | None]]) -> Probe:
    parts: list[str] = []
    begins: dict[Query, int] = {}
    ends: dict[Query, int] = {}
    last = size = 0
    opened: Query | None = None
    for at, _, words, question in inserted:
        parts += [text[last:at], words]
        size += at - last
        if question is not None:
            begins[question] = size
            opened = question if question.kind == "expression" else opened
        size += len(words)
        if question is not None and question.kind != "expression":
            ends[question] = size
        elif question is None and opened is not None:
            ends[opened] = size
        last = at
    places = tuple((question, Span(begins[question], ends[question])) for question in begins)
    return Probe("".join([*parts, text[last:]]), places)


def carried_parameter(before: Tree, after: Tree, question: Query) -> Query | None:
    """The same parameter of the same function in another text: found by names, however its annotation has changed."""
    name = before.text[question.span.start : question.span.end]
    function = next(each for each in outwards(before.at(question.span)) if each.type == "function_definition")
    listed = [scope for scope in scopes(before) if scope.node == function]
    same = [scope for scope in scopes(before) if listed and scope.qualified == listed[0].qualified]
    other = [scope for scope in scopes(after) if listed and scope.qualified == listed[0].qualified]
    index = next((number for number, scope in enumerate(same) if scope.node == function), None)
    if index is None or index >= len(other):
        return None
    for parameter in parameters(after, other[index].node):
        if parameter.name == name:
            return Query("parameter", Span(parameter.span.start, parameter.span.start + len(name)))
    return None
