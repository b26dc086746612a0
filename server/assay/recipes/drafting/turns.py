"""Values of several sources, mixed so that each source has its turn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest


def in_turn(pools: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The first of each, then the second of each, and so on, none twice."""
    return tuple(dict.fromkeys(each for each in chain.from_iterable(zip_longest(*pools)) if each is not None))
