"""Drafted tests keep to the rules of the project's own linter, where its configuration names one.

Only what the tests add counts. Where the project names none, or one that is not to be had, that is said.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal

from assay.checks.drafted import Test, drafted, problem
from assay.core.check import Candidate, Check, CheckResult, Ran, Side, Status
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic, added
from assay.core.project import Project, Tool
from assay.tools.linters import declared_linter, find_linter, lint_command, read_lint

NAME = "lint"


class _Unjudged(Exception):
    """Why the linter says nothing."""


def lint(project: Project, limits: Limits) -> Check:
    """The check. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        named = declared_linter(project)
        if named is None:
            return _result("skipped", "the project names no linter", required=False)
        tool = find_linter(project, named)
        if tool is None:
            where = f"is not installed for {project.interpreter.executable}"
            return _result("skipped", f"the project's linter, {named}, {where}", required=False)
        ran: list[Ran] = []
        try:
            found = [
                each
                for change in candidate.proposal.patch.changes
                for each in await _new(candidate, change.path, tool, limits, ran)
            ]
        except _Unjudged as why:
            return _result("failed", f"{tool.name} {tool.version}: {why}", tool=tool, ran=ran)
        if not found:
            return _result("passed", "the project's linter finds nothing", tool=tool, ran=ran)
        named_tests = _problems(drafted(candidate), found)
        words = "; ".join(str(each) for each in found)
        return _result("failed", words, tool=tool, ran=ran, problems=named_tests)

    return check


async def _new(
    candidate: Candidate, path: PurePosixPath, tool: Tool, limits: Limits, ran: list[Ran]
) -> tuple[Diagnostic, ...]:
    """What is found in a file beyond what was found before. Raises `_Unjudged`."""
    sides: list[tuple[Literal["before", "after"], Side]] = [("after", candidate.after)]
    if candidate.before.snapshot.read(path) is not None:
        sides.insert(0, ("before", candidate.before))
    said: list[tuple[Diagnostic, ...]] = [()]
    for name, side in sides:
        assert side.branch is not None, "nothing is withheld"
        command = lint_command(tool, path)
        completed = await side.branch.run(command, limits)
        ran.append(Ran(name, command.argv, completed.exit_code, completed.seconds, completed.killed))
        found = read_lint(tool, completed, path)
        if isinstance(found, str):
            raise _Unjudged(found)
        said.append(found)
    return added(said[-2], said[-1])


def _problems(tests: tuple[Test, ...], found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The tests that it is about; none where it is about something else as well."""
    about: dict[str, Diagnostic] = {}
    for each in found:
        test = next((one for one in tests if one.file == each.path and one.holds(each.start.line)), None)
        if test is None:
            return ()
        about.setdefault(test.identifier, problem(test, f"{each.code} {each.message}", NAME))
    return tuple(about.values())


def _result(
    status: Status,
    words: str,
    *,
    required: bool = True,
    tool: Tool | None = None,
    ran: list[Ran] | None = None,
    problems: tuple[Diagnostic, ...] = (),
) -> CheckResult:
    return CheckResult(
        NAME,
        required=required,
        status=status,
        summary=words,
        reason="" if status == "passed" else words,
        tool="" if tool is None else tool.name,
        version="" if tool is None else tool.version,
        commands=tuple(ran or ()),
        seconds=sum(each.seconds for each in ran or ()),
        problems=problems,
    )
