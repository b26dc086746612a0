"""The public interface stays as it is, or the user is asked.

An annotation that comes to admit None, which is the parameter's default already, takes nothing from any caller: it
is listed and needs no confirmation.
"""

from __future__ import annotations

import asyncio

from assay.checks.interface_changes import interface_changes
from assay.checks.trees import changed_files
from assay.core.check import Boundary, Candidate, CheckResult, Json

NAME = "interface"

_SHOWN = 3


async def interface(candidate: Candidate) -> CheckResult:
    """Passes with the boundary `interface` where what others can see of a module changes."""
    found = await asyncio.to_thread(interface_changes, await changed_files(candidate))
    after: dict[str, Json] = {"changed": list(found.changed), "widened": list(found.widened)}
    if found.changed:
        more = f" and {len(found.changed) - _SHOWN} more" if len(found.changed) > _SHOWN else ""
        summary = f"changes the public interface: {'; '.join(found.changed[:_SHOWN])}{more}"
    else:
        summary = "the public interface is the same"
        if found.widened:
            summary += f" but for {len(found.widened)} that now say None: {'; '.join(found.widened[:_SHOWN])}"
    crossed: tuple[Boundary, ...] = ("interface",) if found.changed else ()
    return CheckResult(NAME, required=True, status="passed", summary=summary, after=after, boundaries=crossed)
