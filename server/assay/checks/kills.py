"""Every drafted test earns its place: it notices a fault in the function that no other test notices.

Small faults are put into the function, its defaults and the constants that it names, one at a time. A test is run
where it reached the fault's line, or for a fault outside of functions the function, and has noticed it where it fails
then, and passes there without one. One fault at least has to show in what it asserts, or in the function raising on
purpose: a test that only calls fails by accident. The branches that the drafted tests take beyond the others are
counted as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.checks.drafted import Blame, Found, failed, problems, session
from assay.core.check import Candidate, Check, CheckResult, Json
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.mutants import Mutant
from assay.tools.mutation import Reached

NAME = "kills mutants"
_SHOWN = 20
_FAILS = "fails on the code as it is"
_AGAIN = "does not pass where it runs once more, on the code as it is"
_NOT_COLLECTED = "is not collected"
_UNASSERTED = "notices no fault by what it asserts"
_REDUNDANT = "notices no fault that another test does not notice too"


def kills(project: Project, tool: Tool, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        found = await session(candidate, project, tool, limits)
        if reason := _broken(found):
            return failed(NAME, reason, found)
        blamed = _blamed(found)
        if not blamed:
            return _earned(found, tool)
        words = "; ".join(str(each) for each in blamed)
        return failed(NAME, words, found, problems=problems(found.added, found.drafted, blamed, NAME))

    return check


def _broken(found: Found) -> str:
    """Why no test can be judged by itself."""
    if found.session.error:
        return found.session.error
    files = {each.file for each in found.added}
    if broken := next((each for each in found.session.uncollected.items() if each[0] in files), None):
        return f"{broken[0]} cannot be collected: {broken[1]}"
    return "" if found.added else "no test is added"


def _blamed(found: Found) -> list[Blame]:
    """Each test that does not earn its place, or each case of one, and why."""
    blamed = [Blame(each.file, each.identifier, _NOT_COLLECTED) for each in found.missing]
    blamed += [Blame(each.file, each.id, _FAILS) for each in found.drafted if not each.passed]
    blamed += [Blame(each.file, each.id, _AGAIN) for each in found.drafted if each.passed and not each.again]
    passing = [each for each in found.drafted if each.passed and each.again]
    for test in found.added:
        cases = [each for each in passing if test.is_of(each.file, each.id)]
        if cases and not any(each.asserted for each in cases) and any(each.noticed for each in cases):
            blamed += [Blame(each.file, each.id, _UNASSERTED) for each in cases]
            passing = [each for each in passing if each not in cases]
    known = _noticed(found.others)
    for each in reversed(passing):  # of two that notice the same the first one stays
        if each.noticed <= known | _noticed(other for other in passing if other is not each):
            blamed.append(Blame(each.file, each.id, _REDUNDANT))
            passing = [other for other in passing if other is not each]
    return blamed


def _earned(found: Found, tool: Tool) -> CheckResult:
    count, ways = len(found.session.faults), len(found.session.ways)
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
