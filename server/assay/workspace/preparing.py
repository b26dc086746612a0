"""Have what a project is built with fetched, once a person has said yes: before a build, and outside of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from assay.checks.package import Prepare
from assay.core.project import Project
from assay.core.rules import Permit
from assay.sandbox.fetching import fetch, folder_for, pip_arguments, used
from assay.workspace.permission import asked_once
from assay.workspace.stopwatch import Stopwatch

BUILDS = "build-environments"
"""The folder in the user's state where it is kept, for all workspaces."""

_WHO = "the comparison of builds"


def preparing(project: Project, store: Path, environ: Mapping[str, str], permit: Permit, watch: Stopwatch) -> Prepare:
    """How requirements are prepared for the project's Python; what was fetched once is there without a question."""
    ask = asked_once(permit, watch, lambda _: None)
    one_at_a_time = asyncio.Lock()

    async def prepare(requirements: tuple[str, ...]) -> Path | str:
        if project.interpreter.version is None:
            return "which Python the project has is not known"
        python = ".".join(map(str, project.interpreter.version))
        async with one_at_a_time:
            there = folder_for(store, requirements, python)
            if await asyncio.to_thread(used, there):
                return there
            if not await ask(pip_arguments(requirements, python), _WHO):
                return f"nobody allowed to fetch {', '.join(requirements)}; install them for the project, or allow it"
            return await fetch(store, requirements, python, environ)

    return prepare
