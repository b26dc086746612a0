"""The smallest set of cases that notices all that all of them notice, beyond what the tests of the project do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.recipes.drafting.case import Case


def selected(cases: Sequence[Case], noticed: Mapping[int, frozenset[int]], known: frozenset[int]) -> tuple[int, ...]:
    """Numbers of the cases to keep, in order; each notices a fault that neither the others nor the project do.

    `noticed` are the faults by the number of a case; `known` those that the project's tests notice.
    """
    left = {fault for faults in noticed.values() for fault in faults} - known
    chosen: list[int] = []
    while left:
        best = max(noticed, key=lambda number: (len(noticed[number] & left), -cases[number].cost, -number))
        chosen.append(best)
        left -= noticed[best]
    for number in sorted(chosen, key=lambda each: (-cases[each].cost, -each)):
        others = frozenset[int]().union(known, *(noticed[each] for each in chosen if each != number))
        if noticed[number] <= others:
            chosen.remove(number)
    return tuple(sorted(chosen))
