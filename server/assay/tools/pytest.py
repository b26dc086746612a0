"""The project's own pytest: how it is found and how one run of it is put.

It is started by a script of ours, `pytest_plugin.py`, which imports pytest before the repository gets onto `sys.path`
and stays in the run as a plugin. What the project configures holds: its `addopts`, plugins, markers, `testpaths`.
Only what would end a run early, spread it over processes or weigh its coverage is turned off, by arguments that
come after `addopts` and so win over them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from assay.core.command import INPUT, OUTPUT, TOP, Command
from assay.core.digest import digest
from assay.core.project import Project, Tool
from assay.tools.reading import read_ini, read_small, read_toml, table
from assay.tools.watched import Watched

JOURNAL = "pytest.jsonl"
JUNIT = "junit.xml"
OLDEST = (7, 0)
OLDEST_PYTHON = (3, 9)
_SCRIPT = "assay_pytest.py"

ALWAYS = (
    "--continue-on-collection-errors",  # one file that cannot be imported hides no other
    "--maxfail=0",
    # its own cache: without any, options such as --ff would be unknown; with the project's, earlier runs would count
    *("-o", f"cache_dir={OUTPUT}/cache"),
    f"--junit-xml={OUTPUT}/{JUNIT}",
    *("-o", "junit_family=xunit1", "-o", "junit_logging=no"),
    *("--tb=short", "--show-capture=no", "--color=no"),
)
_WITH_PLUGIN: Mapping[str, tuple[str, ...]] = {
    "pytest-cov": ("--no-cov",),
    "pytest-randomly": ("--randomly-seed=1", "--randomly-dont-reorganize"),
    "pytest-xdist": ("-n0",),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What one run shall do.

    `seed` is drawn for the run and names its canaries. `only` are the files to collect from, None for all that the
    project's configuration names; `first` are those to begin with; `ids` are the only tests to run. After `seconds`
    no further test begins. `lines` are the line numbers, from 1, of which it shall tell whether they ran, `watched` the
    expressions of which it shall tell what they were. Paths are relative to the workspace.
    """

    seed: str
    only: tuple[PurePosixPath, ...] | None = None
    first: tuple[PurePosixPath, ...] = ()
    ids: tuple[str, ...] | None = None
    seconds: float | None = None
    lines: Mapping[PurePosixPath, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class Canaries:
    """The names of the two tests that are planted in each folder, and of the module that they seem to stand in."""

    module: str
    passes: str
    fails: str


def canaries(seed: str) -> Canaries:
    """The names that follow from a seed; they look like any test's."""
    return Canaries(*(f"test_{digest(f'{seed} {what}')[:16]}" for what in ("module", "passes", "fails")))


def find_pytest(project: Project) -> Tool | None:
    """The pytest that the project's interpreter has installed; None where it has none."""
    interpreter = project.interpreter
    if (version := interpreter.distributions.get("pytest")) is None:
        return None
    argv = (str(interpreter.executable), "-B", f"{INPUT}/{_SCRIPT}")
    return Tool("pytest", version, "project", argv, interpreter.readable, _folder(project))


def _folder(project: Project) -> PurePosixPath:
    """Where a user would start it: the nearest folder that configures pytest, else the project's own.

    Only there does `testpaths` count. The folder of a checker's configuration may lie below it.
    """
    return next(
        (each for each in (project.root, *project.root.parents) if _configures(project.workspace / each)), project.root
    )


def _configures(folder: Path) -> bool:
    if any(read_small(folder / name) is not None for name in ("pytest.ini", ".pytest.ini")):
        return True
    pyproject = read_toml(folder / "pyproject.toml")
    return (
        table(pyproject, "tool", "pytest") is not None
        or "pytest" in (read_ini(folder / "tox.ini") or {})
        or "tool:pytest" in (read_ini(folder / "setup.cfg") or {})
    )


def lacking(project: Project, tool: Tool | None) -> str:
    """Why the tests of this project cannot be run, and what to do; empty where they can."""
    executable, python = project.interpreter.executable, project.interpreter.version
    if tool is None:
        return f"pytest is not installed for {executable}: install it there with {executable} -m pip install pytest"
    if _numbers(tool.version) < OLDEST:
        return f"pytest {tool.version} is older than 7.0: update it with {executable} -m pip install -U pytest"
    if python is not None and python < OLDEST_PYTHON:
        return f"{executable} is Python {python[0]}.{python[1]}: choose an interpreter from 3.9 on"
    return ""


def pytest_command(project: Project, tool: Tool, order: Order) -> Command:
    """The command of one run. What the order says goes in on stdin, so that no file names the canaries."""
    return Command(
        argv=(*tool.argv, f"{OUTPUT}/{JOURNAL}", *ALWAYS, *for_plugins(project)),
        cwd=tool.folder,
        environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        readable=tool.readable,
        inputs={_SCRIPT: resources.files("assay.tools").joinpath("pytest_plugin.py").read_text("utf-8")},
        outputs=(JOURNAL, JUNIT),
        stdin=_written(tool, order).encode(),
    )


def for_plugins(project: Project) -> tuple[str, ...]:
    """Arguments that keep the plugins that the project has installed from changing a run's order or weight."""
    installed = project.interpreter.distributions
    return tuple(word for name in sorted(_WITH_PLUGIN) if name in installed for word in _WITH_PLUGIN[name])


def _written(tool: Tool, order: Order) -> str:
    names = canaries(order.seed)
    return json.dumps(
        {
            "root": "" if tool.folder == TOP else str(tool.folder),
            "canaries": {"module": names.module, "passes": names.passes, "fails": names.fails},
            "only": None if order.only is None else [str(path) for path in order.only],
            "first": [str(path) for path in order.first],
            "ids": order.ids,
            "seconds": order.seconds,
            "lines": {str(path): sorted(lines) for path, lines in order.lines.items()},
            "watched": [each.order for each in order.watched],
        }
    )


def _numbers(version: str) -> tuple[int, ...]:
    words = version.split(".")[:2]
    return tuple(int(word) if word.isdigit() else 0 for word in words)
