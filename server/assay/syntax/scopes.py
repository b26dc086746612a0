"""Functions and classes: where they stand, what they are called, what parameters they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assay.core.text import Span
from assay.syntax.tree import Node, Tree, captured

Kind = Literal["positional only", "positional or keyword", "variadic", "keyword only", "keywords"]

COMPREHENSIONS = frozenset(
    ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
)
"""What has names of its own, by the nodes of the syntax tree, though it is no definition."""

_SCOPES = ("function_definition", "class_definition")
_HOLDERS = (*_SCOPES, "lambda", "module")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `*args` is variadic, `**options` keywords. `default` None where it has to be given."""

    name: str
    kind: Kind
    span: Span
    annotation: Node | None
    default: Node | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A function or class. `span` begins at its first decorator; `header` ends at the colon before its body."""

    kind: Literal["function", "class"]
    name: str
    qualified: str
    span: Span
    header: Span
    node: Node

    @property
    def body(self) -> Node | None:
        """The block of its statements; None only in broken code."""
        return self.node.child_by_field_name("body")


def enclosing(tree: Tree, span: Span) -> Scope | None:
    """The innermost function or class that holds the whole span, decorators included; None at module level."""
    for node in outwards(tree.at(span)):
        inner = node.child_by_field_name("definition") if node.type == "decorated_definition" else node
        if inner is not None and inner.type in _SCOPES:
            whole = inner.parent if inner.parent is not None and inner.parent.type == "decorated_definition" else inner
            names = [_name(tree, each) for each in outwards(inner) if each.type in _SCOPES]
            return _scope(tree, inner, whole, names[::-1])
    return None


def scopes(tree: Tree, part: Node | None = None) -> tuple[Scope, ...]:
    """All functions and classes, in the order of the text; those alone in one of the module's statements."""
    found: list[Scope] = []
    around: list[tuple[int, str]] = []
    whole: Node | None = None
    pattern = "[(function_definition) (class_definition) (decorated_definition)] @definition"
    for node in captured(part or tree.root, pattern):
        if node.type == "decorated_definition":
            whole = node
            continue
        around = [(end, name) for end, name in around if node.start_byte < end]
        around.append((node.end_byte, _name(tree, node)))
        found.append(_scope(tree, node, whole or node, [name for _, name in around]))
        whole = None
    return tuple(found)


def definitions(tree: Tree, span: Span | None = None) -> list[Node]:
    """The nodes of all functions and classes, in the order of the text; of those alone that touch the span."""
    touching = None if span is None else (tree.byte(span.start), tree.byte(span.end) + 1)
    return captured(tree.root, "[(function_definition) (class_definition)] @definition", touching=touching)


def parameters(tree: Tree, function: Node) -> tuple[Parameter, ...]:
    """The parameters of a function or lambda, in order."""
    listed = function.child_by_field_name("parameters")
    if listed is None:
        return ()
    found: list[Parameter] = []
    kind: Kind = "positional or keyword"
    for node in listed.named_children:
        if node.type == "positional_separator":
            found = [_positional(each) for each in found]
        elif node.type == "keyword_separator":
            kind = "keyword only"
        elif (parameter := _parameter(tree, node, kind)) is not None:
            found.append(parameter)
            kind = "keyword only" if parameter.kind == "variadic" else kind
    return tuple(found)


def outwards(node: Node) -> Iterator[Node]:
    """The node and what holds it, up to the module."""
    here: Node | None = node
    while here is not None:
        yield here
        here = here.parent


def function_of(node: Node) -> Node:
    """The function, lambda, class or module in whose own code a node stands."""
    return next(each for each in outwards(node) if each.type in _HOLDERS)


def innermost_class(node: Node) -> Node | None:
    """The innermost class that the node is in, or that it is."""
    return next((each for each in outwards(node) if each.type == "class_definition"), None)


def _parameter(tree: Tree, node: Node, kind: Kind) -> Parameter | None:
    name = node.child_by_field_name("name") or node
    if node.type == "typed_parameter":
        name = node.named_children[0]
    if name.type == "list_splat_pattern":
        name, kind = name.named_children[0], "variadic"
    elif name.type == "dictionary_splat_pattern":
        name, kind = name.named_children[0], "keywords"
    if name.type != "identifier":
        return None
    annotation, default = node.child_by_field_name("type"), node.child_by_field_name("value")
    return Parameter(tree.code(name), kind, tree.span(node), annotation, default)


def _positional(parameter: Parameter) -> Parameter:
    return Parameter(parameter.name, "positional only", parameter.span, parameter.annotation, parameter.default)


def _scope(tree: Tree, node: Node, whole: Node, names: Sequence[str]) -> Scope:
    body = node.child_by_field_name("body")
    colon = next((child for child in reversed(node.children) if child.type == ":"), None)
    end = colon or body or node
    header = Span(tree.offset(whole.start_byte), tree.offset(end.end_byte if end is colon else end.start_byte))
    kind: Literal["function", "class"] = "function" if node.type == "function_definition" else "class"
    return Scope(kind, names[-1], ".".join(names), tree.span(whole), header, node)


def _name(tree: Tree, node: Node) -> str:
    name = node.child_by_field_name("name")
    return "" if name is None else tree.code(name)
