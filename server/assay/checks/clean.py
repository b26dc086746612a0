"""A drafted test does nothing to the world: no network, no process, no file outside the temporary folder, no sleep.

And it leaves nothing behind: the values of the module, the environment and the working directory are what they were.
"""

from __future__ import annotations

from assay.checks.drafted import Blame, failed, problems, session
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import Limits
from assay.core.project import Project, Tool

NAME = "leaves nothing"


def clean(project: Project, tool: Tool, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        found = await session(candidate, project, tool, limits)
        if found.session.error or not found.drafted:
            return failed(NAME, found.session.error or "no drafted test was collected", found)
        if blamed := [Blame(each.file, each.id, " and ".join(each.acts)) for each in found.drafted if each.acts]:
            named = problems(found.added, found.drafted, blamed, NAME)
            return failed(NAME, "; ".join(map(str, blamed)), found, problems=named)
        words = "no network, process, sleep or file outside the temporary folder; the module is as it was"
        return CheckResult(
            NAME, required=True, status="passed", summary=words,
            tool="pytest", version=tool.version, commands=found.ran,
        )  # fmt: skip

    return check
