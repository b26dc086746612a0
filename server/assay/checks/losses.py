"""What a patch takes away: definitions, annotations, assertions, the bodies of functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assay.checks.unreachable import idle
from assay.checks.weakening import NOWHERE, Weakening
from assay.syntax.interface import tokens
from assay.syntax.scopes import Scope, parameters, scopes
from assay.syntax.tree import Node, Tree, captured

_ASSERTING = ("assert", "raises", "warns", "fail")


def losses(before: Tree, after: Tree) -> Iterator[Weakening]:
    """All of them, in words that follow the word "removes"."""
    old, new = scopes(before), scopes(after)
    now = {scope.qualified: scope for scope in new}
    counted = Counter(scope.qualified for scope in new)
    for scope in old:
        if counted[scope.qualified] == 0:
            yield Weakening(f"{scope.kind} {scope.qualified}", NOWHERE)
            continue
        counted[scope.qualified] -= 1
    unique = [scope for scope in old if scope.kind == "function" and scope.qualified in now]
    for scope in unique:
        other = now[scope.qualified]
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
    now = {name: node for node, name, annotated in _assigned(after) if not annotated}
    kept = {name for _, name, annotated in _assigned(after) if annotated}
    for name in dict.fromkeys(name for _, name, annotated in _assigned(before) if annotated):
        if name in now and name not in kept:
            yield Weakening(f'the annotation of "{name}"', after.span(now[name]))


def _assigned(tree: Tree) -> Iterator[tuple[Node, str, bool]]:
    for node in captured(tree.root, "(assignment) @assignment"):
        left = node.child_by_field_name("left")
        if left is not None and left.type in ("identifier", "attribute"):
            yield node, tree.code(left), node.child_by_field_name("type") is not None


def _assertions(before: Tree, after: Tree) -> Iterator[Weakening]:
    old, new = _asserted(before), _asserted(after)
    for text in (Counter(old.keys()) - Counter(new.keys())).elements():
        yield Weakening(f"the assertion `{text}`", NOWHERE)
    for text, count in old.items():
        if 0 < new[text] < count:
            yield Weakening(f"the assertion `{text}`", NOWHERE)


def _asserted(tree: Tree) -> Counter[str]:
    statements = captured(tree.root, "(assert_statement) @assert")
    found = [tokens(tree, _unwrapped(node.named_children[0])) for node in statements if node.named_children]
    for call in captured(tree.root, "(call) @call"):
        function = call.child_by_field_name("function")
        name = "" if function is None else tree.code(function).split(".")[-1]
        owned = function is not None and function.type == "attribute"
        if owned and (name.startswith("assert") or name in _ASSERTING):
            found.append(tokens(tree, call))
    return Counter(found)


def _unwrapped(node: Node) -> Node:
    while node.type == "parenthesized_expression":
        node = next((child for child in node.named_children if child.type != "comment"), node.children[0])
    return node


def _idles(scope: Scope) -> bool:
    return scope.body is None or idle(scope.body)
