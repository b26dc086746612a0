"""The units of a run, one after the other: each builds on those before it that hold."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from assay.checks.types import known
from assay.core.action import Request, Target
from assay.core.check import Side
from assay.core.diagnostics import Diagnostic
from assay.core.outcome import Outcome
from assay.engine.loop import Means, solve
from assay.workspace.ground import Ground
from assay.workspace.trees import Trees


@dataclass(frozen=True, slots=True)
class Solved:
    """One target with its outcome; `base` are the numbers of the earlier units whose patches lie below it."""

    number: int
    outcome: Outcome
    base: tuple[int, ...]


async def units(ground: Ground, means: Means) -> AsyncGenerator[Solved]:
    """Solve what the request points at, target by target, in the order of the file.

    A winner whose boundaries are all accepted becomes the base of the next unit; any other is left out of it.
    """
    base = await ground.open_side(ground.order.request.snapshot)
    below: tuple[int, ...] = ()
    targets = await _targets(ground, base, ground.order.request)
    for number, target in enumerate(targets, 1):
        now = target if not below else await _found_again(ground, base, target)
        if now is None:
            continue  # an earlier unit has solved it with its own
        ground.tell(f"{number} of {len(targets)}: {now.title}")
        outcome, after = await solve(replace(ground.order.request, snapshot=base.snapshot), now, base, means)
        yield Solved(number, outcome, below)
        if after is not None and frozenset(outcome.boundaries) <= ground.order.accept:
            base, below = after, (*below, number)


async def _targets(ground: Ground, base: Side, request: Request) -> tuple[Target, ...]:
    if not ground.bench.withheld:
        ground.tell(f"{_checker(ground)}: looking at the project as it is")
        return ground.order.action.targets(request, await _diagnostics(ground, base))
    text = base.snapshot.read(request.path)
    return ground.order.action.guesses(request, lambda: None if text is None else Trees().of(request.path, text))


async def _found_again(ground: Ground, base: Side, target: Target) -> Target | None:
    """The target as it stands after earlier patches: the same error, nearest to where it was."""
    found = await _targets(
        ground, base, replace(ground.order.request, place=None, path=target.path, snapshot=base.snapshot)
    )
    same = [each for each in found if _keys(each) == _keys(target)]
    return min(same, key=lambda each: abs(_line(each) - _line(target)), default=None)


def _keys(target: Target) -> tuple[tuple[str, str, str], ...]:
    return tuple(diagnostic.key for diagnostic in target.diagnostics)


def _line(target: Target) -> int:
    return target.diagnostics[0].start.line


def _checker(ground: Ground) -> str:
    return ground.bench.checker.name if ground.bench.checker else "syntax"


async def _diagnostics(ground: Ground, side: Side) -> tuple[Diagnostic, ...]:
    assert ground.bench.checker is not None, "nothing is withheld"
    report = await known(side, ground.bench.project, ground.bench.checker, ground.bench.limits)
    return report.diagnostics
