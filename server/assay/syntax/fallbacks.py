"""`try` statements that do one thing, and another one where it fails: `try: ... except ImportError: ...`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assay.syntax.tree import Node, Tree


@dataclass(frozen=True, slots=True)
class Fallback:
    """One of them: what is tried, what is done where it fails, and the names of the exceptions that are caught."""

    statement: Node
    tried: Node
    clause: Node
    otherwise: Node
    caught: tuple[Node, ...]

    def catches(self, exceptions: Iterable[str]) -> bool:
        """Whether the handler is for one of these exceptions."""
        return not {(each.text or b"").decode() for each in self.caught}.isdisjoint(exceptions)


def fallback(statement: Node) -> Fallback | None:
    """What a `try` statement with one handler, which does not name the exception, and with nothing else is."""
    tried = statement.child_by_field_name("body") if statement.type == "try_statement" else None
    clauses = [each for each in statement.named_children if each.type not in ("block", "comment")]
    if tried is None or len(clauses) != 1 or clauses[0].type != "except_clause":
        return None
    parts = [each for each in clauses[0].named_children if each.type != "comment"]
    if [each.type for each in parts[1:]] != ["block"] or any(each.type == "," for each in clauses[0].children):
        return None
    caught = [each for each in parts[0].named_children if each.type != "comment"] if parts[0].type == "tuple" else None
    names = parts[:1] if caught is None else caught
    if not names or any(each.type != "identifier" for each in names):
        return None
    return Fallback(statement, tried, clauses[0], parts[1], tuple(names))


def says_the_same(was: Fallback, now: Node) -> bool:
    """Whether an `if` with an `else` does the same two things: all but the lines that begin them is the same text."""
    clauses = now.children_by_field_name("alternative") if now.type == "if_statement" else []
    if [each.type for each in clauses] != ["else_clause"]:
        return False
    pairs = ((was.statement, now), (was.clause, clauses[0]))
    return all(_behind_the_colon(one) == _behind_the_colon(other) for one, other in pairs)


def first_statement(tree: Tree, block: Node) -> int:
    """Where the first statement of a block begins."""
    found = next((each for each in block.named_children if each.type != "comment"), block)
    return tree.offset(found.start_byte)


def _behind_the_colon(node: Node) -> list[bytes | None]:
    """The texts of what stands behind the first colon of a statement or a clause, without its other clauses."""
    colon = next((number for number, each in enumerate(node.children) if each.type == ":"), 0)
    return [each.text for each in node.children[colon + 1 :] if not each.type.endswith("_clause")]
