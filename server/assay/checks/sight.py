"""See what expressions are while the project's tests run: where no checker knows it, that is what is known.

It judges nothing. What it shows is for recipes, whose proposals the checks judge as any other's.
"""

from __future__ import annotations

from collections.abc import Callable

from assay.checks.suites import Suite, run_watching
from assay.core.check import Side
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.related import Related
from assay.tools.watched import Sight, Watched

LONGEST = 60.0
"""Seconds; what was seen by then is what there is."""


async def sight(
    project: Project,
    tool: Tool,
    side: Side,
    watched: tuple[Watched, ...],
    *,
    related: Related,
    remaining: Callable[[], float | None],
    limits: Limits,
) -> Sight:
    """What the expressions are in the tests that relate to them; nothing where the run does not count.

    Raises `SandboxFailed`.
    """
    suite = Suite(project, tool, limits, remaining, related.files, related.files)
    report = (await run_watching(suite, side, watched, LONGEST)).report
    if report.failure:
        return Sight()
    kinds = tuple(report.seen.get(number, ()) for number in range(len(watched)))
    return Sight(kinds, report.count("passed", "xpassed", "failed", "xfailed", "error"))
