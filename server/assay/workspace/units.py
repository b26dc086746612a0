"""The units of a run, one after the other: each builds on those before it that hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass, replace
from typing import TypeVar

from assay.checks.types import known
from assay.core.action import Request, Target
from assay.core.check import Side
from assay.core.diagnostics import Diagnostic
from assay.core.errors import BadInput
from assay.core.model import Share
from assay.core.outcome import Outcome
from assay.core.text import Position
from assay.engine.loop import solve
from assay.engine.means import Means, Tell
from assay.workspace.changes import untested
from assay.workspace.ground import Ground
from assay.workspace.trees import Trees

T = TypeVar("T")
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Solved:
    """One target with its outcome, and the seconds that it took.

    `base` are the numbers of the earlier units whose patches lie below it. `share` is the part that a model had in it.
    `verdict_of` is the run whose checks judged it, where that is an earlier one.
    """

    number: int
    outcome: Outcome
    base: tuple[int, ...]
    seconds: float
    share: Share | None = None
    verdict_of: str = ""


async def units(ground: Ground, means: Means) -> AsyncGenerator[Solved]:
    """Solve what the request points at, target by target, in the order of the file.

    A winner whose boundaries are all accepted becomes the base of the next unit; any other is left out of it.
    """
    base = await ground.open_side(ground.order.request.snapshot)
    below: tuple[int, ...] = ()
    request = ground.order.request
    try:
        targets = await _in_time(ground, _targets(ground, base, request))
    except TimeoutError:
        whole = Target(request.path, ground.order.action.title, request.diagnostics)
        yield Solved(1, _out_of_time(ground, whole), (), ground.spent())
        return
    left: _Left | None = None
    for number, target in enumerate(targets, 1):
        now = await _as_it_stands(ground, request, base, target) if left is None else left.of(target)
        if now is None:
            continue  # an earlier unit has solved it with its own
        ground.reached((number - 1) / len(targets))
        ground.tell(f"{number} of {len(targets)}: {now.title}")
        began = ground.spent()
        told = replace(means, tell=_counted(ground, number, len(targets)))
        outcome, after = await solve(replace(request, snapshot=base.snapshot), now, base, told)
        yield Solved(number, outcome, below, ground.spent() - began, ground.share())
        if after is not None and frozenset(outcome.boundaries) <= ground.order.accept:
            base, below = after, (*below, number)
            if not ground.order.action.diagnosed:
                continue  # what it points at stays where it is, or goes along
            left = _Left(await _targets(ground, base, replace(request, place=None, snapshot=base.snapshot)))


async def _as_it_stands(ground: Ground, request: Request, base: Side, target: Target) -> Target | None:
    """The target, where no checker has a say in it; None where an earlier patch took along what there was to do."""

    def look() -> Target | None:
        if base.snapshot.read(target.path) == request.snapshot.read(target.path):
            return target
        asked = replace(request, path=target.path, place=None, snapshot=base.snapshot)
        codes = {each.code for each in target.diagnostics}
        found = ground.order.action.targets(asked, ())
        return next((each for each in found if codes & {noted.code for noted in each.diagnostics}), None)

    return await asyncio.to_thread(look) if not ground.order.action.diagnosed else target


def _counted(ground: Ground, number: int, count: int) -> Tell:
    """Tell with every line how far the run is, where there is more than one thing to solve."""
    return ground.tell if count == 1 else lambda message: ground.tell(f"{number} of {count}: {message}")


async def _in_time(ground: Ground, work: Awaitable[T]) -> T:
    """What the work gives. It is stopped, and `TimeoutError` raised, where the budget ends first."""
    async with asyncio.timeout(ground.bench.remaining()):
        return await work


def _out_of_time(ground: Ground, target: Target) -> Outcome:
    what = "it was known what changed" if ground.order.request.changed else "the type checker had seen the project"
    words = f"the budget of {ground.order.budget.seconds:g} s was spent before {what}"
    return Outcome(target, "unsolved", (), words)


async def _targets(ground: Ground, base: Side, request: Request) -> tuple[Target, ...]:
    if request.changed:
        return await _of_changes(ground, base, request)
    if not ground.order.action.diagnosed:
        return await asyncio.to_thread(ground.order.action.targets, request, ())
    if not ground.bench.withheld:
        diagnostics = await _diagnostics(ground, base)
        return await asyncio.to_thread(ground.order.action.targets, request, diagnostics)
    text = base.snapshot.read(request.path)
    return ground.order.action.guesses(request, lambda: None if text is None else Trees().of(request.path, text))


async def _of_changes(ground: Ground, base: Side, request: Request) -> tuple[Target, ...]:
    pick = ground.order.action.untested
    if pick is None:
        raise BadInput(f"{ground.order.action.name} has nothing to do with what changed since a commit: leave that out")
    return await asyncio.to_thread(pick, request, await untested(ground, base))


class _Left:
    """What is left to solve, to be looked up by what there was before: there may be thousands of either."""

    def __init__(self, targets: tuple[Target, ...]) -> None:
        self._found: dict[_Key, list[tuple[frozenset[_Key], Target]]] = {}
        for target in targets:
            self._found.setdefault(target.diagnostics[0].key, []).append((_keys(target), target))

    def of(self, target: Target) -> Target | None:
        """The target as it stands after earlier patches: what is left of its errors, nearest to where they were."""
        keys, line = _keys(target), _start(target).line
        same = (each for key in keys for left, each in self._found.get(key, ()) if left <= keys)
        return min(same, key=lambda each: (abs(_start(each).line - line), _start(each)), default=None)


def _keys(target: Target) -> frozenset[_Key]:
    return frozenset(diagnostic.key for diagnostic in target.diagnostics)


def _start(target: Target) -> Position:
    return target.diagnostics[0].start


async def _diagnostics(ground: Ground, side: Side) -> tuple[Diagnostic, ...]:
    assert ground.bench.judge is not None, "nothing is withheld"
    ground.tell(f"{ground.bench.judge.tool.name}: looking at the project as it is")
    report = await known(side, ground.bench.judge, ground.bench.limits)
    return report.diagnostics
