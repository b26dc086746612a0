"""Drafted tests pass in five fresh processes that differ in order, hashes, chance, day and time zone.

Each time they run among the tests of the project that relate to the function.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

from assay.checks.drafted import Blame, Test, drafted, failed, problems, session
from assay.core.check import Candidate, Check, CheckResult, Ran
from assay.core.command import Command, Completed, Limits
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
        added = drafted(candidate)
        related = related_tests(candidate.after.snapshot, tool.folder, (candidate.target.path,)).files
        order = Order(seed="", only=tuple(dict.fromkeys((*related, *(each.file for each in added)))))
        ran, blamed = list[Ran](), dict[str, Blame]()
        for variation in VARIATIONS:
            seed = secrets.token_hex(16)
            command = pytest_command(project, tool, replace(order, seed=seed))
            command = varied(command, variation, f"assay_varying_{secrets.token_hex(8)}")
            completed = await branch.run(command, limits)
            ran.append(_ran(command, completed))
            report = read_suite(completed, seed)
            if report.failure:
                reason = f"the tests do not come to their end: {report.failure} ({_said(variation)})"
                return replace(failed(NAME, reason), commands=tuple(ran))
            for each in _bad(report, added, variation):
                blamed.setdefault(each.identifier, each)
        # the runs are in another order each; only here is it that of the file
        cases = (await session(candidate, project, tool, limits)).drafted if blamed else ()
        words = "; ".join(map(str, blamed.values())) or f"stable in {len(VARIATIONS)} varied runs"
        return CheckResult(
            NAME, required=True, status="failed" if blamed else "passed", summary=words, reason=words if blamed else "",
            tool="pytest", version=tool.version, commands=tuple(ran), seconds=sum(each.seconds for each in ran),
            after={"varied": [_said(each) for each in VARIATIONS]},
            problems=problems(added, cases, blamed.values(), NAME),
        )  # fmt: skip

    return check


def _bad(report: SuiteReport, added: tuple[Test, ...], variation: Variation) -> Iterator[Blame]:
    """The cases of drafted tests that did not pass, and the drafted tests that had none."""
    for test in added:
        own = [case for case in report.cases.values() if case.file is not None and test.is_of(case.file, case.id)]
        for case in own:
            if case.outcome != "passed":
                yield Blame(test.file, case.id, f"{case.outcome} ({_said(variation)})")
        if not own:
            yield Blame(test.file, test.identifier, f"was not collected ({_said(variation)})")


def _ran(command: Command, completed: Completed) -> Ran:
    """The run for the receipt, with what sets it apart from the others."""
    varying = ("PYTHONHASHSEED", "ASSAY_SEED", "ASSAY_DAYS", "TZ")
    argv = ("env", *(f"{name}={command.environment[name]}" for name in varying), *command.argv)
    return Ran("after", argv, completed.exit_code, completed.seconds, completed.killed)


def _said(variation: Variation) -> str:
    seed = variation.seed
    return f"seed {seed} of hashes, order and chance, {variation.days} days on, time zone {variation.zone}"
