"""What drafted tests run of the function beyond the project's own: lines, and ways out of its branches.

It is not required: a test that notices a fault which no other test notices is worth having where every line is run
already. Where lines or branches are left that no test runs, and the drafted ones add none, it says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.checks.drafted import Found, session
from assay.core.check import Candidate, Check, CheckResult, Json, Status
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.mutation import Reached

NAME = "adds coverage"


def gains(project: Project, tool: Tool, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        found = await session(candidate, project, tool, limits)
        if found.session.error:
            return _result("skipped", found.session.error)
        return _judged(found)

    return check


def _judged(found: Found) -> CheckResult:
    lines, ways = len(found.session.statements), len(found.session.ways)
    old_lines, old_ways = _reached(found, found.others)
    new_lines, new_ways = _reached(found, (*found.others, *found.drafted))
    before: dict[str, Json] = {"lines": old_lines, "ways": old_ways}
    after: dict[str, Json] = {
        "lines": new_lines,
        "ways": new_ways,
        "lines of the function": lines,
        "ways of all branches": ways,
    }
    if (new_lines, new_ways) != (old_lines, old_ways):
        words = f"+{new_lines - old_lines} of {lines} lines, +{new_ways - old_ways} of {ways} ways of branches"
        return _result("passed", words, before, after)
    if (old_lines, old_ways) == (lines, ways):
        return _result("skipped", "the project's tests run every line and take every branch already", before, after)
    return _result("failed", "they run no line and take no branch that the project's tests do not", before, after)


def _result(
    status: Status, words: str, before: dict[str, Json] | None = None, after: dict[str, Json] | None = None
) -> CheckResult:
    return CheckResult(
        NAME,
        required=False,
        status=status,
        summary=words,
        reason="" if status == "passed" else words,
        tool="pytest",
        before=before or {},
        after=after or {},
    )


def _reached(found: Found, tests: Iterable[Reached]) -> tuple[int, int]:
    """How many lines of the function these tests run, and how many ways of its branches they take."""
    passed = [each for each in tests if each.passed]
    lines = found.session.statements.intersection(line for each in passed for line in each.lines)
    return len(lines), len({way for each in passed for way in each.ways})
