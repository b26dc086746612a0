"""What a patch adds to the tests, and the one session of the project's pytest that several checks judge it by."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Candidate, CheckResult, Ran
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.parsing import parse_module
from assay.core.project import Project, Tool
from assay.core.text import Lines, Position
from assay.tools.mutation import Reached, Session, mutation_command, qualified, read_session
from assay.tools.related import related_tests
from assay.tools.subject import Subject, subject_of


@dataclass(frozen=True, slots=True)
class Test:
    """One test function that a patch adds: at the top of a file, or in a class there. `text` is all of the file."""

    file: PurePosixPath
    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    text: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"{self.file}:{self.node.lineno}: {self.name}"

    @property
    def identifier(self) -> str:
        """What pytest calls it, without the values of a case."""
        return f"{self.file}::{self.name.replace('.', '::')}"

    @property
    def first(self) -> int:
        """The line on which it begins, with what decorates it, from 1."""
        return min((each.lineno for each in self.node.decorator_list), default=self.node.lineno)

    def holds(self, line: int) -> bool:
        """Whether a line, from 0, is one of it."""
        return self.first <= line + 1 <= (self.node.end_lineno or self.first)

    def is_of(self, file: PurePosixPath, identifier: str) -> bool:
        """Whether a test that was collected from a file is a case of it."""
        return file == self.file and qualified(identifier) == self.name


@dataclass(frozen=True, slots=True)
class Blame:
    """A test, or a case of one, and what is wrong with it."""

    file: PurePosixPath
    identifier: str
    why: str

    def __str__(self) -> str:
        return f"{self.identifier} {self.why}"


@dataclass(frozen=True, slots=True)
class Found:
    """The session after the patch: the drafted tests in it, those of the project, and the command for the receipt.

    `missing` are those that were not collected.
    """

    session: Session
    subject: Subject | None
    added: tuple[Test, ...]
    drafted: tuple[Reached, ...]
    others: tuple[Reached, ...]
    ran: tuple[Ran, ...]

    @property
    def missing(self) -> tuple[Test, ...]:
        """The drafted tests that were not collected."""
        return tuple(each for each in self.added if not any(each.is_of(case.file, case.id) for case in self.drafted))


def drafted(candidate: Candidate) -> tuple[Test, ...]:
    """What the patch adds, in the order of the files; raises `SyntaxError` for what does not parse."""
    found: list[Test] = []
    for change in candidate.proposal.patch.changes:
        before = {(name, ast.dump(node)) for name, node in _tests(parse_module(change.before or ""))}
        text = change.after or ""
        new = (each for each in _tests(parse_module(text)) if (each[0], ast.dump(each[1])) not in before)
        found += [Test(change.path, name, node, text) for name, node in new]
    return tuple(found)


async def session(candidate: Candidate, project: Project, tool: Tool, limits: Limits) -> Found:
    """The session after the patch, run once for all checks."""
    return await candidate.after.once("drafted tests", lambda: _session(candidate, project, tool, limits))


def failed(name: str, reason: str, found: Found | None = None, *, problems: tuple[Diagnostic, ...] = ()) -> CheckResult:
    """A result that rejects. `problems` name the tests that are at fault, where it is these alone."""
    ran = () if found is None else found.ran
    return CheckResult(
        name,
        required=True,
        status="failed",
        summary=reason,
        reason=reason,
        tool="pytest",
        commands=ran,
        problems=problems,
    )


def problem(test: Test, why: str, check: str, row: ast.expr | None = None) -> Diagnostic:
    """What is wrong with a test, where its definition stands with what decorates it; or with a row of its table."""
    words = f"{test.name}: {why}"
    if row is not None:
        place = Lines(test.text).place_of(row)
        return Diagnostic(test.file, place.start, place.end, f"{test.name}, a row of its table: {why}", check, "assay")
    start, end = Position(test.first - 1, 0), Position(test.node.end_lineno or test.first, 0)
    return Diagnostic(test.file, start, end, words, check, "assay")


def problems(
    found: Iterable[Test], cases: Iterable[Reached], blamed: Iterable[Blame], check: str
) -> tuple[Diagnostic, ...]:
    """What is wrong, test by test: of one whose cases are rows of a table, with these rows, unless it is all of them.

    `cases` are all that were collected, in their order.
    """
    every, said = list(cases), list(blamed)
    listed: list[Diagnostic] = []
    for test in found:
        bad = {each.identifier: each.why for each in said if test.is_of(each.file, each.identifier)}
        ids = [each.id for each in every if test.is_of(each.file, each.id)]
        rows = rows_of(test.node)
        if len(rows) == len(ids) > len(bad):
            listed += [problem(test, bad[id_], check, row) for id_, row in zip(ids, rows, strict=True) if id_ in bad]
        elif bad:
            listed.append(problem(test, next(iter(bad.values())), check))
    return tuple(listed)


def rows_of(test: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """The rows of the one table that a test is parametrised with; none where it has no such table, or several."""
    tables = [
        each.args[1]
        for each in test.decorator_list
        if isinstance(each, ast.Call) and len(each.args) == 2 and ast.unparse(each.func).endswith("parametrize")
    ]
    return tables[0].elts if len(tables) == 1 and isinstance(tables[0], ast.List) else []


def _tests(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The test functions of a file that can be collected, by their qualified names."""
    for node in module.body:
        for each in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and each.name.startswith("test"):
                yield f"{node.name}.{each.name}" if isinstance(node, ast.ClassDef) else each.name, each


async def _session(candidate: Candidate, project: Project, tool: Tool, limits: Limits) -> Found:
    snapshot, branch = candidate.after.snapshot, candidate.after.branch
    assert branch is not None, "nothing is withheld"
    subject = subject_of(snapshot, candidate.target, project.root)
    added = drafted(candidate)
    if subject is None:
        return Found(Session((), (), frozenset(), error="the function is gone"), None, added, (), (), ())
    related = related_tests(snapshot, tool.folder, (subject.path,)).files
    files = tuple(dict.fromkeys((*related, *(each.file for each in added))))
    command = mutation_command(project, tool, subject, files)
    completed = await branch.run(command, limits)
    ran = Ran("after", command.argv, completed.exit_code, completed.seconds, completed.killed)
    found = read_session(completed, subject)
    own = tuple(case for case in found.tests if any(each.is_of(case.file, case.id) for each in added))
    return Found(found, subject, added, own, tuple(case for case in found.tests if case not in own), (ran,))
