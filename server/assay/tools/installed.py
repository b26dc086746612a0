"""Where a checker is installed: in the project's environment, in Assay's own, or for the user, told by files alone.

A folder of the workspace on PATH does not count, nor what a link on PATH finds there: a repository does not choose by
PATH what judges it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from assay.core.project import Project
from assay.tools.environment import inspect, package_folders
from assay.tools.reading import read_small

UNKNOWN = "of unknown version"
"""The version where no file tells it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment that has a distribution installed.

    `programs` are its folders of programs, `packages` those of packages; `readable` is what its programs need.
    """

    owner: Literal["project", "assay", "user"]
    version: str
    programs: tuple[Path, ...]
    packages: tuple[Path, ...]
    readable: tuple[Path, ...]

    def program(self, name: str) -> Path | None:
        """The file of a program; None where it has none."""
        return _first(folder / name for folder in self.programs)

    def package(self, path: str) -> Path | None:
        """The file of a package, by its path below the folder of packages; None where it has none."""
        return _first(folder / path for folder in self.packages)


def native(project: Project, environ: Mapping[str, str], name: str) -> tuple[Path, Environment] | None:
    """A checker that is one binary, called as its distribution is: the project's, else Assay's, else the user's."""
    for installed in (of_project(project, name), of_assay(name)):
        if installed is not None and (program := installed.program(name)) is not None:
            return program, installed
    found = of_user(project, environ, name, name)
    return None if found is None or is_script(found[0]) else found


def of_project(project: Project, name: str) -> Environment | None:
    """The project's environment, where it has the distribution."""
    interpreter = project.interpreter
    if (version := interpreter.distributions.get(name)) is None:
        return None
    prefixes = tuple(dict.fromkeys((interpreter.prefix, interpreter.base_prefix)))
    return Environment("project", version, _programs(*prefixes), package_folders(interpreter), interpreter.readable)


def of_assay(name: str) -> Environment | None:
    """Assay's own environment, where it has the distribution."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    packages = Path(os.path.realpath(str(found.locate_file(""))))
    # beside the packages rather than at `sys.prefix`, which is another where they were put on the path
    prefixes = dict.fromkeys((Path(sys.prefix), packages.parents[2] if len(packages.parents) > 2 else packages))
    return Environment("assay", found.version, _programs(*prefixes), (packages,), ())


def of_user(project: Project, environ: Mapping[str, str], program: str, name: str) -> tuple[Path, Environment] | None:
    """What the user has on PATH under the program's name, its links followed, and the environment that it lies in."""
    found = next(on_path(project, environ, program), None)
    if found is None:
        return None
    prefix = found.parent.parent
    python = _first(prefix / "bin" / each for each in ("python3", "python"))
    if python is None or found.parent.name != "bin":
        return found, Environment("user", UNKNOWN, (found.parent,), (), ())
    # which folders a command may see is of no matter here: it is shown single files and packages
    inside = inspect(python, "PATH", workspace=project.workspace, home=None)
    version = inside.distributions.get(name, UNKNOWN)
    return found, Environment("user", version, (found.parent,), package_folders(inside), ())


def on_path(project: Project, environ: Mapping[str, str], program: str) -> Iterator[Path]:
    """The files that PATH has under this name, outside the workspace, their links followed."""
    workspace = Path(os.path.realpath(project.workspace))
    for entry in environ.get("PATH", "").split(os.pathsep):
        named = Path(entry) / program
        if not named.is_absolute() or not named.is_file() or not os.access(named, os.X_OK):
            continue
        real = Path(os.path.realpath(named))
        inside = any(each.is_relative_to(workspace) for each in (Path(os.path.realpath(entry)), real))
        # a manager's shim looks for what it stands for in ways of its own
        if not inside and real.parent.name != "shims":
            yield real


def is_script(path: Path) -> bool:
    """Whether a program is a text that names its interpreter, rather than a binary."""
    return (read_small(path) or "").startswith("#!")


def _programs(*prefixes: Path) -> tuple[Path, ...]:
    return tuple(prefix / ("Scripts" if os.name == "nt" else "bin") for prefix in prefixes)


def _first(paths: Iterator[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)
