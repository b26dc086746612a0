"""What the user said must pass: a command of theirs, or tests that they name, after the change. It is required.

A command is judged by its exit code. It runs in the sandbox, and where the rules leave it to a person, only with their
word. A test is judged as the project's tests are: by pytest's own account, canaries included.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.checks.findings import skipped
from assay.checks.limits import within
from assay.checks.wanted import run_after
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import Command, Limits
from assay.core.constraint import Constraint
from assay.core.cutting import last_lines
from assay.core.errors import SandboxFailed
from assay.core.project import Project, Tool
from assay.core.rules import Permit, decide
from assay.tools.project_command import project_command
from assay.tools.pytest import Order, lacking, pytest_command
from assay.tools.pytest_journal import Case
from assay.tools.pytest_report import SuiteReport, read_suite

WHO = "a constraint of yours"
"""Who wants a command to be run, as a person is told that is asked about it."""

NO_PROGRAM = 127
"""How it is told that a program could not be found, as shells do."""

SHOWN = 400
"""Characters of what a failing command printed last."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What such a check works with. `remaining` gives the seconds left of the budget, None for no end."""

    project: Project
    runner: Tool | None
    limits: Limits
    remaining: Callable[[], float | None]
    permit: Permit


def command_passes(constraint: Constraint, stand: Stand) -> Check:
    """The check that a command of the user's ends with exit code 0."""
    argv = constraint.argv
    blank = CheckResult(constraint.check, required=True, status="passed", summary="", tool=argv[0])

    async def check(candidate: Candidate) -> CheckResult:
        if why := await _refusal(argv, stand.permit):
            return skipped(blank, why)
        command = project_command(stand.project, argv)
        try:
            result, completed = await run_after(candidate, blank, command, stand.limits, stand.remaining)
        except SandboxFailed as error:
            return skipped(blank, str(error))
        if completed is None:
            return result
        if completed.exit_code == 0:
            return replace(result, summary="exit code 0")
        if completed.exit_code == NO_PROGRAM and await _never_there(candidate, command, stand):
            return skipped(result, f"{argv[0]}: there is no such program in the sandbox")
        ending = f"killed: {completed.killed}" if completed.killed else f"exit code {completed.exit_code}"
        printed = last_lines((completed.stdout + b"\n" + completed.stderr).decode("utf-8", "replace").strip(), SHOWN)
        reason = f"{shlex.join(argv)}: {ending}{f': {printed}' if printed else ''}"
        return replace(result, status="failed", summary=f"{shlex.join(argv)}: {ending}", reason=reason)

    return check


def test_passes(constraint: Constraint, stand: Stand) -> Check:
    """The check that the tests which the user names pass, and that there are any."""
    blank = CheckResult(constraint.check, required=True, status="passed", summary="", tool="pytest")

    async def check(candidate: Candidate) -> CheckResult:
        tool = stand.runner
        if tool is None or lacking(stand.project, tool):
            return skipped(blank, lacking(stand.project, tool))
        seed, file = secrets.token_hex(16), _file(constraint, stand.project)
        command = pytest_command(stand.project, tool, Order(seed=seed, only=None if file is None else (file,)))
        known = replace(blank, version=tool.version)
        result, completed = await run_after(candidate, known, command, stand.limits, stand.remaining)
        if completed is None:
            return result
        return _judged(result, await asyncio.to_thread(read_suite, completed, seed), constraint, file)

    return check


def _judged(
    result: CheckResult, report: SuiteReport, constraint: Constraint, file: PurePosixPath | None
) -> CheckResult:
    name = constraint.test.partition("::")[2] if file is not None else constraint.test
    named = tuple(case for case in report.cases.values() if _is_meant(case, file, name))
    broken = tuple(case for case in report.uncollected if file is None or str(file).endswith(case.id))
    reason = report.failure or _fault(named, broken)
    if reason:
        return replace(result, status="failed", summary=reason, reason=reason)
    passed = sum(case.outcome == "passed" for case in named)
    return replace(result, summary=f"{passed} passed", after={"passed": passed})


def _is_meant(case: Case, file: PurePosixPath | None, name: str) -> bool:
    if file is not None and case.file != file:
        return False
    inside = case.id.partition("::")[2]
    plain = inside.partition("[")[0]
    return not name or name in (inside, plain) or plain.startswith(f"{name}::") or plain.endswith(f"::{name}")


def _fault(named: tuple[Case, ...], broken: Iterable[Case]) -> str:
    if (unread := next(iter(broken), None)) is not None and not named:
        return f"{unread.id}: cannot be collected: {unread.message}"
    if not named:
        return "there is no such test"
    bad = [case for case in named if case.outcome in ("failed", "error", "killed", None)]
    if bad:
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        ended = "did not run" if bad[0].outcome is None else "fails"
        return f"{bad[0].id} {ended}{more}: {bad[0].message}".removesuffix(": ")
    return "" if any(case.outcome == "passed" for case in named) else f"{named[0].id} is {named[0].outcome}"


def _file(constraint: Constraint, project: Project) -> PurePosixPath | None:
    """The test file that is named, relative to the workspace; it may be said from the project's folder on."""
    file = constraint.test.partition("::")[0]
    if not file.endswith(".py"):
        return None
    inside = project.root / file
    return inside if (project.workspace / inside).is_file() else PurePosixPath(file)


async def _never_there(candidate: Candidate, command: Command, stand: Stand) -> bool:
    """Whether the program is not there before the change either: else it is the change that says so."""
    if (branch := candidate.before.branch) is None:
        return False
    return (await branch.run(command, within(stand.limits, stand.remaining()))).exit_code == NO_PROGRAM


async def _refusal(argv: tuple[str, ...], permit: Permit) -> str:
    """Why a command may not be run; empty where it may."""
    decision, why = decide(argv)
    if decision == "forbid":
        return why
    return "" if decision == "allow" or await permit(argv, WHO) else "nobody allowed it"
