"""Tuples of several lengths as what they have in common: `tuple[str, ...]`."""

from __future__ import annotations

from collections.abc import Sequence

from assay.recipes.revealed import ELLIPSIS, EMPTY_TUPLE, MOST_KINDS, Type, joined


def of_any_length(kind: Type) -> Type:
    """A union with its tuples made one of any length, where they differ in theirs; else what it is.

    Where their elements are of more kinds than a type should have, they stay several.
    """
    tuples = [each for each in kind.members if each.name == "tuple"]
    elements = joined(element for each in tuples for element in _elements(each))
    if len({_length(each) for each in tuples}) < 2 or not 0 < len(elements.members) <= MOST_KINDS:
        return kind
    whole = Type("tuple", (elements, ELLIPSIS))
    return joined(whole if each in tuples else each for each in kind.members)


def growing(kinds: Sequence[Type], most: int = MOST_KINDS) -> Type | None:
    """What tuples are that are added to each other; None where one is no tuple, or they hold too much or nothing."""
    elements = joined(element for each in kinds for element in _elements(each))
    is_told = all(each.name == "tuple" for each in kinds) and 0 < len(elements.members) <= most
    return Type("tuple", (elements, ELLIPSIS)) if is_told else None


def _elements(kind: Type) -> tuple[Type, ...]:
    return () if kind == EMPTY_TUPLE else tuple(each for each in kind.arguments if each != ELLIPSIS)


def _length(kind: Type) -> int | None:
    """How many elements it has; None where that is not said."""
    return None if ELLIPSIS in kind.arguments or not kind.arguments else len(_elements(kind))
