"""Draft tests in a small project, in the real sandbox, and put drafts to their checks."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.actions.draft_tests import targets
from assay.checks.asserting import asserting
from assay.checks.clean import clean
from assay.checks.gains import gains
from assay.checks.kills import kills
from assay.checks.only_tests import only_tests
from assay.checks.stable import stable
from assay.core.action import Declined, Proposal, Request, Target
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.command import Limits
from assay.core.constraint import constraint
from assay.core.patch import FileChange, Patch
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.recipes.drafting.proposer import Desk, drafting
from assay.sandbox.sandbox import Sandbox
from assay.tools.project import find_project
from assay.tools.pytest import find_pytest
from support.sandboxes import sandbox_on, write_tree

PROJECT = {"pyproject.toml": "[project]\nname = 'small'\n[tool.pytest.ini_options]\npythonpath = ['.']\n"}
LIMITS = Limits(wall=120)
DRAFTED = PurePosixPath("tests/test_drafted.py")


@dataclass(frozen=True)
class Small:
    """A small project in a sandbox."""

    workspace: Path
    sandbox: Sandbox
    branches: AsyncExitStack
    interpreter: Path

    async def drafted(self, path: str, function: str, *said: str) -> Proposal | str:
        """What is proposed for a function of which this is said; the reason in words where nothing is."""
        project, tool = self._found(path)
        snapshot = Snapshot(self.workspace)
        examples = tuple(each.example for each in map(constraint, said) if each.example is not None)
        desk = Desk(project, tool, LIMITS, self.side, "", examples)
        found = await drafting(desk)(snapshot, self.target(path, function), ())
        assert isinstance(found, Proposal | Declined)
        return found.reason if isinstance(found, Declined) else found

    async def judged(
        self, make: Callable[[Project, Tool, Limits], Check], path: str, function: str, tests: str
    ) -> CheckResult:
        """What a check says of a file of tests for a function."""
        project, tool = self._found(path)
        candidate = await self._candidate(path, function, Patch((FileChange(DRAFTED, None, tests),)))
        return await make(project, tool, LIMITS)(candidate)

    def stable(self, project: Project, tool: Tool, limits: Limits) -> Check:
        """The check of that name, which opens sides of its own."""
        return stable(project, tool, limits, self.side)

    async def verdicts(self, path: str, function: str, proposal: Proposal | str) -> list[str]:
        """What all checks say of what is proposed; nothing where nothing is."""
        project, tool = self._found(path)
        ground = project, tool, LIMITS
        run = (kills(*ground), gains(*ground), clean(*ground), self.stable(*ground))
        judges = (only_tests(Policy()), asserting, *run)
        if isinstance(proposal, str):
            return []
        candidate = await self._candidate(path, function, proposal.patch)
        found = [await each(candidate) for each in judges]
        return [each.reason or each.status for each in found]

    async def _candidate(self, path: str, function: str, patch: Patch) -> Candidate:
        before = Snapshot(self.workspace)
        target = self.target(path, function)
        sides = await self.side(before), await self.side(before.with_patch(patch))
        request = Request("draft_tests", before, PurePosixPath(path))
        return Candidate(request, target, Proposal(patch, "test", "", ""), *sides)

    async def side(self, snapshot: Snapshot) -> Side:
        """The side that holds a snapshot."""
        return Side(snapshot, await self.branches.enter_async_context(self.sandbox.branch(snapshot)))

    def target(self, path: str, function: str) -> Target:
        """The target at the definition of a function."""
        lines = (self.workspace / path).read_text().splitlines()
        number = next(number for number, line in enumerate(lines) if f"def {function}(" in line)
        start = Position(number, 0)
        request = Request("draft_tests", Snapshot(self.workspace), PurePosixPath(path), Place(start, start))
        (target,) = targets(request, ())
        return target

    def _found(self, path: str) -> tuple[Project, Tool]:
        project = find_project(
            self.workspace, PurePosixPath(path), interpreter=self.interpreter, chosen=None, environ=os.environ
        )
        tool = find_pytest(project)
        assert tool is not None
        return project, tool


@dataclass(frozen=True)
class Shared:
    """A small project that is asked test by test, so that each worker runs what its own tests need and no more."""

    project: Small
    runner: asyncio.Runner

    def drafted(self, path: str, function: str, *said: str) -> Proposal | str:
        """What is proposed for a function of which this is said; the reason in words where nothing is."""
        return self.runner.run(self.project.drafted(path, function, *said))

    def text(self, path: str, function: str) -> str:
        """The file with the tests that are proposed for a function."""
        found = self.drafted(path, function)
        assert isinstance(found, Proposal), found
        return found.patch.changes[0].after or ""

    def judged(
        self, make: Callable[[Project, Tool, Limits], Check], path: str, function: str, tests: str
    ) -> CheckResult:
        """What a check says of a file of tests for a function."""
        return self.runner.run(self.project.judged(make, path, function, tests))


def named(result: CheckResult) -> list[tuple[str, str]]:
    """The tests that are named, each with the beginning of what is wrong with it."""
    assert result.status == "failed"
    found = (each.message.partition(": ") for each in result.problems)
    return [(name, words.partition(" (")[0]) for name, _, words in found]


@asynccontextmanager
async def small(
    folder: Path, files: Mapping[str, str], interpreter: Path = Path(sys.executable)
) -> AsyncGenerator[Small]:
    """A project of these files and of this Python, in the strongest sandbox that there is."""
    workspace = write_tree(folder / "workspace", {**PROJECT, **files})
    async with sandbox_on(workspace, folder / "state") as sandbox, AsyncExitStack() as branches:
        yield Small(workspace, sandbox, branches, interpreter)


@contextmanager
def shared(folder: Path, files: Mapping[str, str]) -> Generator[Shared]:
    """A project of these files that several tests use one after the other."""
    with asyncio.Runner() as runner:
        opened = small(folder, files)
        project = runner.run(opened.__aenter__())
        try:
            yield Shared(project, runner)
        finally:
            runner.run(opened.__aexit__(None, None, None))
