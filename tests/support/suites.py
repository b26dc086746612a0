"""Put a patch of a small project to the check of its tests, in the real sandbox and with the real pytest."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from assay.checks.tests import tests
from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, CheckResult, Side
from assay.core.command import Completed, Limits
from assay.core.patch import FileChange, Patch
from assay.core.project import Project
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from assay.tools.project import find_project
from assay.tools.pytest import Order, find_pytest, pytest_command
from support.sandboxes import sandbox_on, write_tree

MODULE = PurePosixPath("mod.py")
PROJECT = {"pyproject.toml": "[project]\nname = 'small'\n"}


def no_end() -> None:
    """A budget without an end."""


@dataclass(frozen=True)
class Small:
    """A small project on disk, and a folder beside it for the sandbox."""

    workspace: Path
    state: Path
    limits: Limits = field(default_factory=lambda: Limits(wall=60))

    @property
    def project(self) -> Project:
        """As it is found, with the Python that runs this."""
        interpreter = Path(sys.executable)
        return find_project(self.workspace, MODULE, interpreter=interpreter, chosen=None, environ=os.environ)

    def snapshot(self) -> Snapshot:
        """What is on disk."""
        return Snapshot(self.workspace)

    def run(self, order: Order) -> Completed:
        """One run of pytest on the project as it is."""

        async def run() -> Completed:
            project = self.project
            tool = find_pytest(project)
            assert tool is not None
            async with sandbox_on(self.workspace, self.state) as sandbox, sandbox.branch(self.snapshot()) as branch:
                return await branch.run(pytest_command(project, tool, order), self.limits)

        return asyncio.run(run())

    def check(
        self,
        after: Mapping[str, str | None],
        *,
        scope: Literal["related", "all"] = "all",
        remaining: Callable[[], float | None] = no_end,
    ) -> CheckResult:
        """What the check says of these files becoming these texts."""

        async def check() -> CheckResult:
            project, snapshot, patch = self.project, self.snapshot(), self.patch(after)
            judge = tests(project, find_pytest(project), scope=scope, remaining=remaining, limits=self.limits)
            async with (
                sandbox_on(self.workspace, self.state) as sandbox,
                sandbox.branch(snapshot) as before,
                sandbox.branch(snapshot.with_patch(patch)) as then,
            ):
                sides = Side(snapshot, before), Side(snapshot.with_patch(patch), then)
                return await judge(candidate(snapshot, patch, *sides))

        return asyncio.run(check())

    def patch(self, after: Mapping[str, str | None]) -> Patch:
        """The patch that makes these texts of the files."""
        paths = sorted(map(PurePosixPath, after))
        return Patch(tuple(FileChange(path, self.snapshot().read(path), after[str(path)]) for path in paths))

    def within(self, seconds: float) -> Small:
        """The same under a wall limit."""
        return replace(self, limits=replace(self.limits, wall=seconds))


def check_each(
    folder: Path, changes: Mapping[str, tuple[Mapping[str, str], Mapping[str, str | None]]]
) -> dict[str, CheckResult]:
    """What the check says of each change (files, and what becomes of some), two at a time in one sandbox."""
    roots = {name: PurePosixPath(f"project{number}") for number, name in enumerate(changes)}
    trees = {f"{roots[name]}/{path}": text for name, (tree, _) in changes.items() for path, text in tree.items()}
    declared = {f"{root}/{path}": text for root in roots.values() for path, text in PROJECT.items()}
    everything = small(folder, {**declared, **trees})

    async def check(name: str, sandbox: Sandbox, turn: asyncio.Semaphore) -> CheckResult:
        interpreter, root = Path(sys.executable), roots[name]
        path = root / MODULE
        project = find_project(everything.workspace, path, interpreter=interpreter, chosen=None, environ=os.environ)
        judge = tests(project, find_pytest(project), scope="all", remaining=no_end, limits=everything.limits)
        patch = everything.patch({f"{root}/{path}": text for path, text in changes[name][1].items()})
        before, after = everything.snapshot(), everything.snapshot().with_patch(patch)
        async with turn, sandbox.branch(before) as old, sandbox.branch(after) as new:
            return await judge(candidate(before, patch, Side(before, old), Side(after, new)))

    async def check_all() -> dict[str, CheckResult]:
        turn = asyncio.Semaphore(2)
        async with sandbox_on(everything.workspace, everything.state) as sandbox:
            results = await asyncio.gather(*(check(name, sandbox, turn) for name in roots))
        return dict(zip(roots, results, strict=True))

    return asyncio.run(check_all())


def run_each(folder: Path, projects: Mapping[str, Mapping[str, str]], order: Order) -> dict[str, Completed]:
    """One run of pytest on each of these projects, two at a time, all in one workspace and one sandbox."""
    roots = {name: PurePosixPath(f"project{number}") for number, name in enumerate(projects)}
    trees = {f"{roots[name]}/{path}": text for name, tree in projects.items() for path, text in tree.items()}
    declared = {f"{root}/{path}": text for root in roots.values() for path, text in PROJECT.items()}
    everything = small(folder, {**declared, **trees})

    async def run(root: PurePosixPath, sandbox: Sandbox, turn: asyncio.Semaphore) -> Completed:
        interpreter = Path(sys.executable)
        path = root / MODULE
        project = find_project(everything.workspace, path, interpreter=interpreter, chosen=None, environ=os.environ)
        tool = find_pytest(project)
        assert tool is not None
        async with turn, sandbox.branch(everything.snapshot()) as branch:
            return await branch.run(pytest_command(project, tool, order), everything.limits)

    async def run_all() -> dict[str, Completed]:
        turn = asyncio.Semaphore(2)
        async with sandbox_on(everything.workspace, everything.state) as sandbox:
            done = await asyncio.gather(*(run(root, sandbox, turn) for root in roots.values()))
        return dict(zip(roots, done, strict=True))

    return asyncio.run(run_all())


def small(folder: Path, files: Mapping[str, str]) -> Small:
    """A project of these files."""
    return Small(write_tree(folder / "workspace", {**PROJECT, **files}), folder / "state")


def candidate(snapshot: Snapshot, patch: Patch, before: Side, after: Side) -> Candidate:
    """A candidate of which only patch and sides matter."""
    target = Target(MODULE, "a target", ())
    return Candidate(Request("fix", snapshot, MODULE), target, Proposal(patch, "test", "", ""), before, after)
