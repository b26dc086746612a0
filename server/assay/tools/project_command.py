"""A command that somebody names in words, as it is started in a project: with the project's own Python and programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from assay.core.command import Command
from assay.core.project import Project


def project_command(project: Project, argv: Sequence[str]) -> Command:
    """The command, started in the project's folder."""
    python = project.interpreter
    program, *rest = argv
    match PurePosixPath(program).name:
        case "python" | "python3":
            started = (str(python.executable), *rest)
        case "pytest":
            started = (str(python.executable), "-m", "pytest", "-p", "no:cacheprovider", *rest)
        case _:
            installed = python.executable.parent / program
            started = (str(installed), *rest) if "/" not in program and installed.is_file() else tuple(argv)
    return Command(
        argv=started,
        cwd=project.root,
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
        readable=python.readable,
    )
