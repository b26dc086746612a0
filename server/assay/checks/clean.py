"""A drafted test does nothing to the world: no network, no process, no file outside the temporary folder, no sleep.

And it leaves nothing behind: what the module and its classes hold, the environment, the working directory and the
threads are what they were.
"""

from __future__ import annotations

from assay.checks.drafted import Blame, Found, failed, problems, session
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
        if acts := _collecting(candidate, found):
            return failed(NAME, acts, found)
        if blamed := [Blame(each.file, each.id, " and ".join(each.acts)) for each in found.drafted if each.acts]:
            named = problems(found.added, found.drafted, blamed, NAME)
            return failed(NAME, "; ".join(map(str, blamed)), found, problems=named)
        words = "no network, process, sleep or file outside the temporary folder; the module is as it was"
        return CheckResult(
            NAME, required=True, status="passed", summary=words,
            tool="pytest", version=tool.version, commands=found.ran,
        )  # fmt: skip

    return check


def _collecting(candidate: Candidate, found: Found) -> str:
    """What a drafted test or a new file of tests does outside of any test, in words."""
    new = {each.path for each in candidate.proposal.patch.changes if each.before is None}
    return "; ".join(
        f"{act.file}:{act.line or 1}: {act.what}"
        for act in found.session.collecting
        if act.file in new or any(each.file == act.file and each.holds(act.line - 1) for each in found.added)
    )
