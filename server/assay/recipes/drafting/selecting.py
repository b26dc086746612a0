"""The smallest set of cases that notices all that all of them notice, beyond what the tests of the project do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from assay.recipes.drafting.case import Case
from assay.tools.mutation import Session

NAMED = 3


def selected(
    cases: Sequence[Case],
    noticed: Mapping[int, frozenset[int]],
    known: frozenset[int],
    unsaid: Mapping[int, frozenset[int]] = MappingProxyType({}),
    ways: Mapping[int, frozenset[str]] = MappingProxyType({}),
) -> tuple[int, ...]:
    """Numbers of the cases to keep, in order; each notices a fault that neither the others nor the project do.

    `noticed` are the faults by the number of a case; `known` those that the project's tests notice. What is `unsaid` of
    a case it likely notices: no other one is kept for that, and neither is it itself. `ways` are those through the code
    that no test of the project takes, by the number of a case: a set that notices as much and takes more of them is
    kept, where it has no more than one case more for that.
    """
    choice = _Choice(cases, noticed, known, unsaid)
    kept, held = choice.cover({}), dict[int, int]()
    taken = _all(ways, kept)
    for number in sorted(ways, key=lambda each: (-len(ways[each] - taken), cases[each].cost, each)):
        if not ways[number] - _all(ways, kept):
            continue
        for fault in choice.rarest(number):
            more = choice.cover({**held, number: fault})
            if more and len(more) <= len(kept) + 1 and _all(ways, more) > _all(ways, kept):
                kept, held = more, {**held, number: fault}
                break
    return kept


def asserting(
    choose: Callable[[Mapping[int, frozenset[int]]], tuple[int, ...]],
    noticed: Mapping[int, frozenset[int]],
    shapes: Mapping[int, Hashable],
    able: Collection[int],
) -> tuple[int, ...]:
    """What is chosen so that each test has a case that is able to notice a fault by what it asserts.

    Cases of one shape become one test. Where only others of a shape are chosen, they are left out and all is chosen
    anew.
    """
    while noticed:
        chosen = choose(noticed)
        silent = {shapes[each] for each in chosen} - {shapes[each] for each in chosen if each in able}
        if not silent:
            return chosen
        noticed = {each: faults for each, faults in noticed.items() if each in able or shapes[each] not in silent}
    return ()


class _Choice:
    """Cases to choose among."""

    def __init__(
        self,
        cases: Sequence[Case],
        noticed: Mapping[int, frozenset[int]],
        known: frozenset[int],
        unsaid: Mapping[int, frozenset[int]],
    ) -> None:
        self._cases, self._noticed, self._known = cases, noticed, known
        self._likely = {number: faults | unsaid.get(number, frozenset()) for number, faults in noticed.items()}

    def rarest(self, number: int) -> list[int]:
        """The faults that the case notices and the project's tests do not, those first that few cases notice."""
        counts = Counter(fault for faults in self._likely.values() for fault in faults)
        return sorted(self._noticed.get(number, frozenset()) - self._known, key=lambda each: (counts[each], each))

    def cover(self, held: Mapping[int, int]) -> tuple[int, ...]:
        """Few of them that notice all; those that are held alone notice the fault beside them. Empty where none do."""
        among = {
            number: faults
            for number, faults in self._noticed.items()
            if all(number == one or fault not in self._likely[number] for one, fault in held.items())
        }
        chosen = list(held)
        if not among.keys() >= held.keys() or not _all(self._likely, among) >= _all(self._noticed, self._noticed):
            return ()
        plain = {number: faults for number, faults in among.items() if not self._cases[number].is_sequence}
        for part in (plain, among):  # several plain tests say more than one that does all at once
            left = _all(part, part) - self._known - _all(self._likely, chosen)
            while left:
                best = max(part, key=lambda each: (len(part[each] & left), -self._cases[each].cost, -each))
                chosen.append(best)
                left -= self._likely[best]
        for number in sorted(chosen, key=lambda each: (-self._cases[each].cost, -each)):
            others = _all(self._likely, (each for each in chosen if each != number))
            if self._noticed[number] <= self._known | others:
                chosen.remove(number)
        return tuple(sorted(chosen))


_Item = TypeVar("_Item", int, str)


def _all(sets: Mapping[int, frozenset[_Item]], numbers: Iterable[int]) -> frozenset[_Item]:
    return frozenset[_Item]().union(*(sets.get(each, frozenset()) for each in numbers))


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
