"""What a patch takes away: definitions, annotations, assertions, the bodies of functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assay.checks.trees import Parts, differing
from assay.checks.unreachable import idle
from assay.checks.weakening import NOWHERE, Weakening
from assay.syntax.interface import tokens
from assay.syntax.scopes import Scope, parameters
from assay.syntax.tree import Node, Tree

_ASSERTING = """
(assert_statement) @assert
((call function: (attribute attribute: (identifier) @_name)) @assert (#match? @_name "^(assert|raises$|warns$|fail$)"))
"""


def losses(before: Parts, after: Parts) -> Iterator[Weakening]:
    """All of them, in words that follow the word "removes"."""
    left: dict[str, list[Scope]] = {}
    for scope in after.scopes():
        left.setdefault(scope.qualified, []).append(scope)
    for scope in before.scopes():
        if not left.get(scope.qualified):
            yield Weakening(f"{scope.kind} {scope.qualified}", NOWHERE)
            continue
        other = left[scope.qualified].pop(0)
        if scope.kind == other.kind == "function" and scope.node.text != other.node.text:
            yield from _annotations(before.tree, scope, after.tree, other)
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
    return old.startswith(f"{new}[")


def _variables(before: Parts, after: Parts) -> Iterator[Weakening]:
    """Annotations of variables that are assigned still, and say nothing any more."""
    assigned = list(_assigned(after))
    now = {name: node for node, name, _ in assigned}
    kept = {name for _, name, annotated in assigned if annotated}
    for name in dict.fromkeys(name for _, name, annotated in _assigned(before) if annotated):
        if name in now and name not in kept:
            yield Weakening(f'the annotation of "{name}"', after.tree.span(now[name]))


def _assigned(parts: Parts) -> Iterator[tuple[Node, str, bool]]:
    for left in parts.captured("(assignment left: [(identifier) (attribute)] @left)"):
        after = left.next_sibling
        yield left, parts.tree.code(left), after is not None and after.type == ":"


def _assertions(before: Parts, after: Parts) -> Iterator[Weakening]:
    """Assertions that do not stand there any more, however they are laid out."""
    old, new = differing(before.captured(_ASSERTING), after.captured(_ASSERTING))
    was = Counter(text for node in old for text in _asserted(before.tree, node))
    now = Counter(text for node in new for text in _asserted(after.tree, node))
    yield from (Weakening(f"the assertion `{text}`", NOWHERE) for text in (was - now).elements())


def _asserted(tree: Tree, node: Node) -> Iterator[str]:
    asserted = node if node.type == "call" else next(iter(node.named_children), None)
    while asserted is not None and asserted.type == "parenthesized_expression":
        asserted = next((child for child in asserted.named_children if child.type != "comment"), None)
    if asserted is not None:
        yield tokens(tree, asserted)


def _idles(scope: Scope) -> bool:
    return scope.body is None or idle(scope.body)
