"""Run a real checker, mypy unless another is named, on a small workspace in the real sandbox."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.command import Completed, Limits
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Checker, CheckerReport, Judge
from assay.tools.checkers import CHECKERS
from assay.tools.mypy import CHECKER
from assay.tools.project import find_project
from support.sandboxes import sandbox_on

OF_NAME: Mapping[str, Checker] = {checker.name: checker for checker in CHECKERS}

OURS = Path(sys.executable)
"""An interpreter that has all checkers of its own."""


def project_at(workspace: Path, path: str, python: Path = OURS) -> Project:
    """The project that a file of the workspace belongs to, on this interpreter."""
    return find_project(workspace, PurePosixPath(path), interpreter=python, chosen=None, environ=os.environ)


def found(project: Project, checker: Checker = CHECKER) -> Tool:
    """The checker of a project, which is there."""
    tool = checker.find(project, {})
    assert tool is not None
    return tool


def judge_of(project: Project, tool: Tool | None = None, *, checker: Checker = CHECKER) -> Judge:
    """The judge of a project."""
    return Judge(checker, tool or found(project, checker), project, "the test says so")


def judge(
    project: Project,
    state: Path,
    *,
    tool: Tool | None = None,
    limits: Limits | None = None,
    above: Mapping[PurePosixPath, str | None] | None = None,
    checker: Checker = CHECKER,
) -> CheckerReport:
    """What the checker says of the project with these texts above the disk."""
    chosen = judge_of(project, tool, checker=checker)
    snapshot = Snapshot(project.workspace, above or {})
    return chosen.read(snapshot, completed(chosen, snapshot, state, limits=limits))


def completed(chosen: Judge, snapshot: Snapshot, state: Path, *, limits: Limits | None = None) -> Completed:
    """How one run of the judge ends."""

    async def run() -> Completed:
        async with sandbox_on(snapshot.root, state) as sandbox, sandbox.branch(snapshot) as branch:
            return await branch.run(chosen.command(), limits or Limits())

    return asyncio.run(run())
