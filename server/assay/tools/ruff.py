"""The project's own ruff as a linter: whether its configuration asks for one, and what it says of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias, cast

from assay.core.command import Command, Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project, Tool
from assay.core.text import Position
from assay.tools.reading import read_ini, read_small, read_toml, table

Linter: TypeAlias = Literal["ruff", "flake8"]

_HOOK = re.compile(r"^\s*-?\s*id:\s*[\"']?(ruff-check|ruff|flake8)[\"']?\s*$", re.MULTILINE)
_CHOOSING = frozenset({"select", "extend-select", "ignore", "extend-ignore", "per-file-ignores"})


def declared_linter(project: Project) -> Linter | None:
    """The linter that the project's configuration names; None where it names none."""
    for folder in (project.root, *project.root.parents):
        full = project.workspace / folder
        own = read_toml(full / ".ruff.toml") or read_toml(full / "ruff.toml")
        if _chooses(own) or _chooses(table(read_toml(full / "pyproject.toml"), "tool", "ruff")):
            return "ruff"
        if any("flake8" in (read_ini(full / name) or {}) for name in (".flake8", "setup.cfg", "tox.ini")):
            return "flake8"
        if match := _HOOK.search(read_small(full / ".pre-commit-config.yaml") or ""):
            return "flake8" if match[1] == "flake8" else "ruff"
    return None


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


def lint_command(tool: Tool, path: PurePosixPath) -> Command:
    """The command that looks at one file, as the project configures it; the path is relative to the workspace."""
    inside = path.is_relative_to(tool.folder)
    name = path.relative_to(tool.folder) if inside else PurePosixPath(*(".." for _ in tool.folder.parts), path)
    return Command(argv=(*tool.argv, "--", str(name)), cwd=tool.folder, readable=tool.readable)


def read_lint(completed: Completed, path: PurePosixPath) -> tuple[Diagnostic, ...] | str:
    """What it found; in words what went wrong, where it came to no end of its own."""
    if completed.killed or completed.exit_code not in (0, 1):
        said = completed.stderr.decode("utf-8", "replace").strip()[:300]
        return f"it ended with {completed.killed or f'exit code {completed.exit_code}'}: {said or 'it said nothing'}"
    try:
        return tuple(_diagnostic(each, path) for each in json.loads(completed.stdout))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return f"its report cannot be read ({type(error).__name__})"


def _chooses(configuration: Mapping[str, Any] | None) -> bool:
    """Whether a configuration of ruff is one of its linter; what only formats is none."""
    return configuration is not None and ("lint" in configuration or not _CHOOSING.isdisjoint(configuration))


def _diagnostic(found: Any, path: PurePosixPath) -> Diagnostic:
    start, end = (_position(found[name]) for name in ("location", "end_location"))
    return Diagnostic(path, start, end, str(found["message"]), str(found["code"] or "syntax"), "ruff")


def _position(place: Any) -> Position:
    row, column = (cast("int", place[name]) for name in ("row", "column"))
    return Position(max(row - 1, 0), max(column - 1, 0))
