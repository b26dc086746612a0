"""Which of the calls that were tried are worth a closer look: those that go other ways, or come to something else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from assay.recipes.drafting.case import Case
from assay.recipes.drafting.trial import Trial
from assay.tools.following import Way

MOST = 160


def telling(tried: Sequence[Trial], ways: Sequence[Way], most: int = MOST) -> tuple[Case, ...]:
    """The most telling first: what the documentation shows, then steps of their own, ways of their own, other results.

    Where nothing is known of ways, they are as they were tried.
    """
    documented, new, other = list[Case](), list[Case](), list[Case]()
    steps, results = set[int](), dict[frozenset[int], dict[str, Case]]()
    again: list[Case] = []
    for each, way in zip(tried, ways, strict=True):
        if each.case.documented:
            documented.append(each.case)
        elif way.steps and way.steps not in results:
            (other if way.steps <= steps else new).append(each.case)
        elif not way.steps or way.came in results[way.steps]:
            again.append(each.case)
            continue
        else:
            results[way.steps][way.came] = each.case
            continue
        steps |= way.steps
        results.setdefault(way.steps, {})[way.came] = each.case
    chosen = {id(each) for each in (*documented, *new, *other)}
    listed = [[each for each in cases.values() if id(each) not in chosen] for cases in results.values()]
    turns = [each for turn in zip_longest(*listed) for each in turn if each is not None]
    return tuple([*documented, *new, *other, *turns, *again][:most])
