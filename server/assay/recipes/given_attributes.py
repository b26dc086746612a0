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
from assay.recipes.definitions import Definition, name_of
from assay.recipes.hierarchy import Family
from assay.recipes.probing import revealed_in_files, revealing
from assay.recipes.revealed import NONE, Type, of_note
from assay.recipes.sources import Sources
from assay.recipes.stores import MOST_STORES, Store, stores, told_of

_PROBE = "\n\ndef _assay_reveals_{number}(it: {name}) -> None:\n    reveal_type(it.{attribute})\n"


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
        text = _ended(
            revealing(tree, (node for store in self.stores if store.path == path for _, _, node in store.asked))
        )
        return text + "".join(self._tails(path))

    def _tails(self, path: PurePosixPath) -> Iterator[str]:
        here = [each for each in self._below if each.path == path]
        for number, each in enumerate(here):
            yield _PROBE.format(number=number, name=name_of(each), attribute=self.attribute)

    def _given(self, sources: Sources, told: Sequence[Diagnostic]) -> Iterator[tuple[Definition, Type | None]]:
        """Each value that an object of the family is given: the object's class, and the value's type."""
        types = revealed_in_files((asked for each in self.stores for asked in each.asked), told)
        for each in told_of(sources, self.family, self.stores, types):
            yield from ((owner, each.value) for owner in each.owners or ())

    def _of_class(self, sources: Sources, member: Definition, told: Sequence[Diagnostic]) -> Type | None:
        text = self._text(sources, member.path)
        tails = list(self._tails(member.path))
        number = [each for each in self._below if each.path == member.path].index(member)
        start = len(text) - sum(map(len, tails[number:]))
        row = Lines(text).position(start + len(tails[number]) - 1).line
        kinds = [of_note(each) for each in told if each.path == member.path and each.start.line == row]
        return next((kind for kind in kinds if kind is not None), None)


def places(sources: Sources, family: Family, attribute: str) -> Places | None:
    """All places that tell of an attribute; None where they are too many to ask about.

    The object of a class that is known to be another one is left out.
    """
    found = tuple(each for each in stores(sources, attribute) if each.holder in (None, family.head))
    return Places(attribute, family, found) if len(found) <= MOST_STORES else None


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
