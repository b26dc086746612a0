"""Small faults to put into a function, each as one replacement of text, to ask whether any test notices them.

Found in the syntax tree, so that one that survives can be shown as a small diff. Whether each is Python is for the
project's own interpreter to say. Left alone are docstrings, annotations, and what is raised or asserted; that nothing
is raised is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.text import Span
from assay.syntax.branches import condition_of
from assay.syntax.tree import Node, Tree, descendants

_SWAPS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
    "is": "is not",
    "is not": "is",
    "and": "or",
    "or": "and",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "//": "/",
    "%": "/",
    "**": "*",
    "<<": ">>",
    ">>": "<<",
    "&": "|",
    "|": "&",
    "^": "&",
    "+=": "-=",
    "-=": "+=",
    "*=": "/=",
    "/=": "*=",
    "//=": "/=",
    "%=": "/=",
    "break": "continue",
    "continue": "break",
    "True": "False",
    "False": "True",
}
_OPERATIONS = ("comparison_operator", "binary_operator", "boolean_operator", "augmented_assignment")
_CHOOSING = ("if_statement", "elif_clause", "conditional_expression")
_ALWAYS = ("True", "False")
_NEGATING = {"==", "!=", "is", "is not", "in", "not in"}
_PLACES = ("identifier", "attribute", "subscript")
_MOST_LINES, _LONGEST = 4, 120
_EMPTY = "iter(())"
_OPENING = re.compile(r"""[rRbBuUfF]{0,2}(?!\"\"\"|''')['"]""")
_SPREAD = ("list_splat", "dictionary_splat", "parenthesized_list_splat", "generator_expression")
_LEFT_ALONE = ("raise_statement", "assert_statement", "type", "interpolation", "decorator")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: the text of `span` becomes `new`. `line` counts from 1."""

    span: Span
    old: str
    new: str
    line: int

    @property
    def of_iterator(self) -> bool:
        """Whether it is a fault only where an iterator is returned: that one has no items."""
        return self.new == _EMPTY

    @property
    def decides(self) -> bool:
        """Whether a condition is always true or always false by it: a test has to go the other way to notice it."""
        return self.new in _ALWAYS and self.old not in _ALWAYS

    def put_into(self, text: str) -> str:
        """The text with the fault in it."""
        return text[: self.span.start] + self.new + text[self.span.end :]

    def diff(self, text: str) -> str:
        """The lines of the text that it changes, as a small diff: of many the first, of a long one its beginning."""
        start = text.rfind("\n", 0, self.span.start) + 1
        end = text.find("\n", self.span.end)
        whole = text[start : len(text) if end < 0 else end]
        faulty = whole[: self.span.start - start] + self.new + whole[self.span.end - start :]
        return "\n".join((f"@@ line {self.line} @@", *_marked("-", whole), *_marked("+", faulty)))


def mutants(tree: Tree, function: Node) -> tuple[Mutant, ...]:
    """All faults of a function's body, in the order of the text."""
    body = function.child_by_field_name("body")
    return () if body is None else mutants_in(tree, body)


def mutants_in(tree: Tree, within: Node) -> tuple[Mutant, ...]:
    """All faults of a part of a file, in the order of the text."""
    found: dict[tuple[Span, str], Mutant] = {}
    for node in descendants(within, into=lambda each: each.type not in _LEFT_ALONE):
        for part, new in _unraised(node) if node.type in _LEFT_ALONE else _faults(tree, node):
            span, old = tree.span(part), tree.code(part)
            if old != new:
                found.setdefault((span, new), Mutant(span, old, new, part.start_point[0] + 1))
    return tuple(found.values())


def _unraised(node: Node) -> tuple[tuple[Node, str], ...]:
    return ((node, "pass"),) if node.type == "raise_statement" else ()


def _faults(tree: Tree, node: Node) -> Iterator[tuple[Node, str]]:
    """The parts of a node with what each may become."""
    if node.type in _OPERATIONS:
        swapped = [each for each in node.children if each.type in _SWAPS]
        yield from ((each, _SWAPS[each.type]) for each in swapped if not _turns_round(node, each))
    elif node.type in (*_CHOOSING, "while_statement") and (condition := condition_of(node)) is not None:
        # a loop that always goes on does not end
        yield from ((condition, each) for each in (_ALWAYS if node.type in _CHOOSING else _ALWAYS[1:]))
    elif node.type == "not_operator" and (argument := node.child_by_field_name("argument")) is not None:
        yield node, f"({tree.code(argument)})"
    elif node.type in ("return_statement", "yield") and node.named_children:
        yield from _given(node)
    elif node.type == "assignment":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and left.type in _PLACES:
            yield right, "None"
    elif node.type == "expression_statement" and node.named_children[0].type == "call":
        yield node, "pass"
    elif node.type == "argument_list":
        yield from ((each, "None") for each in map(_handed_on, node.named_children) if each is not None)
        yield from _forgotten(tree, node)
    else:
        yield from _of_leaf(tree, node)


def _turns_round(node: Node, operator: Node) -> bool:
    """Whether to swap it is to turn a condition round: what notices that it is always true or false notices that."""
    around = node.parent
    only = node.named_child_count == len(("left", "right")) and operator.type in _NEGATING
    return only and around is not None and around.type in _CHOOSING and condition_of(around) == node


def _given(node: Node) -> Iterator[tuple[Node, str]]:
    """What is returned or yielded, with what may come in its place."""
    if node.type == "yield":
        yield node.named_children[0], "()" if node.children[1].type == "from" else "None"
    else:
        yield from ((node.named_children[0], each) for each in ("None", _EMPTY))


def _handed_on(argument: Node) -> Node | None:
    """What a call is given by one argument, where it is no literal: those have faults of their own."""
    value = argument.child_by_field_name("value") if argument.type == "keyword_argument" else argument
    return None if value is None or value.type not in ("identifier", "attribute", "subscript", "call") else value


def _forgotten(tree: Tree, arguments: Node) -> Iterator[tuple[Node, str]]:
    """The arguments of a call without one that may have a default: one given by name, or the last by position."""
    every = [each for each in arguments.named_children if each.type != "comment"]
    if len(every) < 2 or any(each.type in _SPREAD for each in every):
        return
    by_name = [each for each in every if each.type == "keyword_argument"]
    by_place = [each for each in every if each not in by_name]
    for each in (*by_place[1:][-1:], *by_name):
        if tree.code(each).rpartition("=")[2].strip() != "None":
            yield arguments, f"({', '.join(tree.code(other) for other in every if other != each)})"


def _of_leaf(tree: Tree, node: Node) -> Iterator[tuple[Node, str]]:
    code = tree.code(node)
    if node.type in ("integer", "float"):
        yield node, f"({code} + 1)"
    elif node.type in ("true", "false", "break_statement", "continue_statement"):
        yield node, _SWAPS[code]
    elif node.type == "string" and not _is_docstring(node) and (opening := _OPENING.match(code)) is not None:
        yield node, f"{opening[0]}XX{code[opening.end() :]}"


def _is_docstring(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "expression_statement"


def _marked(mark: str, text: str) -> list[str]:
    lines = [each.rstrip() for each in text.splitlines()]
    shown = [f"{mark}{each if len(each) <= _LONGEST else f'{each[: _LONGEST - 3]}...'}" for each in lines[:_MOST_LINES]]
    return [*shown, f"{mark}..."] if len(lines) > _MOST_LINES else shown
