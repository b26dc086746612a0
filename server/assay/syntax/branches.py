"""The branches that a condition decides: what never runs where it is known what some expressions are, and what does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assay.core.text import Span
from assay.syntax.tree import Node, Tree, captured

Known = Mapping[tuple[int, int], bool | None]
"""What expressions are, by their first byte and the one behind them."""

_ENDS = ("return_statement", "raise_statement", "continue_statement", "break_statement")


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of an `if`: its condition, None for `else`, and its statements without comments."""

    condition: Node | None
    block: Node
    statements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A text in which it is known of some expressions what they are."""

    tree: Tree
    known: Known

    def dead(self) -> tuple[Span, ...]:
        """What never runs because of them."""
        return (*self.passed_over(), *self.behind(), *self._unevaluated())

    def passed_over(self) -> tuple[Span, ...]:
        """Blocks, and right sides of `and` and `or`, that never run: no checker that decides conditions reads them."""
        return tuple(self.tree.span(each) for each in self._passed_over())

    def behind(self) -> tuple[Span, ...]:
        """What stands behind an `if` whose only branch that runs leaves what is around it."""
        found = captured(self.tree.root, "(if_statement) @if") if self.known else []
        holding = (each for each in found if self._may_decide(each))
        return tuple(self.tree.span(each) for statement in holding for each in self._behind(statement))

    def taken(self, statement: Node) -> int | None:
        """Which branch of an `if` always runs because of them; None where there is none, or another one may."""
        for index, branch in enumerate(branches(statement)):
            truth = self._truth(branch.condition) if branch.condition is not None else True
            if truth is not False:
                return index if truth and branch.statements and (branch.condition is not None or index) else None
        return None

    def _may_decide(self, node: Node) -> bool:
        """Whether anything that is known stands in a node."""
        return any(node.start_byte <= start and end <= node.end_byte for start, end in self.known)

    def _passed_over(self) -> Iterator[Node]:
        for node in captured(self.tree.root, "[(if_statement) (while_statement) (boolean_operator)] @node"):
            if not self._may_decide(node):
                continue
            parts = [each for each in node.named_children if each.type != "comment"]
            match node.type:
                case "if_statement":
                    yield from self._in_if(node)
                case "while_statement":
                    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
                    if condition is not None and body is not None and self._truth(condition) is False:
                        yield body
                case _:
                    truth = self._truth(parts[0])
                    if truth is not None and truth is not _is_and(node):
                        yield parts[-1]

    def _in_if(self, statement: Node) -> Iterator[Node]:
        is_settled = False
        for condition, block in ((each.condition, each.block) for each in branches(statement)):
            truth = None if condition is None else self._truth(condition)
            if condition is not None and is_settled:
                yield condition
            if is_settled or truth is False:
                yield block
            is_settled = is_settled or truth is True

    def _behind(self, statement: Node) -> Iterator[Node]:
        here = statement.next_named_sibling if self._ends(statement) else None
        while here is not None and here.type not in ("elif_clause", "else_clause"):
            yield here
            here = here.next_named_sibling

    def _unevaluated(self) -> Iterator[Span]:
        """The values of conditional expressions that are never taken."""
        for node in captured(self.tree.root, "(conditional_expression) @node"):
            if not self._may_decide(node):
                continue
            parts = [each for each in node.named_children if each.type != "comment"]
            truth = self._truth(parts[1]) if len(parts) == 3 else None
            if truth is not None:
                yield self.tree.span(parts[2] if truth else parts[0])

    def _ends(self, statement: Node) -> bool:
        """Whether the one branch of an `if` that runs ends with leaving what is around it."""
        index = self.taken(statement)
        last = None if index is None else branches(statement)[index].statements[-1]
        return last is not None and (last.type in _ENDS or (last.type == "if_statement" and self._ends(last)))

    def _truth(self, node: Node) -> bool | None:
        return truth(node, lambda each: self.known.get((each.start_byte, each.end_byte)))


def truth(node: Node, told: Callable[[Node], bool | None]) -> bool | None:
    """What a condition always is by what is told of expressions in it; None where it depends on more."""
    value = told(node)
    if value is not None:
        return value
    parts = [truth(each, told) for each in node.named_children if each.type != "comment"]
    match node.type, parts:
        case "parenthesized_expression", [inner]:
            return inner
        case "not_operator", [inner]:
            return None if inner is None else not inner
        case "boolean_operator", [left, right]:
            decisive = not _is_and(node)
            return decisive if decisive in (left, right) else None if None in (left, right) else not decisive
        case _:
            return None


def branches(statement: Node) -> tuple[Branch, ...]:
    """The branches of an `if`, in order."""
    found: list[Branch] = []
    for clause in (statement, *statement.children_by_field_name("alternative")):
        block = clause.child_by_field_name("consequence") or clause.child_by_field_name("body")
        if block is not None:
            statements = tuple(each for each in block.named_children if each.type != "comment")
            found.append(Branch(clause.child_by_field_name("condition"), block, statements))
    return tuple(found)


def conditions(tree: Tree) -> Iterator[Node]:
    """The whole conditions of all branches, loops and conditional expressions."""
    pattern = "[(if_statement) (elif_clause) (while_statement) (conditional_expression)] @node"
    every = (condition_of(node) for node in captured(tree.root, pattern))
    yield from (each for each in every if each is not None)


def condition_of(node: Node) -> Node | None:
    """The whole condition of a branch, a loop or a conditional expression; None of anything else."""
    if node.type != "conditional_expression":
        return node.child_by_field_name("condition")
    parts = [each for each in node.named_children if each.type != "comment"]
    return parts[1] if len(parts) > 1 else None


def _is_and(node: Node) -> bool:
    return any(each.type == "and" for each in node.children)
