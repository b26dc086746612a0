"""Formatting: ruff, as it is configured after the change, writes every file as black and isort wrote it before.

Both run in the versions that the project has, on copies of its Python files with probes in them. A file that comes out
differently rejects, and is shown.
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
from assay.tools.homes import PYPROJECT
from assay.tools.versus_ruff import RUFF, Compared, command, compare, retired

NAME = "formatting"
_SHOWN = 2


def formatting(project: Project, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""
    installed = project.interpreter.distributions

    async def check(candidate: Candidate) -> CheckResult:
        path = candidate.target.path.with_name(PYPROJECT)
        texts = [side.snapshot.read(path) for side in (candidate.before, candidate.after)]
        tools = retired(*texts)
        blank = CheckResult(NAME, required=True, status="passed", summary="", tool=RUFF)
        if not tools:
            return unconcerned(blank)
        if missing := [name for name in (*tools, RUFF) if name not in installed]:
            where = project.interpreter.executable
            return skipped(blank, f"{' and '.join(missing)} is not installed for {where}; install it there")
        assert candidate.after.branch is not None, "a tool runs on a branch alone"
        asked = await asyncio.to_thread(command, project, path.parent, tools, {path.name: texts[0] or ""})
        found = await compare(asked, candidate.after.branch, within(limits, remaining()))
        result = replace(
            blank, version=installed[RUFF], commands=(found.ran("after"),), seconds=found.completed.seconds
        )
        if found.completed.killed is not None:
            return skipped(result, "cut by the budget" if remaining() == 0 else found.failure)
        return _judged(result, found, " and ".join(tools))

    return check


def _judged(result: CheckResult, found: Compared, tools: str) -> CheckResult:
    if found.failure:
        return replace(result, status="failed", summary=found.failure, reason=found.failure)
    if found.different:
        shown = "; ".join(f"{name}: {words}" for name, words in list(found.different.items())[:_SHOWN])
        reason = f"{len(found.different)} files come out otherwise than by {tools}: {shown}"
        return replace(result, status="failed", summary=reason, reason=reason)
    words = f"{found.count} file{'s come' if found.count != 1 else ' comes'} out as by {tools}, probes included"
    return replace(result, summary=words, after={"files": found.count})
