"""What one file defines, uses and imports, told from its text alone.

A name that a function binds for itself is no use of anything outside of it. Whose an attribute is, syntax does not
tell: it stands by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assay.core.text import with_line_ending
from assay.syntax.scopes import Scope, scopes
from assay.syntax.tree import Node, Tree, captured, captured_by_name, parse

Kind = Literal["function", "class", "variable"]

LONGEST_HEADER = 400
"""Characters; of a longer header the name alone is kept. None is cut in two: half a secret is not known as one."""

_ASKED = """
(identifier) @name
[
  (parameters (identifier) @binds)
  (lambda_parameters (identifier) @binds)
  (typed_parameter . (identifier) @binds)
  (default_parameter name: (identifier) @binds)
  (typed_default_parameter name: (identifier) @binds)
  (list_splat_pattern (identifier) @binds)
  (dictionary_splat_pattern (identifier) @binds)
  (assignment left: (identifier) @binds)
  (augmented_assignment left: (identifier) @binds)
  (named_expression name: (identifier) @binds)
  (for_statement left: (identifier) @binds)
  (for_in_clause left: (identifier) @binds)
  (pattern_list (identifier) @binds)
  (tuple_pattern (identifier) @binds)
  (list_pattern (identifier) @binds)
  (as_pattern_target (identifier) @binds)
]
[(global_statement (identifier) @shares) (nonlocal_statement (identifier) @shares)]
[
  (keyword_argument name: (identifier) @no_use)
  (function_definition name: (identifier) @no_use)
  (class_definition name: (identifier) @no_use)
]
(call function: [(identifier) @called (attribute attribute: (identifier) @called)])
(attribute attribute: (identifier) @attribute)
[(import_statement) (import_from_statement)] @import
[
  (module (expression_statement (assignment left: (identifier)) @variable))
  (class_definition body: (block (expression_statement (assignment left: (identifier)) @variable)))
]
"""
"""All that is asked of a tree: each walk through a large one takes longer than to make something of what it finds."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or variable of a module or class. Lines count from 0; `first` is that of the first decorator.

    `header` is what stands before its body, on one line, without decorators and comments.
    """

    kind: Kind
    qualified: str
    header: str
    first: int
    last: int

    @property
    def name(self) -> str:
        """The last part of its qualified name."""
        return self.qualified.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Use:
    """A name that is used in a scope (empty for the module's own), called or not, and on which lines."""

    name: str
    scope: str
    called: bool
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """One imported thing: `name` of `module`, whose dots in front make it relative; the module itself where empty."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A file, as far as others lean on it and it on others."""

    definitions: tuple[Definition, ...] = ()
    uses: tuple[Use, ...] = ()
    imports: tuple[Import, ...] = ()

    def enclosing(self, line: int) -> Definition | None:
        """The innermost function or class that holds a line."""
        holding = (each for each in self.definitions if each.first <= line <= each.last and each.kind != "variable")
        return min(holding, key=lambda each: (each.last - each.first, -len(each.qualified)), default=None)


def outline(text: str) -> Outline:
    """What a text defines, uses and imports. Never fails: of what is not Python, it tells what is."""
    tree = parse(with_line_ending(text, "\n"))
    every = scopes(tree)
    nodes: defaultdict[str, list[Node]] = defaultdict(list, captured_by_name(tree.root, _ASKED))
    renamed: dict[str, str] = {}
    imports = tuple(each for node in nodes["import"] for each in _imported(tree, node, renamed))
    definitions = _definitions(tree, every, nodes["variable"])
    return Outline(definitions, tuple(_uses(tree, every, nodes, renamed)), imports)


def _definitions(tree: Tree, every: tuple[Scope, ...], variables: Iterable[Node]) -> tuple[Definition, ...]:
    found = [
        Definition(
            each.kind, each.qualified, _header(tree, each), tree.lines.position(each.span.start).line,
            each.node.end_point.row,
        )
        for each in every
    ]  # fmt: skip
    around = _Around(every)
    for node in variables:
        left, annotation = node.child_by_field_name("left"), node.child_by_field_name("type")
        if left is None:
            continue
        scope = around.at(node)
        qualified = tree.code(left) if scope is None else f"{scope.qualified}.{tree.code(left)}"
        name = tree.code(left)
        header = name if annotation is None else _short(f"{name}: {' '.join(tree.code(annotation).split())}", name)
        found.append(Definition("variable", qualified, header, node.start_point.row, node.end_point.row))
    return tuple(sorted(found, key=lambda each: (each.first, -each.last, each.qualified)))


def _header(tree: Tree, scope: Scope) -> str:
    start, end = scope.node.start_byte, tree.byte(scope.header.end)
    source = tree.source[start:end]
    if b"#" in source:
        for comment in reversed(captured(scope.node, "(comment) @comment", touching=(start, end))):
            if comment.end_byte <= end:
                source = source[: comment.start_byte - start] + source[comment.end_byte - start :]
    header = " ".join(source.decode("utf-8", "surrogatepass").split())
    return _short(header, scope.name)


def _short(header: str, name: str) -> str:
    return header if len(header) <= LONGEST_HEADER else name


class _Around:
    """The innermost scope around nodes that are asked about in the order of the text."""

    def __init__(self, every: tuple[Scope, ...]) -> None:
        self._left = [(scope.node.start_byte, scope.node.end_byte, scope) for scope in reversed(every)]
        self._open: list[tuple[int, Scope]] = []

    def at(self, node: Node) -> Scope | None:
        """The innermost one that holds the node."""
        start = node.start_byte
        while self._left and self._left[-1][0] <= start:
            _, end, scope = self._left.pop()
            while self._open and self._open[-1][0] <= scope.node.start_byte:
                self._open.pop()
            self._open.append((end, scope))
        while self._open and self._open[-1][0] <= start:
            self._open.pop()
        return self._open[-1][1] if self._open else None

    def chain(self, node: Node) -> tuple[Scope, ...]:
        """All that hold it, the innermost last."""
        self.at(node)
        return tuple(scope for _, scope in self._open)


def _uses(
    tree: Tree, every: tuple[Scope, ...], nodes: Mapping[str, list[Node]], renamed: Mapping[str, str]
) -> Iterator[Use]:
    bound = _bound(tree, every, nodes["binds"], nodes["shares"])
    passed = {node.start_byte for node in (*nodes["binds"], *nodes["no_use"])}
    called = {node.start_byte for node in nodes["called"]}
    attributes = {node.start_byte for node in nodes["attribute"]}
    importing = sorted((node.start_byte, node.end_byte) for node in nodes["import"])
    around, number = _Around(every), 0
    found: dict[tuple[str, str, bool], dict[int, None]] = defaultdict(dict)
    for node in nodes["name"]:
        start = node.start_byte
        while number < len(importing) and importing[number][1] <= start:
            number += 1
        if start in passed or (number < len(importing) and importing[number][0] <= start):
            continue
        name, chain = tree.code(node), around.chain(node)
        if start not in attributes:
            if any(name in bound.get(each.node.start_byte, ()) for each in chain if each.kind == "function"):
                continue
            name = renamed.get(name, name)
        found[name, chain[-1].qualified if chain else "", start in called][node.start_point.row] = None
    for (name, scope, calls), lines in found.items():
        yield Use(name, scope, calls, tuple(lines))


def _bound(
    tree: Tree, every: tuple[Scope, ...], binding: Iterable[Node], sharing: Iterable[Node]
) -> Mapping[int, set[str]]:
    """The names that each scope, known by where it begins, binds for itself."""
    found: dict[int, set[str]] = defaultdict(set)
    around = _Around(every)
    for node in binding:
        if (scope := around.at(node)) is not None:
            found[scope.node.start_byte].add(tree.code(node))
    around = _Around(every)
    for node in sharing:
        if (scope := around.at(node)) is not None:
            found[scope.node.start_byte].discard(tree.code(node))
    return found


def _imported(tree: Tree, statement: Node, renamed: dict[str, str]) -> Iterator[Import]:
    """What a statement imports; what it gives another name is entered in `renamed`."""
    module = statement.child_by_field_name("module_name")
    origin = None if module is None else "".join(tree.code(module).split())
    if any(child.type == "wildcard_import" for child in statement.named_children):
        yield Import(origin or "", "*")
    for node in statement.children_by_field_name("name"):
        alias, name = node.child_by_field_name("alias"), node.child_by_field_name("name") or node
        written = "".join(tree.code(name).split())
        if origin is None:
            yield Import(written, "")
            continue
        yield Import(origin, written)
        if alias is not None:
            renamed[tree.code(alias)] = written
