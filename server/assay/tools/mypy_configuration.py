"""The project's mypy configuration: the file that mypy itself would take, and what it says of what to check."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, cast

from assay.core.project import Project
from assay.tools.reading import read_ini, read_toml, table

OWN = ("mypy.ini", ".mypy.ini")
SHARED = ("pyproject.toml", "setup.cfg")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The `[mypy]` section in force. `folder`, relative to the workspace, is where mypy is to be started.

    `file` is the configuration's name there, None where there is none; `ignored` are those beside it that would
    configure mypy too if it were not there.
    """

    folder: PurePosixPath
    file: str | None = None
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[str, ...] = ()

    def words(self, option: str) -> tuple[str, ...]:
        """The values of an option that takes several."""
        value: Any = self.values.get(option, "")
        words = cast("list[object]", value) if isinstance(value, list) else str(value).split(",")
        return tuple(word.strip() for word in words if isinstance(word, str) and word.strip())

    def turned_on(self, option: str) -> bool:
        """Whether an option that is on or off is on."""
        return str(self.values.get(option, "")).strip().lower() in {"true", "1", "yes", "on"}

    @property
    def python_version(self) -> tuple[int, int] | None:
        """The version of Python to check for, where the configuration names one."""
        match = re.fullmatch(r"(3)\.(\d{1,2})", str(self.values.get("python_version", "")).strip())
        return (int(match[1]), int(match[2])) if match else None


def find_configuration(project: Project) -> Configuration:
    """The nearest configuration at the project's root or above it, as far as the workspace or its work tree goes."""
    for folder in (project.root, *project.root.parents):
        found = {name: values for name in (*OWN, *SHARED) if (values := _section(project, folder / name)) is not None}
        for name, values in found.items():
            return Configuration(folder, name, MappingProxyType(dict(values)), tuple(found)[1:])
        if any(os.path.lexists(project.workspace / folder / name) for name in (".git", ".hg")):
            break
    return Configuration(project.root)


def _section(project: Project, path: PurePosixPath) -> Mapping[str, Any] | None:
    if path.suffix == ".toml":
        return table(read_toml(project.workspace / path), "tool", "mypy")
    sections = read_ini(project.workspace / path)
    if sections is None or "mypy" in sections:
        return table(sections, "mypy")
    return MappingProxyType({}) if path.name in OWN else None
