"""Faults outside of a function's body that show in what it does: in its defaults, in constants that it names.

Looked for are the defaults of parameters, what the module's top level gives to a name, and what the body of a class
gives to one where nothing else makes the class. What only names something for people or for checkers is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assay.syntax.scopes import Scope, innermost_class, parameters
from assay.syntax.tree import Node, Tree, descendants
from assay.tools.mutants import Mutant, mutants_in

_NAMING = ("TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "namedtuple", "NamedTuple", "TypedDict", "getLogger")
"""What is called to make something that knows its own name."""


def outside(tree: Tree, parts: Sequence[Scope]) -> tuple[Mutant, ...]:
    """All of them for a function and what it reaches, each once, in the order of the text."""
    found: dict[tuple[int, str], Mutant] = {}
    for node in _places(tree, parts):
        found |= {(each.span.start, each.new): each for each in mutants_in(tree, node)}
    return tuple(sorted(found.values(), key=lambda each: (each.span, each.new)))


def _places(tree: Tree, parts: Sequence[Scope]) -> Iterator[Node]:
    for part in parts:
        yield from (each.default for each in parameters(tree, part.node) if each.default is not None)
    yield from _constants(tree, _assigned(tree, tree.root), _names(tree, (part.node for part in parts)))
    for owner in {each.id: each for part in parts if (each := innermost_class(part.node)) is not None}.values():
        body = owner.child_by_field_name("body")
        if body is not None and _is_plain(owner):
            yield from _constants(tree, _assigned(tree, body), _attributes(tree, (part.node for part in parts)))


def _constants(tree: Tree, assigned: Mapping[str, Node], wanted: set[str]) -> Iterator[Node]:
    """What is given to the names that are wanted, and to those which that mentions."""
    left, seen = sorted(wanted), set[str]()
    while left:
        name = left.pop()
        if name in seen or (value := assigned.get(name)) is None:
            continue
        seen.add(name)
        yield value
        left += sorted(_names(tree, (value,)))


def _assigned(tree: Tree, body: Node) -> Mapping[str, Node]:
    """What a block gives to each name; nothing of one that is given something twice."""
    found: dict[str, list[Node]] = {}
    for statement in body.named_children:
        inner = statement.named_children[0] if statement.type == "expression_statement" else statement
        name, value = inner.child_by_field_name("left"), inner.child_by_field_name("right")
        if inner.type == "assignment" and name is not None and value is not None and name.type == "identifier":
            found.setdefault(tree.code(name), []).append(value)
    return {
        name: values[0]
        for name, values in found.items()
        if len(values) == 1 and not name.startswith("__") and _is_constant(tree, values[0])
    }


def _is_constant(tree: Tree, value: Node) -> bool:
    """Whether it is more than a name for people or a type for checkers, and given to this name alone."""
    function = value.child_by_field_name("function") if value.type == "call" else None
    return value.type not in ("subscript", "assignment") and (
        function is None or tree.code(function).rpartition(".")[2] not in _NAMING
    )


def _names(tree: Tree, nodes: Iterable[Node]) -> set[str]:
    return {tree.code(each) for node in nodes for each in descendants(node) if each.type == "identifier"}


def _attributes(tree: Tree, nodes: Iterable[Node]) -> set[str]:
    every = (each for node in nodes for each in descendants(node) if each.type == "attribute")
    return {tree.code(name) for each in every if (name := each.child_by_field_name("attribute")) is not None}


def _is_plain(owner: Node) -> bool:
    """Whether its attributes are what its body says: no decorator, base or metaclass makes others of them."""
    is_decorated = owner.parent is not None and owner.parent.type == "decorated_definition"
    return not is_decorated and owner.child_by_field_name("superclasses") is None
