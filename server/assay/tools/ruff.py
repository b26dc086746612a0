"""The project's own ruff as a linter: how it is started, and what it says of a file."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any, cast

from assay.core.command import Command, Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project, Tool
from assay.core.text import Position


def ruff_program(project: Project) -> Path | None:
    """The program that the project's interpreter has installed; None where it has none."""
    python = project.interpreter
    program = python.executable.with_name(f"ruff{python.executable.suffix}")
    return program if "ruff" in python.distributions and program.is_file() else None


def find_ruff(project: Project) -> Tool | None:
    """The linter that the project's interpreter has installed; None where it has none."""
    python, program = project.interpreter, ruff_program(project)
    if program is None:
        return None
    argv = (str(program), "check", "--no-cache", "--no-fix", "--force-exclude", "--output-format=json")
    return Tool("ruff", python.distributions["ruff"], "project", argv, python.readable, folder=project.root)


def ruff_command(tool: Tool, name: PurePosixPath) -> Command:
    """The command that looks at one file, named from where the tool starts, as the project configures it."""
    return Command(argv=(*tool.argv, "--", str(name)), cwd=tool.folder, readable=tool.readable)


def read_ruff(completed: Completed, path: PurePosixPath) -> tuple[Diagnostic, ...] | str:
    """What it found; in words what went wrong, where it came to no end of its own."""
    if completed.killed or completed.exit_code not in (0, 1):
        said = completed.stderr.decode("utf-8", "replace").strip()[:300]
        return f"it ended with {completed.killed or f'exit code {completed.exit_code}'}: {said or 'it said nothing'}"
    try:
        return tuple(_diagnostic(each, path) for each in json.loads(completed.stdout))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return f"its report cannot be read ({type(error).__name__})"


def _diagnostic(found: Any, path: PurePosixPath) -> Diagnostic:
    start, end = (_position(found[name]) for name in ("location", "end_location"))
    return Diagnostic(path, start, end, str(found["message"]), str(found["code"] or "syntax"), "ruff")


def _position(place: Any) -> Position:
    row, column = (cast("int", place[name]) for name in ("row", "column"))
    return Position(max(row - 1, 0), max(column - 1, 0))
