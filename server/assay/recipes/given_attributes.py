"""What an attribute that its class does not declare is given: by whoever assigns it, and by the classes below.

A checker tells the types: of every value that is assigned, with the object that it is assigned to, and of the attribute
in every class below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Lines
from assay.recipes.definitions import Definition, classes, name_of, own_class
from assay.recipes.hierarchy import Family
from assay.recipes.probing import revealed, revealing
from assay.recipes.revealed import NONE, Type, of_note
from assay.recipes.set_by_name import set_by_name
from assay.recipes.sources import Sources
from assay.syntax.tree import Node, Tree, captured
from assay.tools.modules import dotted

_MOST_STORES = 100
_WHOLE_VALUES = ("expression_list", "pattern_list", "yield", "assignment", "augmented_assignment")
_PROBE = "\n\ndef _assay_reveals_{number}(it: {name}) -> None:\n    reveal_type(it.{attribute})\n"


@dataclass(frozen=True, slots=True)
class Store:
    """A place that assigns the attribute: the object, and the value where it can be told from the place.

    The object is None in a method of the class itself, whose own object it is.
    """

    path: PurePosixPath
    owner: Node | None
    value: Node | None


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that has to be asked about an attribute."""

    attribute: str
    family: Family
    stores: tuple[Store, ...]

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The files that hold something of it, sorted."""
        return tuple(sorted({*(each.path for each in self.stores), *(each.path for each in self._below)}))

    def probe(self, sources: Sources) -> Snapshot:
        """The project's files with all of it revealed."""
        return sources.snapshot.with_texts({path: self._text(sources, path) for path in self.paths})

    def given(self, sources: Sources, told: Sequence[Diagnostic]) -> tuple[Type | None, ...]:
        """The types of the values that are assigned; empty where no object of just this class gets any."""
        found = list(self._given(sources, told))
        return tuple(kind for _, kind in found) if any(owner == self.family.head for owner, _ in found) else ()

    def inherited(self, sources: Sources, told: Sequence[Diagnostic]) -> Type | None:
        """The one type that the attribute has in every class below; None where one lacks it, or they differ."""
        found = {each: kind for each in self._below if (kind := self._of_class(sources, each, told)) is not None}
        head = self.family.head
        if not self.family.below(head) or not all(self._has(each, found) for each in self.family.below(head)):
            return None
        kinds = set(found.values())
        kind = kinds.pop() if len(kinds) == 1 else NONE
        return kind if NONE not in kind.members else None

    @property
    def _below(self) -> tuple[Definition, ...]:
        return tuple(each for each in self.family.members if each != self.family.head)

    def _has(self, member: Definition, found: Iterable[Definition]) -> bool:
        """Whether a class has the attribute, or all that inherit from it do."""
        below = self.family.below(member)
        return member in found or (bool(below) and all(self._has(each, found) for each in below))

    def _text(self, sources: Sources, path: PurePosixPath) -> str:
        tree = sources.tree(path)
        assert tree is not None, "it was read before"
        text = _ended(revealing(tree, _nodes(store for store in self.stores if store.path == path)))
        return text + "".join(self._tails(path))

    def _tails(self, path: PurePosixPath) -> Iterator[str]:
        here = [each for each in self._below if each.path == path]
        for number, each in enumerate(here):
            yield _PROBE.format(number=number, name=name_of(each), attribute=self.attribute)

    def _given(self, sources: Sources, told: Sequence[Diagnostic]) -> Iterator[tuple[Definition, Type | None]]:
        """Each value that an object of the family is given: the object's class, and the value's type."""
        for path in self.paths:
            tree = sources.tree(path)
            stores = [store for store in self.stores if store.path == path]
            nodes = list(_nodes(stores))
            if tree is None:
                continue
            said = revealed(tree, nodes, (each for each in told if each.path == path))
            types = dict(zip(nodes, said, strict=True))
            for store in stores:
                value = None if store.value is None else types[store.value]
                owner = None if store.owner is None else types[store.owner]
                if store.owner is None:
                    yield self.family.head, value
                for kind in () if owner is None else owner.members:
                    yield from ((each, value) for each in self.family.members if _means(sources, kind.name, each))

    def _of_class(self, sources: Sources, member: Definition, told: Sequence[Diagnostic]) -> Type | None:
        text = self._text(sources, member.path)
        tails = list(self._tails(member.path))
        number = [each for each in self._below if each.path == member.path].index(member)
        start = len(text) - sum(map(len, tails[number:]))
        row = Lines(text).position(start + len(tails[number]) - 1).line
        kinds = [of_note(each) for each in told if each.path == member.path and each.start.line == row]
        return next((kind for kind in kinds if kind is not None), None)


def places(sources: Sources, family: Family, attribute: str) -> Places | None:
    """All places that tell of an attribute; None where they are too many to ask about."""
    mentioning = sources.mentioning(attribute)
    stores = [store for path, tree in mentioning for store in _stores(path, tree, attribute, family.head)]
    return Places(attribute, family, tuple(stores)) if len(stores) <= _MOST_STORES else None


def _means(sources: Sources, named: str, member: Definition) -> bool:
    """Whether a checker's name of a class means this one; some checkers leave its module out."""
    name = name_of(member)
    if "." not in named:
        return named == name and len(classes(sources, name)) == 1
    full = f"{dotted(sources.snapshot, member.path)}.{name}"
    return named == full or named.endswith(f".{full}")


def _stores(path: PurePosixPath, tree: Tree, attribute: str, head: Definition) -> Iterator[Store]:
    for node in captured(tree.root, "(attribute) @attribute"):
        name, owner = node.child_by_field_name("attribute"), node.child_by_field_name("object")
        if name is None or owner is None or tree.code(name) != attribute or not _is_assigned(node):
            continue
        yield from _store(path, tree, owner, _value(node), head)
    for owner, value in set_by_name(tree, attribute):
        yield from _store(path, tree, owner, value, head)


def _store(path: PurePosixPath, tree: Tree, owner: Node, value: Node | None, head: Definition) -> Iterator[Store]:
    """The object of a class that is known to be another one is left out."""
    holder = own_class(tree, owner)
    if holder is None or Definition(path, tree, holder) == head:
        yield Store(path, owner if holder is None else None, value)


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


def _nodes(stores: Iterable[Store]) -> Iterator[Node]:
    for store in stores:
        yield from (node for node in (store.owner, store.value) if node is not None)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
