"""What a patch adds to the tests, and the one session of the project's pytest that several checks judge it by."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Candidate, CheckResult, Ran
from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.tools.mutation import Reached, Session, mutation_command, read_session
from assay.tools.related import related_tests
from assay.tools.subject import Subject, subject_of


@dataclass(frozen=True, slots=True)
class Drafted:
    """The test functions that a patch adds to one file."""

    file: PurePosixPath
    functions: tuple[ast.FunctionDef, ...]

    @property
    def names(self) -> frozenset[str]:
        """What they are called."""
        return frozenset(each.name for each in self.functions)


@dataclass(frozen=True, slots=True)
class Found:
    """The session after the patch: the drafted tests in it, those of the project, and the command for the receipt."""

    session: Session
    subject: Subject | None
    drafted: tuple[Reached, ...]
    others: tuple[Reached, ...]
    ran: tuple[Ran, ...]


def drafted(candidate: Candidate) -> tuple[Drafted, ...]:
    """What the patch adds, file by file; raises `SyntaxError` for what does not parse."""
    found: list[Drafted] = []
    for change in candidate.proposal.patch.changes:
        before = {
            ast.dump(each) for each in ast.walk(ast.parse(change.before or "")) if isinstance(each, ast.FunctionDef)
        }
        added = [
            each
            for each in ast.walk(ast.parse(change.after or ""))
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test") and ast.dump(each) not in before
        ]
        found.append(Drafted(change.path, tuple(added)))
    return tuple(found)


async def session(candidate: Candidate, project: Project, tool: Tool, limits: Limits) -> Found:
    """The session after the patch, run once for all checks."""
    return await candidate.after.once("drafted tests", lambda: _session(candidate, project, tool, limits))


def failed(name: str, reason: str, found: Found | None = None) -> CheckResult:
    """A result that rejects."""
    ran = () if found is None else found.ran
    return CheckResult(name, required=True, status="failed", summary=reason, reason=reason, tool="pytest", commands=ran)


async def _session(candidate: Candidate, project: Project, tool: Tool, limits: Limits) -> Found:
    snapshot, branch = candidate.after.snapshot, candidate.after.branch
    assert branch is not None, "nothing is withheld"
    subject = subject_of(snapshot, candidate.target, project.root)
    if subject is None:
        return Found(Session((), (), 0, error="the function is gone"), None, (), (), ())
    added = drafted(candidate)
    related = related_tests(snapshot, tool.folder, (subject.path,)).files
    files = tuple(dict.fromkeys((*related, *(each.file for each in added))))
    command = mutation_command(project, tool, subject, files)
    completed = await branch.run(command, limits)
    ran = Ran("after", command.argv, completed.exit_code, completed.seconds, completed.killed)
    found = read_session(completed, subject)
    own = tuple(test for each in added for test in found.of(each.file, each.names))
    return Found(found, subject, own, tuple(test for test in found.tests if test not in own), (ran,))
