"""Linting: ruff, as it is configured after the change, finds what flake8 found before, neither more nor less.

Both run in the versions that the project has, flake8 with its plugins, on copies of the Python files with probes in
them. A code that is found on another line of a file rejects, unless ruff has no rule of that code, or is known to
have one that finds less: then it is listed, and the verdict is partial. So it is with complexity (C901) that mccabe and
ruff only count otherwise: where both look at it from the same number on, as the probes show.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from assay.checks.findings import skipped
from assay.checks.limits import within
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import Limits
from assay.core.project import Project
from assay.tools.versus_ruff import FINDS_LESS, FLAKE8, NO_RULE, RUFF, Compared, command, compare, without_flake8

NAME = "linting"
_SHOWN = 6
_COUNTED = 40
"""Files that are listed for their complexity."""


def linting(project: Project, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""
    installed = project.interpreter.distributions

    async def check(candidate: Candidate) -> CheckResult:
        changes = candidate.proposal.patch.changes
        blank = CheckResult(NAME, required=True, status="passed", summary="", tool=RUFF)
        if not without_flake8(changes):
            return unconcerned(blank)
        if missing := [name for name in (FLAKE8, RUFF) if name not in installed]:
            where = project.interpreter.executable
            return skipped(blank, f"{' and '.join(missing)} is not installed for {where}; install it there")
        assert candidate.after.branch is not None, "a tool runs on a branch alone"
        folder = candidate.target.path.parent
        old = {change.path.name: change.before for change in changes if change.before and change.path.parent == folder}
        asked = await asyncio.to_thread(command, project, folder, (FLAKE8,), old)
        found = await compare(asked, candidate.after.branch, within(limits, remaining()))
        result = replace(
            blank, version=installed[RUFF], commands=(found.ran("after"),), seconds=found.completed.seconds
        )
        if found.completed.killed is not None:
            return skipped(result, "cut by the budget" if remaining() == 0 else found.failure)
        return _judged(result, found)

    return check


def _judged(result: CheckResult, found: Compared) -> CheckResult:
    codes = {place: place.split()[-1] for place in found.different}
    known = NO_RULE | FINDS_LESS
    hard = [f"{place}: {words}" for place, words in found.different.items() if codes[place] not in known]
    if reason := found.failure or "; ".join(hard[:_SHOWN]):
        more = f"; and {len(hard) - _SHOWN} more" if len(hard) > _SHOWN else ""
        return replace(result, status="failed", summary=reason + more, reason=reason + more)
    lacks: list[str] = []
    if lost := sorted({*codes.values()}):
        lacks.append(f"ruff has no rule for {', '.join(lost)}, or one that finds less than flake8")
    if found.counted:
        places = [f"{place.rpartition(' ')[0]}: {words}" for place, words in found.counted.items()]
        more = f"; and {len(places) - _COUNTED} more files" if len(places) > _COUNTED else ""
        lacks.append(f"ruff counts complexity in a way of its own: {'; '.join(places[:_COUNTED])}{more}")
    if lacks:
        words = "; ".join(lacks)
        return replace(result, summary=words, incomplete=words)
    return replace(result, summary=f"both find the same {found.count} problems, those in the probes included")
