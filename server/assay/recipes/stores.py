"""Every place of the project that gives an attribute of a name a value, and whose attribute a checker says it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.recipes.definitions import Definition, classes, name_of, own_class, resolved
from assay.recipes.hierarchy import Family
from assay.recipes.probing import Asked
from assay.recipes.revealed import Type
from assay.recipes.set_by_name import set_by_name
from assay.recipes.sources import Sources
from assay.syntax.tree import Node, Tree, captured
from assay.tools.modules import dotted

MOST_STORES = 100
"""More places than this are too many to ask about."""

_WHOLE_VALUES = ("expression_list", "pattern_list", "yield", "assignment", "augmented_assignment")
_DOTTED = re.compile(r"\w+(\.\w+)*")


@dataclass(frozen=True, slots=True)
class Store:
    """A place that assigns the attribute: the object, and the value where it can be told from the place.

    `holder` is the class of the object, or the class that it is, where that is certain without a checker.
    """

    path: PurePosixPath
    tree: Tree
    owner: Node
    value: Node | None
    holder: Definition | None

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What a checker has to reveal of it."""
        nodes = (self.owner if self.holder is None else None, self.value)
        return tuple((self.path, self.tree, node) for node in nodes if node is not None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a checker says of a store: the classes of a family whose attribute it may be, and the type of the value.

    `owners` is None where it knows nothing of the object.
    """

    store: Store
    owners: tuple[Definition, ...] | None
    value: Type | None


def stores(sources: Sources, attribute: str) -> tuple[Store, ...]:
    """All places that give an attribute of that name a value, in whichever way."""
    return sources.once(("stores", attribute), lambda: tuple(_stores(sources, attribute)))


def _stores(sources: Sources, attribute: str) -> Iterator[Store]:
    for path, tree in sources.mentioning(attribute):
        for node in captured(tree.root, "(attribute) @attribute"):
            name, owner = node.child_by_field_name("attribute"), node.child_by_field_name("object")
            if name is not None and owner is not None and tree.code(name) == attribute and _is_assigned(node):
                yield Store(path, tree, owner, _value(node), _holder(sources, path, tree, owner))
        for owner, value in set_by_name(tree, attribute):
            yield Store(path, tree, owner, value, _holder(sources, path, tree, owner))


def told_of(
    sources: Sources, family: Family, given: Iterable[Store], types: Mapping[Node, Type | None]
) -> Iterator[Told]:
    """What a checker says of each store, by the types of all that it was asked."""
    for store in given:
        value = None if store.value is None else types[store.value]
        if store.holder is not None:
            yield Told(store, (store.holder,) if store.holder in family.members else (), value)
            continue
        owner = types[store.owner]
        named = None if owner is None else [kind.name for each in owner.members for kind in _instances(each)]
        members = [each for name in named or () for each in family.members if _means(sources, name, each)]
        yield Told(store, None if named is None else tuple(members), value)


def _means(sources: Sources, named: str, member: Definition) -> bool:
    """Whether a checker's name of a class means this one; some checkers leave its module out."""
    name = name_of(member)
    if "." not in named:
        return named == name and len(classes(sources, name)) == 1
    full = f"{dotted(sources.snapshot, member.path)}.{name}"
    return named == full or named.endswith(f".{full}")


def _instances(kind: Type) -> tuple[Type, ...]:
    """What is an object of a class, or that class itself."""
    return kind.arguments[0].members if kind.name == "type" and kind.arguments else (kind,)


def _holder(sources: Sources, path: PurePosixPath, tree: Tree, owner: Node) -> Definition | None:
    """The class whose own object it is, or that is called so."""
    own = own_class(tree, owner)
    if own is not None:
        return Definition(path, tree, own)
    code = tree.code(owner)
    found = resolved(sources, path, code.split(".")) if _DOTTED.fullmatch(code) else None
    return found if found is not None and found.node.type == "class_definition" else None


def _is_assigned(node: Node) -> bool:
    """Whether the place gives the attribute a value, in whichever way."""
    here = node
    while (parent := here.parent) is not None:
        if parent.type in ("assignment", "augmented_assignment", "for_statement", "for_in_clause"):
            return parent.child_by_field_name("left") == here
        if parent.type == "as_pattern_target":
            return True
        if parent.type not in ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"):
            return False
        here = parent
    return False


def _value(node: Node) -> Node | None:
    """The whole value of a plain assignment; of a chain of them, the last one's."""
    here = node.parent
    if here is None or here.type != "assignment" or here.child_by_field_name("type") is not None:
        return None
    value = here.child_by_field_name("right")
    while value is not None and value.type == "assignment" and value.child_by_field_name("type") is None:
        value = value.child_by_field_name("right")
    return value if value is not None and value.type not in _WHOLE_VALUES else None
