"""A variable without an annotation: where it is assigned first, and every value that it is given.

It is a name of a function or a module, an attribute of `self`, or one that a class begins in its body and the classes
below it give another value; or an attribute that anybody gives an object of one class, or the class itself. Where
something else than an assignment gives it one, or one of several targets gets a part of a value that is not written
out, it is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.definitions import DEPTH, Definition, own_class, resolved
from assay.recipes.hierarchy import Family, bases, family
from assay.recipes.probing import Asked
from assay.recipes.sources import Sources
from assay.recipes.steps import SIGNS
from assay.recipes.stores import MOST_STORES, Store, stores
from assay.syntax.bindings import PATTERNS, Binding, bindings_of
from assay.syntax.scopes import function_of, innermost_class, outwards
from assay.syntax.tree import Node, Tree, captured

MOST_CLASSES = 8
"""Of more classes than this that have an attribute so called none is looked for."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the variable is given, and its file."""

    path: PurePosixPath
    tree: Tree
    node: Node


@dataclass(frozen=True, slots=True)
class Step:
    """An assignment such as `x += y`: its operator, and the value behind it."""

    sign: str
    value: Value


@dataclass(frozen=True, slots=True)
class Variable:
    """Where a variable is assigned first, and the values of all its assignments, that one's first.

    `alone` says whether it is the only target there, beside which an annotation can stand. `added` are the tuples by
    which it grows in place, where it is one itself, `steps` all else that changes it in place. Where the error stands
    at an attribute of an object, `place`, the class is one of `kin`, and `elsewhere` are all other places that give an
    attribute of that name a value: a checker has to say whose it is.
    """

    path: PurePosixPath
    tree: Tree
    target: Node
    values: tuple[Value, ...]
    alone: bool
    added: tuple[Value, ...] = ()
    steps: tuple[Step, ...] = ()
    elsewhere: tuple[Store, ...] = ()
    kin: Family | None = None
    place: Node | None = None

    @property
    def name(self) -> str:
        """What it is called, under whichever owner."""
        return self.tree.code(self.target).rpartition(".")[2]

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What a checker has to reveal."""
        every = (*self.values, *self.added, *(each.value for each in self.steps))
        own = ((each.path, each.tree, each.node) for each in every)
        return (*own, *(asked for each in self.elsewhere for asked in each.asked))


@dataclass(frozen=True, slots=True)
class _Bound:
    """One binding of the variable, and the function, class or module that it stands in."""

    holder: Definition
    binding: Binding

    @property
    def target(self) -> Node:
        """The variable as it stands there."""
        return self.binding.target


def variables_at(sources: Sources, diagnostic: Diagnostic) -> tuple[Variable, ...]:
    """The variable that an error speaks of; of an attribute of an object those that a checker has to choose from."""
    tree = sources.tree(diagnostic.path)
    left = None if tree is None else _target(tree, diagnostic)
    if tree is not None and left is not None and left.type == "attribute" and _scope(tree, left) is None:
        return _of_an_object(sources, diagnostic.path, tree, left)
    found = variable_at(sources, diagnostic)
    return () if found is None else (found,)


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
    added, steps = tuple(_added(holder, name)), tuple(_steps(holder, name))
    if len(bindings) + len(added) + len(steps) < 2 or not bindings or _bound_otherwise(tree, holder.node, name, left):
        return None
    ordered = sorted(bindings, key=lambda each: (function_of(each.target) != holder.node, each.target.start_byte))
    in_a_class = function_of(ordered[0].target).type == "class_definition"
    is_declared_there = in_a_class or (not ordered[0].binding.alone and left.type == "attribute")
    found = None if is_declared_there and family(sources, holder) is None else _variable(ordered)
    if found is None or (not added and not steps):
        return found
    is_tuple = not steps and all(each.node.type == "tuple" for each in found.values)
    return replace(found, added=added, steps=steps) if not added or is_tuple else None


def _variable(bound: Sequence[_Bound]) -> Variable | None:
    """The variable of these bindings, the first one first; None where the value of one cannot be told."""
    pairs = [(each.holder, each.binding.value) for each in bound]
    values = [Value(holder.path, holder.tree, value) for holder, value in pairs if value is not None]
    if len(values) < len(bound):
        return None
    holder, first = bound[0].holder, bound[0].binding
    return Variable(holder.path, holder.tree, first.target, tuple(values), first.alone)


def _of_an_object(sources: Sources, path: PurePosixPath, tree: Tree, left: Node) -> tuple[Variable, ...]:
    """The attributes of that name, each of another class, that the one of an object or a class can be."""
    named = left.child_by_field_name("attribute")
    name = "" if named is None else tree.code(named)
    every = stores(sources, name)
    if len(every) > MOST_STORES:
        return ()
    own = next((each.holder for each in every if each.path == path and each.owner.parent == left), None)
    heads = _heads(sources, name) if own is None else [_head(sources, own, name) or own]
    if len(heads) > MOST_CLASSES:
        return ()
    found = (_of_class(sources, each, name, every) for each in heads)
    return tuple(replace(each, place=left) for each in found if each is not None)


def _of_class(sources: Sources, head: Definition, name: str, every: Sequence[Store]) -> Variable | None:
    """The attribute of a class and of those below it, with the places outside of them that may give it a value."""
    kin = family(sources, head)
    bound = [] if kin is None else [each for member in kin.members for each in _bindings(member, name)]
    ordered = sorted(bound, key=lambda each: (each.holder != head, not _is_in_body(each)))
    found = _variable(ordered) if ordered and ordered[0].holder == head else None
    within = {each.target for each in bound}
    others = tuple(each for each in every if each.owner.parent not in within)
    return None if found is None else replace(found, elsewhere=others, kin=kin)


def _heads(sources: Sources, name: str) -> list[Definition]:
    """The classes of the project that give the attribute a value, but for those below another such."""
    found = (
        Definition(path, tree, node)
        for path, tree in sources.mentioning(name)
        for node in captured(tree.root, "(class_definition) @class")
    )
    return [each for each in found if any(_bindings(each, name)) and _head(sources, each, name) is None]


def _head(sources: Sources, holder: Definition, name: str, depth: int = DEPTH) -> Definition | None:
    """The highest of the bases of a class that gives the attribute a value."""
    for base in bases(holder) if depth else ():
        above = resolved(sources, holder.path, base.split("."))
        found = None if above is None else _head(sources, above, name, depth - 1)
        if found is None and above is not None and any(_bindings(above, name)):
            found = above
        if found is not None:
            return found
    return None


def _is_in_body(bound: _Bound) -> bool:
    return function_of(bound.target) == bound.holder.node


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
    kin = family(sources, base) if len(firsts) == 1 and firsts[0].binding.alone else None
    if kin is None or firsts[0].binding.value is None:
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


def _in_body(holder: Definition, name: str) -> list[_Bound]:
    """The assignments of a class's attribute in its body."""
    return [each for each in _bindings(holder, name) if function_of(each.target) == holder.node]


def _target(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The target that an error speaks of: of several beside each other the one whose value it points at."""
    assignment = _assignment(tree, diagnostic)
    left = None if assignment is None else assignment.child_by_field_name("left")
    if assignment is None or left is None or left.type not in PATTERNS:
        return left
    here = tree.lines.offset(diagnostic.start)
    found = bindings_of(assignment)
    return next((each.target for each in found if here in _starts(tree, each.target, each.value)), None)


def _starts(tree: Tree, *nodes: Node | None) -> tuple[int, ...]:
    return tuple(tree.span(node).start for node in nodes if node is not None)


def _assignment(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        if node.type in ("assignment", "augmented_assignment"):
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
    holder = innermost_class(left)
    return None if holder is None else (holder, tree.code(name))


def _bindings(holder: Definition, name: str) -> Iterator[_Bound]:
    """All assignments to the variable in a function, class or module."""
    for assignment in captured(holder.node, "(assignment) @assignment"):
        for each in bindings_of(assignment):
            if _is_it(holder.tree, each.target, holder.node, name):
                yield _Bound(holder, each)


def _added(holder: Definition, name: str) -> Iterator[Value]:
    """The tuples that are added to the variable in place."""
    for assignment in captured(holder.node, "(augmented_assignment) @assignment"):
        left, grown = assignment.child_by_field_name("left"), _grown(assignment)
        if left is not None and grown is not None and _is_it(holder.tree, left, holder.node, name):
            yield Value(holder.path, holder.tree, grown)


def _steps(holder: Definition, name: str) -> Iterator[Step]:
    """The other assignments that change the variable in place by an operator of which the result can be told."""
    for assignment in captured(holder.node, "(augmented_assignment) @assignment"):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        sign = _sign(assignment)
        if left is None or right is None or sign not in SIGNS or _grown(assignment) is not None:
            continue
        if _is_it(holder.tree, left, holder.node, name):
            yield Step(sign, Value(holder.path, holder.tree, right))


def _sign(assignment: Node) -> str:
    """The operator of an assignment such as `x += y`."""
    operator = assignment.child_by_field_name("operator")
    return "" if operator is None else operator.type


def _grown(assignment: Node) -> Node | None:
    """The tuple that `x += (1, 2)` adds."""
    right = assignment.child_by_field_name("right")
    return right if _sign(assignment) == "+=" and right is not None and right.type == "tuple" else None


def _is_it(tree: Tree, left: Node, holder: Node, name: str) -> bool:
    """Whether a target is the variable."""
    if left.type == "identifier":
        return tree.code(left) == name and function_of(left) == holder
    if left.type != "attribute" or holder.type != "class_definition":
        return False
    around = innermost_class(left)
    return around == holder and tree.code(left) in (f"self.{name}", f"cls.{name}")


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
        if parent.type in PATTERNS and (parent.parent is None or parent.parent.type != "assignment"):
            return True
        if parent.type == "augmented_assignment" and target and _sign(parent) not in SIGNS:
            return True
    return False
