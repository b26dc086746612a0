"""Run the checks of a candidate: the cheapest first, to the first required failure."""

from __future__ import annotations

from collections.abc import Callable

from assay.core.check import Candidate, Check, CheckResult

Told = Callable[[CheckResult], None]


async def verify(candidate: Candidate, checks: tuple[Check, ...], *, told: Told) -> tuple[CheckResult, ...]:
    """The results in order; what comes after the first required failure does not run and is not listed."""
    results: list[CheckResult] = []
    for check in checks:
        result = await check(candidate)
        results.append(result)
        told(result)
        if result.required and result.status == "failed":
            break
    return tuple(results)
