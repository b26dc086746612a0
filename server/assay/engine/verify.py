"""Run the checks of a candidate: the cheapest first, to the first required failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assay.core.check import Candidate, Check, CheckResult

Told = Callable[[CheckResult], None]


async def verify(
    candidate: Candidate, checks: tuple[Check, ...], *, clock: Callable[[], float], told: Told
) -> tuple[CheckResult, ...]:
    """The results in order; what comes after the first required failure does not run and is not listed.

    A check that ran no command is timed by `clock`, in seconds; one that did tells how long its commands took.
    """
    results: list[CheckResult] = []
    for check in checks:
        started = clock()
        result = await check(candidate)
        if not result.commands:
            result = replace(result, seconds=clock() - started)
        results.append(result)
        told(result)
        if result.required and result.status == "failed":
            break
    return tuple(results)
