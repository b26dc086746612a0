"""The smallest set of cases that notices all that all of them notice, beyond what the tests of the project do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.recipes.drafting.case import Case


def selected(cases: Sequence[Case], noticed: Mapping[int, frozenset[int]], known: frozenset[int]) -> tuple[int, ...]:
    """Numbers of the cases to keep, in order; each notices a fault that neither the others nor the project do.

    `noticed` are the faults by the number of a case; `known` those that the project's tests notice.
    """
    chosen: list[int] = []
    plain = {number: faults for number, faults in noticed.items() if not cases[number].is_sequence}
    for among in (plain, noticed):  # several plain tests say more than one that does all at once
        left = frozenset[int]().union(*among.values()) - frozenset[int]().union(
            known, *(noticed[each] for each in chosen)
        )
        while left:
            best = max(among, key=lambda number: (len(among[number] & left), -cases[number].cost, -number))
            chosen.append(best)
            left -= among[best]
    for number in sorted(chosen, key=lambda each: (-cases[each].cost, -each)):
        others = frozenset[int]().union(known, *(noticed[each] for each in chosen if each != number))
        if noticed[number] <= others:
            chosen.remove(number)
    return tuple(sorted(chosen))
