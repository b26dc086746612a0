"""The smallest set of cases that notices all that all of them notice, beyond what the tests of the project do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from assay.recipes.drafting.case import Case
from assay.tools.mutation import Session

NAMED = 3


def selected(
    cases: Sequence[Case],
    noticed: Mapping[int, frozenset[int]],
    known: frozenset[int],
    unsaid: Mapping[int, frozenset[int]] = MappingProxyType({}),
) -> tuple[int, ...]:
    """Numbers of the cases to keep, in order; each notices a fault that neither the others nor the project do.

    `noticed` are the faults by the number of a case; `known` those that the project's tests notice. What is `unsaid` of
    a case it likely notices: no other one is kept for that, and neither is it itself.
    """
    likely = {number: faults | unsaid.get(number, frozenset()) for number, faults in noticed.items()}
    chosen: list[int] = []
    plain = {number: faults for number, faults in noticed.items() if not cases[number].is_sequence}
    for among in (plain, noticed):  # several plain tests say more than one that does all at once
        left = frozenset[int]().union(*among.values()) - frozenset[int]().union(
            known, *(likely[each] for each in chosen)
        )
        while left:
            best = max(among, key=lambda number: (len(among[number] & left), -cases[number].cost, -number))
            chosen.append(best)
            left -= likely[best]
    for number in sorted(chosen, key=lambda each: (-cases[each].cost, -each)):
        others = frozenset[int]().union(known, *(likely[each] for each in chosen if each != number))
        if noticed[number] <= others:
            chosen.remove(number)
    return tuple(sorted(chosen))


def why_none_kept(session: Session, file: PurePosixPath) -> str:
    """Why no case is worth keeping; `file` holds the cases, and all other tests are there already."""
    passed = [each for each in session.of(file) if each.passed]
    quiet = [each for each in passed if not each.acts]
    found = frozenset[int]().union(*(each.noticed for each in quiet))
    known = [each for each in session.tests if each.file != file and each.passed and each.noticed & found]
    if not passed:
        return "no call of it comes to the same in a test"
    if not quiet:
        return f"each call of it {passed[0].acts[0]}"
    if not found:
        return f"no call of it notices a fault (of {len(session.faults)} that were tried)"
    left = found - frozenset[int]().union(*(each.noticed for each in known))
    if left:
        return "a test of it would notice faults by failing before it comes to what it asserts, and by no more"
    names = list(dict.fromkeys(each.id.partition("[")[0] for each in known))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"each fault that a call of it notices is noticed already by {', '.join(names[:NAMED])}{more}"
