"""What a project's configuration of pytest says, in the one file that pytest reads it from."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.project import Project
from assay.tools.reading import read_ini, read_toml, table


def pytest_setting(project: Project, folder: PurePosixPath, name: str) -> str:
    """The value that an option has for a pytest started in `folder`; empty where none is written down."""
    full = project.workspace / folder
    for file, section in (
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        own = None if section else table(read_toml(full / file), "tool", "pytest")
        found = (read_ini(full / file) or {}).get(section) if section else table(own, "ini_options") or own
        if found is not None:
            return str(found.get(name, ""))
    return ""
