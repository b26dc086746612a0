"""An example that the user gave: what a call returns or raises, after the change.

The call runs on the side after the change, in the names of the module that the user pointed at. It is required.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace

from assay.checks.wanted import run_after
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import Limits
from assay.core.constraint import Constraint, Example
from assay.core.project import Project
from assay.tools.example import Came, example_command, read_example

SECONDS = 60.0


def example_holds(constraint: Constraint, project: Project, *, remaining: Callable[[], float | None]) -> Check:
    """The check of one example. `remaining` gives the seconds left of the budget. Raises `SandboxFailed`."""
    example = constraint.example
    assert example is not None, "asked for an example"
    blank = CheckResult(constraint.check, required=True, status="passed", summary="", tool="python")

    async def check(candidate: Candidate) -> CheckResult:
        seed, path = secrets.token_hex(16), candidate.request.path
        command = await asyncio.to_thread(example_command, project, candidate.after.snapshot, path, example, seed)
        blamed, completed = await run_after(candidate, blank, command, Limits(wall=SECONDS), remaining)
        if completed is None:
            return blamed
        came = read_example(completed, seed)
        if came.kept:
            return replace(blamed, summary=f"it {came.ended} {came.told}")
        reason = _fault(example, came)
        return replace(blamed, status="failed", summary=reason, reason=reason)

    return check


def _fault(example: Example, came: Came) -> str:
    if came.failure:
        return came.failure
    match came.ended:
        case "loading":
            return f"what it is about cannot be imported: {came.told}"
        case "reading":
            return f"{example.expected} cannot be read: {came.told}; correct the constraint"
        case "returned" | "raised":
            return f"{example.call} {came.ended} {came.told}, not {example.expected}"
