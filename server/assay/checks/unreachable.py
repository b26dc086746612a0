"""Statements that can never run, as far as syntax tells: behind a return, under a condition that is always false.

A checker does not look into them, so an error is "gone" there without being mended. Handlers that swallow whatever
happens are of the same kind: what stands in the `try` may fail unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.checks.weakening import Weakening
from assay.syntax.branches import condition_of, truth
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_ENDS = {"return_statement", "raise_statement", "continue_statement", "break_statement"}
_EXITS = {"sys.exit", "exit", "quit", "os._exit", "os.abort", "pytest.exit", "pytest.fail"}
_FALSE = {"False", "None", "0", "0.0", '""', "''", "()", "[]", "{}"}
_TRUE = {"True", "1"}
_BROAD = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
_IDLE = {"pass_statement", "continue_statement", "break_statement", "comment"}
_CONSTANTS = {"none", "true", "false", "integer", "float", "string", "ellipsis"}


def unreachable(tree: Tree, part: Node) -> Iterator[Weakening]:
    """Each statement in the blocks of a part of the tree that can never run."""
    for block in captured(part, "(block) @block"):
        yield from _after_the_end(tree, block)
    for node in captured(part, "[(if_statement) (elif_clause) (while_statement) (conditional_expression)] @if"):
        yield from _never_taken(tree, node)


def unreachable_in_module(tree: Tree) -> Iterator[Weakening]:
    """Each statement of the module itself that can never run."""
    yield from _after_the_end(tree, tree.root)


def swallowed(tree: Tree, part: Node) -> Iterator[Weakening]:
    """Each handler of everything that does nothing about it."""
    for handler in captured(part, "(except_clause) @handler"):
        body = handler.named_children[-1] if handler.named_children else None
        caught = [child for child in handler.named_children if child.type not in ("block", "comment")]
        if body is not None and (not caught or _is_broad(tree, caught[0])) and idle(body):
            yield Weakening("a handler that swallows every exception", tree.span(handler))
    for name in captured(part, '((identifier) @name (#eq? @name "suppress"))'):
        call = next((around for around in outwards(name) if around.type not in ("identifier", "attribute")), None)
        arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call" else None
        if arguments is not None and any(_is_broad(tree, each) for each in arguments.named_children):
            yield Weakening("a handler that swallows every exception", tree.span(name))


def idle(body: Node) -> bool:
    """Whether a block does nothing: pass, an ellipsis, a constant, a refusal to be implemented."""
    return all(_does_nothing(statement) for statement in body.named_children)


def _after_the_end(tree: Tree, block: Node) -> Iterator[Weakening]:
    ended = False
    for statement in block.named_children:
        if ended and statement.type != "comment":
            yield Weakening("a statement that can never run", tree.span(statement))
        ended = ended or _ends(tree, statement)


def _ends(tree: Tree, statement: Node) -> bool:
    """Whether nothing after the statement runs."""
    if statement.type in _ENDS:
        return True
    inner = statement.named_children[0] if statement.named_children else None
    if statement.type == "assert_statement":
        return inner is not None and tree.code(inner) in _FALSE
    if statement.type == "expression_statement" and inner is not None and inner.type == "call":
        function = inner.child_by_field_name("function")
        return function is not None and tree.code(function) in _EXITS
    return False


def _never_taken(tree: Tree, node: Node) -> Iterator[Weakening]:
    condition = condition_of(node)
    if node.type == "conditional_expression":
        branches = [node.named_children[0]]
    else:
        body = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        branches = [] if body is None else body.named_children
    value = None if condition is None else truth(condition, lambda each: _constant(tree.code(each)))
    if value is False:
        yield from (Weakening("a statement that can never run", tree.span(branch)) for branch in branches)
    elif value is True and node.type != "while_statement":
        for other in node.children_by_field_name("alternative"):
            yield Weakening("a statement that can never run", tree.span(other))


def _constant(code: str) -> bool | None:
    """What an expression is that is written out; None where it is not."""
    return code in _TRUE if code in _TRUE | _FALSE else None


def _is_broad(tree: Tree, caught: Node) -> bool:
    """Whether an `except` of this catches everything: `Exception`, a tuple with it, `Exception as error`."""
    return caught.type == "block" or any(
        tree.code(name) in _BROAD for name in captured(caught, "[(identifier) (attribute)] @name")
    )


def _does_nothing(statement: Node) -> bool:
    if statement.type in _IDLE:
        return True
    inner = [child for child in statement.named_children if child.type != "comment"]
    if statement.type in ("return_statement", "expression_statement"):
        return all(each.type in _CONSTANTS or _is_empty(each) for each in inner)
    return statement.type == "raise_statement" and any(each.text == b"NotImplementedError" for each in inner)


def _is_empty(node: Node) -> bool:
    return node.type in ("list", "tuple", "dictionary") and not node.named_children
