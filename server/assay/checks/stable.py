"""Drafted tests pass in five fresh processes that differ in order, hashes, chance, day and time zone.

Each time they run among the tests of the project that relate to the function.
"""

from __future__ import annotations

import secrets

from assay.checks.drafted import drafted, failed
from assay.core.check import Candidate, Check, CheckResult, Ran
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.pytest import Order, pytest_command
from assay.tools.pytest_report import SuiteReport, read_suite
from assay.tools.related import related_tests
from assay.tools.varying import VARIATIONS, Variation, varied

NAME = "stable"


def stable(project: Project, tool: Tool, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        branch = candidate.after.branch
        assert branch is not None, "nothing is withheld"
        added = {each.file: each.names for each in drafted(candidate)}
        related = related_tests(candidate.after.snapshot, tool.folder, (candidate.target.path,)).files
        files = tuple(dict.fromkeys((*related, *added)))
        commands: list[Ran] = []
        for variation in VARIATIONS:
            seed = secrets.token_hex(16)
            command = pytest_command(project, tool, Order(seed=seed, only=files))
            command = varied(command, variation, f"assay_varying_{secrets.token_hex(8)}")
            completed = await branch.run(command, limits)
            commands.append(Ran("after", command.argv, completed.exit_code, completed.seconds, completed.killed))
            if reason := _fault(read_suite(completed, seed), {str(file): names for file, names in added.items()}):
                return failed(NAME, f"{reason} ({_said(variation)})")
        words = f"stable in {len(VARIATIONS)} varied runs"
        seconds = sum(each.seconds for each in commands)
        return CheckResult(
            NAME, required=True, status="passed", summary=words,
            tool="pytest", version=tool.version, commands=tuple(commands), seconds=seconds,
        )  # fmt: skip

    return check


def _fault(report: SuiteReport, added: dict[str, frozenset[str]]) -> str:
    if report.failure:
        return f"the tests do not come to their end: {report.failure}"
    own = [
        case
        for case in report.cases.values()
        if case.id.rpartition("::")[2].partition("[")[0] in added.get(str(case.file), ())
    ]
    if not own:
        return "no drafted test was collected"
    bad = next((case for case in own if case.outcome != "passed"), None)
    return "" if bad is None else f"{bad.id}: {bad.outcome}"


def _said(variation: Variation) -> str:
    return f"seed {variation.seed}, {variation.days} days on, time zone {variation.zone}"
