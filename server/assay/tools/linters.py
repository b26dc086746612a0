"""The linter that a project's configuration names: ruff or flake8, and what it says of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Literal, TypeAlias

from assay.core.command import Command, Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project, Tool
from assay.tools.flake8 import find_flake8, flake8_command, read_flake8
from assay.tools.reading import read_ini, read_small, read_toml, table
from assay.tools.ruff import find_ruff, read_ruff, ruff_command

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


def find_linter(project: Project, name: Linter) -> Tool | None:
    """The linter that the project's interpreter has installed; None where it has none."""
    return find_ruff(project) if name == "ruff" else find_flake8(project)


def lint_command(tool: Tool, path: PurePosixPath) -> Command:
    """The command that looks at one file, as the project configures it; the path is relative to the workspace."""
    inside = path.is_relative_to(tool.folder)
    name = path.relative_to(tool.folder) if inside else PurePosixPath(*(".." for _ in tool.folder.parts), path)
    return ruff_command(tool, name) if tool.name == "ruff" else flake8_command(tool, name)


def read_lint(tool: Tool, completed: Completed, path: PurePosixPath) -> tuple[Diagnostic, ...] | str:
    """What it found; in words what went wrong, where it came to no end of its own."""
    return read_ruff(completed, path) if tool.name == "ruff" else read_flake8(completed, path)


def _chooses(configuration: Mapping[str, Any] | None) -> bool:
    """Whether a configuration of ruff is one of its linter; what only formats is none."""
    return configuration is not None and ("lint" in configuration or not _CHOOSING.isdisjoint(configuration))
