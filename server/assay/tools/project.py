"""Find the project that a file belongs to: its folder, what declares it, and the interpreter that it runs on.

Nothing is executed; what the repository holds is read as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.command import TOP
from assay.core.project import Project
from assay.tools.interpreter import find_interpreter
from assay.tools.reading import read_ini, read_small, read_toml, table

CHECKER_FILES = ("mypy.ini", ".mypy.ini", "pyrightconfig.json", "pyrefly.toml", "ty.toml")
"""Files that exist only to configure a type checker."""

TABLES = (
    ("tool", "mypy"),
    ("tool", "pyright"),
    ("tool", "basedpyright"),
    ("tool", "pyrefly"),
    ("tool", "ty"),
    ("project",),
    ("tool", "poetry"),
)
"""Tables of `pyproject.toml` that make its folder a project."""


def find_project(
    workspace: Path,
    path: PurePosixPath,
    *,
    interpreter: Path | None,
    chosen: Path | None,
    environ: Mapping[str, str],
) -> Project:
    """The project of a file: the nearest folder above it that declares a checker or a project, else the workspace.

    `path` is relative to the workspace. `interpreter` is the user's setting, `chosen` the editor's choice.
    Raises `Lacking` where no interpreter is found.
    """
    root, declared = find_root(workspace, path)
    return Project(
        workspace=workspace,
        root=root,
        declared=declared,
        interpreter=find_interpreter(workspace, workspace / root, setting=interpreter, chosen=chosen, environ=environ),
        path=path,
    )


def find_root(workspace: Path, path: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath | None]:
    """The folder of a file's project, and the file that makes it one; None where nothing does."""
    for folder in (path, *path.parents) if ".." not in path.parts else ():
        if (name := declares(workspace / folder)) is not None:
            return folder, folder / name
    return TOP, None


def declares(folder: Path) -> str | None:
    """The name of the file that makes a folder a project; None where there is none."""
    for name in CHECKER_FILES:
        if (folder / name).is_file():
            return name
    if (folder / "pyproject.toml").is_file():
        pyproject = read_toml(folder / "pyproject.toml")
        # one that cannot be read was meant to say something; its own folder is the best guess
        if pyproject is None or any(table(pyproject, *keys) is not None for keys in TABLES):
            return "pyproject.toml"
    sections = read_ini(folder / "setup.cfg") or {}
    if "mypy" in sections or "metadata" in sections:
        return "setup.cfg"
    return "setup.py" if read_small(folder / "setup.py") is not None else None
