"""What a patch takes away: definitions, annotations, assertions, the bodies of functions."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from assay.checks.unreachable import idle
from assay.checks.weakening import NOWHERE, Weakening
from assay.syntax.interface import tokens
from assay.syntax.scopes import Scope, parameters, scopes
from assay.syntax.tree import Node, Tree, captured

_ASSERTING = """
(assert_statement) @assert
((call function: (attribute attribute: (identifier) @_name)) @assert (#match? @_name "^(assert|raises$|warns$|fail$)"))
"""


def losses(before: Tree, after: Tree) -> Iterator[Weakening]:
    """All of them, in words that follow the word "removes"."""
    left: dict[str, list[Scope]] = {}
    for scope in scopes(after):
        left.setdefault(scope.qualified, []).append(scope)
    for scope in scopes(before):
        if not left.get(scope.qualified):
            yield Weakening(f"{scope.kind} {scope.qualified}", NOWHERE)
            continue
        other = left[scope.qualified].pop(0)
        if scope.kind == other.kind == "function" and scope.node.text != other.node.text:
            yield from _annotations(before, scope, after, other)
            if _idles(other) and not _idles(scope):
                yield Weakening(f"the body of {scope.qualified}", other.span)
    yield from _variables(before, after)
    yield from _assertions(before, after)


def _annotations(before: Tree, scope: Scope, after: Tree, other: Scope) -> Iterator[Weakening]:
    new = {parameter.name: parameter for parameter in parameters(after, other.node)}
    for parameter in parameters(before, scope.node):
        now = new.get(parameter.name)
        if now is None or parameter.annotation is None:
            continue
        if now.annotation is None or _bare(before, parameter.annotation, after, now.annotation):
            yield Weakening(f'the annotation of "{parameter.name}" in {scope.qualified}', now.span)
    was, returned = scope.node.child_by_field_name("return_type"), other.node.child_by_field_name("return_type")
    if was is not None and (returned is None or _bare(before, was, after, returned)):
        yield Weakening(f"the return type of {scope.qualified}", other.header)


def _bare(before: Tree, was: Node, after: Tree, now: Node) -> bool:
    """Whether only the head of a generic type is left, so that its parameters are anything."""
    old, new = tokens(before, was), tokens(after, now)
    return old != new and old.startswith(f"{new} [")


def _variables(before: Tree, after: Tree) -> Iterator[Weakening]:
    """Annotations of variables that are assigned still, and say nothing any more."""
    now = {name: (node, annotated) for node, name, annotated in _assigned(after)}
    kept = {name for _, name, annotated in _assigned(after) if annotated}
    for name in dict.fromkeys(name for _, name, annotated in _assigned(before) if annotated):
        if name in now and name not in kept:
            yield Weakening(f'the annotation of "{name}"', after.span(now[name][0]))


def _assigned(tree: Tree) -> Iterator[tuple[Node, str, bool]]:
    for left in captured(tree.root, "(assignment left: [(identifier) (attribute)] @left)"):
        after = left.next_sibling
        yield left, tree.code(left), after is not None and after.type == ":"


def _assertions(before: Tree, after: Tree) -> Iterator[Weakening]:
    """Assertions that do not stand there any more, however they are laid out."""
    old, new = (captured(tree.root, _ASSERTING) for tree in (before, after))
    same = Counter(each.text for each in old) & Counter(each.text for each in new)
    was, now = (_beyond(same, tree, nodes) for tree, nodes in ((before, old), (after, new)))
    yield from (Weakening(f"the assertion `{text}`", NOWHERE) for text in (was - now).elements())


def _beyond(same: Counter[bytes | None], tree: Tree, nodes: list[Node]) -> Counter[str]:
    left = same.copy()
    beyond: list[Node] = []
    for node in nodes:
        if left[node.text] > 0:
            left[node.text] -= 1
        else:
            beyond.append(node)
    return Counter(itertools.chain.from_iterable(_asserted(tree, node) for node in beyond))


def _asserted(tree: Tree, node: Node) -> Iterator[str]:
    asserted = node if node.type == "call" else next(iter(node.named_children), None)
    while asserted is not None and asserted.type == "parenthesized_expression":
        asserted = next((child for child in asserted.named_children if child.type != "comment"), None)
    if asserted is not None:
        yield tokens(tree, asserted)


def _idles(scope: Scope) -> bool:
    return scope.body is None or idle(scope.body)
