"""The version of a tool that a project pins, so that it can be said where another one judges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assay.core.project import Project
from assay.tools.reading import names, read_small

FOLDERS = (".", "requirements", "tests", "test", "dev", ".github/workflows")
FILES = (".toml", ".lock", ".txt", ".in", ".cfg", ".ini", ".yaml", ".yml", "noxfile.py", "Pipfile")

_VERSION = r"v?(?P<version>\d[\w.]*)"


def pinned(project: Project, name: str) -> tuple[str, str] | None:
    """The version that a file of the project, or of the workspace around it, pins a tool to, and the file."""
    patterns = tuple(re.compile(pattern) for pattern in _patterns(name))
    for file, text in _texts(project):
        for pattern in patterns:
            if match := pattern.search(text):
                return match["version"].rstrip("."), file
    return None


def _patterns(name: str) -> Iterator[str]:
    escaped = re.escape(name)
    yield rf"(?im)^[^#\n]*(?<![\w.-]){escaped}(?:\[[\w, -]*\])?\s*===?\s*{_VERSION}(?!\S*\*)"
    # the tables of uv, poetry and pdm's locks
    yield rf'(?m)^name = "{escaped}"\nversion = "{_VERSION}"'
    # the hooks of pre-commit, which are kept in repositories called after the tool
    yield rf"repo: *\S*/(?:mirrors-)?{escaped}(?:-python|-pre-commit|-prek)?/?(?:\.git)? *\n *rev: *['\"]?{_VERSION}"


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    for top in dict.fromkeys((project.workspace / project.root, project.workspace)):
        for folder in FOLDERS:
            for name in names(top / folder):
                file = top / folder / name
                if name.endswith(FILES) and (text := read_small(file)) is not None:
                    yield _shown(file, project.workspace), text


def _shown(file: Path, workspace: Path) -> str:
    return file.relative_to(workspace).as_posix()
