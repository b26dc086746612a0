"""A variable without an annotation: where it is assigned first, and every value that it is given.

It is a name of a function or a module, an attribute of `self`, or one that a class begins as None and the classes below
it give a value. Where something else than a plain assignment gives it one, it is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the variable is given, and its file."""

    path: PurePosixPath
    tree: Tree
    node: Node


@dataclass(frozen=True, slots=True)
class Variable:
    """The first assignment of a variable, and the values of all of them."""

    path: PurePosixPath
    tree: Tree
    first: Node
    values: tuple[Value, ...]

    @property
    def by_file(self) -> Mapping[PurePosixPath, tuple[Value, ...]]:
        """The values of each file."""
        paths = dict.fromkeys(value.path for value in self.values)
        return {path: tuple(each for each in self.values if each.path == path) for path in paths}


def variable_at(sources: Sources, diagnostic: Diagnostic) -> Variable | None:
    """The variable that an error speaks of; None where it is declared already, or not by assignments alone."""
    tree = sources.tree(diagnostic.path)
    assignment = None if tree is None else _assignment(tree, diagnostic)
    left = None if assignment is None else assignment.child_by_field_name("left")
    if tree is None or left is None:
        return None
    inherited = _inherited(sources, diagnostic.path, tree, left)
    if inherited is not None:
        return inherited
    scope = _scope(tree, left)
    if scope is None:
        return None
    holder, name = scope
    bindings = [each for each in captured(holder, "(assignment) @assignment") if _binds(tree, each, holder, name)]
    values = [each.child_by_field_name("right") for each in bindings]
    fixed = any(each.child_by_field_name("type") or _is_chained(each) for each in bindings)
    if len(bindings) < 2 or fixed or None in values or _bound_otherwise(tree, holder, name, left):
        return None
    ordered = sorted(bindings, key=lambda each: (function_of(each) != holder, each.start_byte))
    in_a_class = function_of(ordered[0]).type == "class_definition"
    if in_a_class and family(sources, Definition(diagnostic.path, tree, holder)) is None:
        return None
    known = tuple(Value(diagnostic.path, tree, value) for value in values if value is not None)
    return Variable(diagnostic.path, tree, ordered[0], known)


def _inherited(sources: Sources, path: PurePosixPath, tree: Tree, left: Node) -> Variable | None:
    """The attribute that a class of the project begins as None, and the classes below give a value."""
    holder = own_class(tree, left.children[0]) if left.type == "attribute" else function_of(left)
    if holder is None or holder.type != "class_definition":
        return None
    name = tree.code(left).split(".")[-1]
    base = _beginning(sources, Definition(path, tree, holder), name, own=left.type == "attribute")
    if base is None or base.node == holder:
        return None
    firsts = _in_body(base, name)
    right = firsts[0].child_by_field_name("right")
    if len(firsts) > 1 or right is None or right.type != "none" or firsts[0].child_by_field_name("type") is not None:
        return None
    kin = family(sources, base)
    values = [] if kin is None else [value for member in kin.members for value in _values(member, name)]
    known = tuple(value for value in values if value is not None)
    return Variable(base.path, base.tree, firsts[0], known) if known and len(known) == len(values) else None


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


def _in_body(holder: Definition, name: str) -> list[Node]:
    """The assignments of a class's attribute in its body."""
    found = captured(holder.node, "(assignment left: (identifier)) @assignment")
    return [each for each in found if _binds(holder.tree, each, holder.node, name)]


def _values(member: Definition, name: str) -> Iterator[Value | None]:
    """What a class and its methods give the attribute; None for what cannot be told."""
    for each in captured(member.node, "(assignment) @assignment"):
        if _binds(member.tree, each, member.node, name):
            right = each.child_by_field_name("right")
            fixed = each.child_by_field_name("type") is not None or _is_chained(each)
            yield None if right is None or fixed else Value(member.path, member.tree, right)


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


def _binds(tree: Tree, assignment: Node, holder: Node, name: str) -> bool:
    left = assignment.child_by_field_name("left")
    if left is None:
        return False
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
        if parent.type in ("pattern_list", "tuple_pattern", "global_statement", "nonlocal_statement"):
            return True
        if parent.type == "augmented_assignment" and target:
            return True
    return False
