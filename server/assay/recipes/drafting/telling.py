"""Which of the calls that were tried are worth a closer look: those that go other ways, or come to something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from assay.recipes.drafting.case import Case
from assay.recipes.drafting.trial import Trial
from assay.tools.following import Way

MOST, TIMES, ENOUGH, SHORT, SIMPLE = 120, 6, 40, 6, 3
_Tried = tuple[Trial, Way]


def telling(tried: Sequence[Trial], ways: Sequence[Way], most: int = MOST) -> tuple[Case, ...]:
    """The most telling first: what the documentation shows, then enough to take each step, once, twice, some times.

    Of calls that do the same, the shortest that comes to enough is taken. Behind them each way has its turns. Where
    nothing is known of ways, they are as they were tried.
    """
    every = list(zip(tried, ways, strict=True))
    documented = [each for each in every if each[0].case.documented]
    left = sorted((each for each in every if not each[0].case.documented and each[1].steps), key=_worth)
    # an example that tells a long story says little by itself: what it takes, a call of its own takes, too
    plain = (way for trial, way in documented if len(trial.case.lines) <= SIMPLE)
    taken = Counter(step for way in plain for step in way.steps)
    results = {_result(way) for _, way in documented}
    chosen: list[_Tried] = []
    for times in range(1, TIMES + 1):
        later: list[_Tried] = []
        for each in left:
            steps, came = each[1].steps, _result(each[1])
            if any(taken[step] < times for step in steps) and (times == 1 or came not in results):
                chosen.append(each)
                taken.update(steps)
                results.add(came)
            else:
                later.append(each)
        left = later
    known = {id(each[0]) for each in (*documented, *chosen)}
    rest = [each for each in every if id(each[0]) not in known]
    others = [*_in_turns(each for each in rest if _result(each[1]) not in results), *rest]
    found: dict[str, Case] = {}
    for case in (each[0].case for each in (*documented, *chosen, *others)):
        if len(found) == most:
            break
        found.setdefault(case.shown, case)
    return tuple(found.values())


def worth(way: Way, case: Case) -> tuple[int, int]:
    """The greater, the better to look at: it comes to much, up to a point, and is short."""
    return min(len(way.came), ENOUGH), -case.cost


def _result(way: Way) -> tuple[str, frozenset[int]]:
    """What came of it; many ways lead to a short result such as True, so that is another one by each."""
    return way.came, way.steps if len(way.came) <= SHORT else frozenset()


def _worth(each: _Tried) -> tuple[int, int]:
    much, short = worth(each[1], each[0].case)
    return -much, -short


def _in_turns(every: Iterable[_Tried]) -> list[_Tried]:
    """One of each way, then another one of each; none that comes to the same as one of its way before it."""
    turns: dict[frozenset[int], dict[str, _Tried]] = {}
    for each in every:
        if each[1].steps:
            turns.setdefault(each[1].steps, {}).setdefault(each[1].came, each)
    return [each for turn in zip_longest(*(found.values() for found in turns.values())) for each in turn if each]
