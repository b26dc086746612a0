"""Every drafted test earns its place: it notices a fault in the function that no other test notices.

Small faults are put into the function one at a time. A test is run where it reached the fault's line, and has noticed
it where it fails then. The branches that the drafted tests take beyond the others are counted as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.checks.drafted import Found, failed, session
from assay.core.check import Candidate, Check, CheckResult, Json
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.mutants import Mutant
from assay.tools.mutation import Reached

NAME = "kills mutants"
_SHOWN = 20


def kills(project: Project, tool: Tool, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        found = await session(candidate, project, tool, limits)
        if reason := _fault(found):
            return failed(NAME, reason, found)
        return _earned(found, tool)

    return check


def _fault(found: Found) -> str:
    if found.session.error:
        return found.session.error
    names = {str(each.file) for each in found.drafted}
    if broken := [
        each
        for each in found.session.uncollected
        if each.partition(":")[0].split("/")[-1] in {name.split("/")[-1] for name in names}
    ]:
        return f"cannot be collected: {broken[0]}"
    if not found.drafted:
        return (
            f"no drafted test was collected{': ' + found.session.uncollected[0] if found.session.uncollected else ''}"
        )
    if failing := [each.id for each in found.drafted if not each.passed]:
        return f"{failing[0]} fails on the code as it is"
    for each in found.drafted:
        known = _noticed(other for other in (*found.drafted, *found.others) if other is not each)
        if each.noticed <= known:
            return f"{each.id} notices no fault that another test does not notice too"
    return ""


def _earned(found: Found, tool: Tool) -> CheckResult:
    count, ways = len(found.session.faults), found.session.ways
    old, new = _noticed(found.others), _noticed((*found.others, *found.drafted))
    before = frozenset[str]().union(*(each.ways for each in found.others if each.passed))
    after = before.union(*(each.ways for each in found.drafted))
    left = [fault for number, fault in enumerate(found.session.faults) if number not in new]
    cases = len(found.drafted)
    cases_said = f"{cases} case{'' if cases == 1 else 's'}"
    survive = f"{len(left)} survive; {len(old)} were killed before"
    kill = f"{cases_said}, kill {len(new)} of {count} mutants ({survive})"
    gain = f", +{100 * (len(after) - len(before)) // ways}% branch" if ways else ""
    return CheckResult(
        NAME,
        required=True,
        status="passed",
        summary=f"{kill}{gain}",
        tool="pytest",
        version=tool.version,
        commands=found.ran,
        seconds=sum(each.seconds for each in found.ran),
        before=_figures(old, count, before, ways),
        after={**_figures(new, count, after, ways), "cases": cases, "survivors": _diffs(found, left[:_SHOWN])},
    )


def _diffs(found: Found, left: list[Mutant]) -> list[Json]:
    text = "" if found.subject is None else found.subject.tree.text
    return [each.diff(text) for each in left]


def _noticed(tests: Iterable[Reached]) -> frozenset[int]:
    return frozenset[int]().union(*(each.noticed for each in tests if each.passed))


def _figures(noticed: frozenset[int], faults: int, ways: frozenset[str], of: int) -> dict[str, Json]:
    return {"killed": len(noticed), "mutants": faults, "ways": len(ways), "ways of all branches": of}
