"""A variable without an annotation: where it is assigned first, and every value that it is given.

It is a name of a function or a module, an attribute of `self`, or one that a class begins in its body and the classes
below it give another value. Where something else than an assignment gives it one, or one of several targets gets a part
of a value that is not written out, it is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.definitions import DEPTH, Definition, own_class, resolved
from assay.recipes.hierarchy import bases, family
from assay.recipes.none_values import function_of
from assay.recipes.sources import Sources
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_PATTERNS = ("pattern_list", "tuple_pattern")
_TUPLES = ("tuple", "expression_list")
_SPLATS = ("list_splat", "list_splat_pattern", "comment")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the variable is given, and its file."""

    path: PurePosixPath
    tree: Tree
    node: Node


@dataclass(frozen=True, slots=True)
class Variable:
    """Where a variable is assigned first, and the values of all its assignments, that one's first.

    `alone` says whether it is the only target there, beside which an annotation can stand.
    """

    path: PurePosixPath
    tree: Tree
    target: Node
    values: tuple[Value, ...]
    alone: bool

    @property
    def by_file(self) -> Mapping[PurePosixPath, tuple[Value, ...]]:
        """The values of each file."""
        paths = dict.fromkeys(value.path for value in self.values)
        return {path: tuple(each for each in self.values if each.path == path) for path in paths}


@dataclass(frozen=True, slots=True)
class _Binding:
    """One target that is the variable, and its value; None where it is declared there, or its value is not told."""

    holder: Definition
    target: Node
    value: Node | None
    alone: bool


def variable_at(sources: Sources, diagnostic: Diagnostic) -> Variable | None:
    """The variable that an error speaks of; None where it is declared already, or not by assignments alone."""
    tree = sources.tree(diagnostic.path)
    left = None if tree is None else _target(tree, diagnostic)
    if tree is None or left is None:
        return None
    inherited = _inherited(sources, diagnostic.path, tree, left)
    if inherited is not None:
        return inherited
    scope = _scope(tree, left)
    if scope is None:
        return None
    holder, name = Definition(diagnostic.path, tree, scope[0]), scope[1]
    bindings = list(_bindings(holder, name))
    if len(bindings) < 2 or _bound_otherwise(tree, holder.node, name, left):
        return None
    ordered = sorted(bindings, key=lambda each: (function_of(each.target) != holder.node, each.target.start_byte))
    in_a_class = function_of(ordered[0].target).type == "class_definition"
    is_declared_there = in_a_class or (not ordered[0].alone and left.type == "attribute")
    return None if is_declared_there and family(sources, holder) is None else _variable(ordered)


def _variable(bindings: Sequence[_Binding]) -> Variable | None:
    """The variable of these bindings, the first one first; None where the value of one cannot be told."""
    values = [Value(each.holder.path, each.holder.tree, each.value) for each in bindings if each.value is not None]
    if len(values) < len(bindings):
        return None
    first = bindings[0]
    return Variable(first.holder.path, first.holder.tree, first.target, tuple(values), first.alone)


def _inherited(sources: Sources, path: PurePosixPath, tree: Tree, left: Node) -> Variable | None:
    """The attribute that a class of the project begins in its body, and the classes below give a value."""
    holder = own_class(tree, left.children[0]) if left.type == "attribute" else function_of(left)
    if holder is None or holder.type != "class_definition":
        return None
    name = tree.code(left).split(".")[-1]
    base = _beginning(sources, Definition(path, tree, holder), name, own=left.type == "attribute")
    if base is None or base.node == holder:
        return None
    firsts = _in_body(base, name)
    kin = family(sources, base) if len(firsts) == 1 and firsts[0].alone else None
    if kin is None or firsts[0].value is None:
        return None
    others = [each for member in kin.members for each in _bindings(member, name) if each.target != firsts[0].target]
    return _variable([firsts[0], *others])


def _beginning(sources: Sources, holder: Definition, name: str, *, own: bool, depth: int = DEPTH) -> Definition | None:
    """The first of a class and its bases whose body assigns the attribute; of its bases alone where not `own`."""
    if own and _in_body(holder, name):
        return holder
    for base in bases(holder) if depth else ():
        above = resolved(sources, holder.path, base.split("."))
        found = None if above is None else _beginning(sources, above, name, own=True, depth=depth - 1)
        if found is not None:
            return found
    return None


def _in_body(holder: Definition, name: str) -> list[_Binding]:
    """The assignments of a class's attribute in its body."""
    return [each for each in _bindings(holder, name) if function_of(each.target) == holder.node]


def _target(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The target that an error speaks of: of several beside each other the one whose value it points at."""
    assignment = _assignment(tree, diagnostic)
    left = None if assignment is None else assignment.child_by_field_name("left")
    if assignment is None or left is None or left.type not in _PATTERNS:
        return left
    here = tree.lines.offset(diagnostic.start)
    given = _given(assignment.child_by_field_name("right"), left)
    pairs = zip(left.named_children, given, strict=False)
    return next((part for part, each in pairs if here in _starts(tree, part, each)), None)


def _starts(tree: Tree, *nodes: Node | None) -> tuple[int, ...]:
    return tuple(tree.span(node).start for node in nodes if node is not None)


def _assignment(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        if node.type == "assignment":
            return node
        if node.type.endswith("_statement") and node.type != "expression_statement":
            return None
    return None


def _scope(tree: Tree, left: Node) -> tuple[Node, str] | None:
    """The function, class or module whose variable it is, and the variable's name there."""
    if left.type == "identifier":
        return function_of(left), tree.code(left)
    owner, name = left.child_by_field_name("object"), left.child_by_field_name("attribute")
    if left.type != "attribute" or owner is None or name is None or tree.code(owner) not in ("self", "cls"):
        return None
    holder = next((node for node in outwards(left) if node.type == "class_definition"), None)
    return None if holder is None else (holder, tree.code(name))


def _bindings(holder: Definition, name: str) -> Iterator[_Binding]:
    """All assignments to the variable in a function, class or module."""
    tree, node = holder.tree, holder.node
    for assignment in captured(node, "(assignment) @assignment"):
        left = assignment.child_by_field_name("left")
        if left is None:
            continue
        is_declared = assignment.child_by_field_name("type") is not None
        value = None if is_declared else _last(assignment.child_by_field_name("right"))
        if _is_it(tree, left, node, name):
            yield _Binding(holder, left, value, alone=not _is_chained(assignment))
        parts = left.named_children if left.type in _PATTERNS else []
        given = _given(value, left) or [None] * len(parts)
        for part, each in zip(parts, given, strict=True):
            if _is_it(tree, part, node, name):
                yield _Binding(holder, part, each, alone=False)


def _given(value: Node | None, pattern: Node) -> Sequence[Node | None]:
    """The value of each target of a pattern; nothing where they are not written out, one for each."""
    parts = pattern.named_children
    given = value.named_children if value is not None and value.type in _TUPLES else []
    is_told = len(given) == len(parts) and not any(each.type in _SPLATS for each in (*given, *parts))
    return given if is_told else []


def _last(value: Node | None) -> Node | None:
    """The value of an assignment to several targets, one after the other."""
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right") if value.child_by_field_name("type") is None else None
    return value


def _is_it(tree: Tree, left: Node, holder: Node, name: str) -> bool:
    """Whether a target is the variable."""
    if left.type == "identifier":
        return tree.code(left) == name and function_of(left) == holder
    if left.type != "attribute" or holder.type != "class_definition":
        return False
    around = next((node for node in outwards(left) if node.type == "class_definition"), None)
    return around == holder and tree.code(left) in (f"self.{name}", f"cls.{name}")


def _is_chained(assignment: Node) -> bool:
    """Whether it gives its value to several targets, which no annotation can stand beside."""
    right, parent = assignment.child_by_field_name("right"), assignment.parent
    return (right is not None and right.type == "assignment") or (parent is not None and parent.type == "assignment")


def _bound_otherwise(tree: Tree, holder: Node, name: str, left: Node) -> bool:
    """Whether something else than a plain assignment gives the variable a value: a loop, a parameter, an import."""
    for node in captured(holder, "(identifier) @name"):
        if tree.code(node) != name or node.parent is None:
            continue
        parent = node.parent
        kinds = {each.type for each, _ in zip(outwards(parent), range(3), strict=False)}
        target = parent.child_by_field_name("left") == node
        if left.type == "identifier" and kinds & {"parameters", "import_statement", "import_from_statement"}:
            return True
        if parent.type in ("for_statement", "for_in_clause", "named_expression", "as_pattern_target") and target:
            return True
        if parent.type in ("global_statement", "nonlocal_statement"):
            return True
        if parent.type in _PATTERNS and (parent.parent is None or parent.parent.type != "assignment"):
            return True
        if parent.type == "augmented_assignment" and target:
            return True
    return False
