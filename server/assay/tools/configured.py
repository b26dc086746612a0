"""Which file configures a checker for a project: the nearest of those that the checker itself would take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.project import Project
from assay.tools.reading import read_toml, table

PYPROJECT = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Configured:
    """The file in force, relative to the workspace, and those beside it that configure the same to no effect."""

    file: PurePosixPath
    ignored: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What to say of configurations that contradict each other; empty where there is one."""
        return contradiction(self.file.name, self.ignored)


def configured(project: Project, own: Iterable[str], tables: Iterable[str]) -> Configured | None:
    """The nearest folder, from the project's up to the workspace, that has one of these; None where none has.

    `own` are files that configure nothing else, the first wins; `tables` are those under `tool` in `pyproject.toml`.
    """
    for folder in (project.root, *project.root.parents):
        top = project.workspace / folder
        files = [name for name in own if (top / name).is_file()]
        if _has_table(top, tables):
            files.append(PYPROJECT)
        if files:
            return Configured(folder / files[0], tuple(files[1:]))
    return None


def contradiction(file: str, ignored: Iterable[str]) -> str:
    """What to say of configurations beside the one in force."""
    others = " and ".join(ignored)
    return f"{file} counts, and what {others} says beside it does not" if others else ""


def _has_table(folder: Path, tables: Iterable[str]) -> bool:
    pyproject = read_toml(folder / PYPROJECT)
    return any(table(pyproject, "tool", name) is not None for name in tables)
