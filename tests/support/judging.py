"""Run the real mypy on a small workspace in the real sandbox."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.command import Limits
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import CheckerReport, Judge
from assay.tools.mypy import CHECKER
from assay.tools.project import find_project
from support.sandboxes import sandbox_on

OURS = Path(sys.executable)
"""An interpreter that has a mypy of its own."""


def project_at(workspace: Path, path: str, python: Path = OURS) -> Project:
    """The project that a file of the workspace belongs to, on this interpreter."""
    return find_project(workspace, PurePosixPath(path), interpreter=python, chosen=None, environ=os.environ)


def found(project: Project) -> Tool:
    """The mypy of a project, which is there."""
    tool = CHECKER.find(project, {})
    assert tool is not None
    return tool


def judge_of(project: Project, tool: Tool | None = None) -> Judge:
    """The judge of a project: mypy."""
    return Judge(CHECKER, tool or found(project), project, "the test says so")


def judge(
    project: Project,
    state: Path,
    *,
    tool: Tool | None = None,
    limits: Limits | None = None,
    above: Mapping[PurePosixPath, str | None] | None = None,
) -> CheckerReport:
    """What mypy says of the project with these texts above the disk."""
    chosen = judge_of(project, tool)

    async def run() -> CheckerReport:
        snapshot = Snapshot(project.workspace, above or {})
        async with sandbox_on(project.workspace, state) as sandbox, sandbox.branch(snapshot) as branch:
            completed = await branch.run(chosen.command(), limits or Limits())
        return chosen.read(snapshot, completed)

    return asyncio.run(run())
