"""Run one command that has to come out well after the change: on that side alone, within what is left of the budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assay.checks.findings import skipped
from assay.checks.limits import within
from assay.core.check import Candidate, CheckResult, Ran
from assay.core.command import Command, Completed, Limits


async def run_after(
    candidate: Candidate, blank: CheckResult, command: Command, limits: Limits, remaining: Callable[[], float | None]
) -> tuple[CheckResult, Completed | None]:
    """The result with the command in it, and how that ended; None where it did not run to any end of its own.

    Raises `SandboxFailed`.
    """
    branch, left = candidate.after.branch, remaining()
    if branch is None:
        return skipped(blank, "there is no sandbox to run it in"), None
    if left is not None and left <= 0:
        return skipped(blank, "the budget was used up before it could run"), None
    completed = await branch.run(command, within(limits, left))
    ran = Ran("after", command.argv, completed.exit_code, completed.seconds, completed.killed)
    result = replace(blank, commands=(ran,), seconds=completed.seconds)
    if completed.killed and remaining() == 0:
        return skipped(result, "cut by the budget"), None
    return result, completed
