"""mypy: whose is used, how it is started, and how one tells that it came to its end.

It runs through a script of ours, which stands in for the console script: neither the folder that it is started in nor
anything in the repository can take the place of one of its modules. A run counts only with the report that mypy writes
last (`--junit-xml`) and with an exit code that fits it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from assay.core.command import INPUT, OUTPUT, Command, Completed
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Checker, CheckerReport, Warm
from assay.tools.configured import contradiction
from assay.tools.mypy_configuration import Configuration, find_configuration
from assay.tools.mypy_dialogue import begin
from assay.tools.mypy_report import Dialect, read_report
from assay.tools.mypy_sources import sources
from assay.tools.reading import read_small
from assay.tools.versions import numbers

SCRIPT = "assay_mypy.py"
DRIVER = "mypy_driver.py"
REPORT = "mypy.xml"
OLDEST_TARGET = (3, 10)
"""The oldest Python that our own mypy checks for."""

NATIVE = (2, 4)
"""The first version that parses natively unless it is told not to."""

LAST_KNOWN = (2, 5)
"""Versions from here on may have no other parser."""

_REQUIRED = ("mypy", "mypy-extensions", "typing-extensions", "pathspec", "librt", "ast-serialize")
_OLD_PARSER = "--no-native-parser"
_START = """\
import sys

sys.path += {folders!r}
from mypy.__main__ import console_entry

sys.exit(console_entry())
"""


@dataclass(frozen=True, slots=True)
class _Installed:
    """One installation of mypy and the Python that runs it."""

    owner: Literal["project", "assay"]
    version: str
    executable: Path
    python: tuple[int, int] | None
    readable: tuple[Path, ...]


def find_mypy(project: Project, _environ: Mapping[str, str]) -> Tool | None:
    """The project's own mypy, whose plugins are installed beside it; else ours; None where there is neither."""
    installed = _of_project(project) or _ours()
    if installed is None:
        return None
    configuration = find_configuration(project)
    told = sources(project, configuration)
    target = _target(project, configuration, installed)
    older = project.interpreter.version
    judged = f"checked as Python 3.{target[1]}, the oldest that mypy {installed.version} knows" if target else ""
    return Tool(
        "mypy",
        installed.version,
        installed.owner,
        (
            str(installed.executable),
            f"{INPUT}/{SCRIPT}",
            *_options(project, configuration, installed, target),
            *told.arguments,
        ),
        installed.readable,
        folder=configuration.folder,
        note="; ".join(filter(None, (_contradiction(configuration), judged if older != target else "", told.note))),
    )


def command(project: Project, tool: Tool) -> Command:
    """One cold run: nothing is taken from the repository's cache, and nothing is left in it."""
    return Command(
        argv=tool.argv,
        cwd=tool.folder,
        environment={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        readable=(*tool.readable, *project.interpreter.readable),
        inputs={SCRIPT: _START.format(folders=_folders() if tool.owner == "assay" else [])},
        outputs=(REPORT,),
    )


def read(project: Project, tool: Tool, snapshot: Snapshot, completed: Completed) -> CheckerReport:
    """What a run came to; `snapshot` is what it ran on."""
    return read_report(completed, completed.outputs.get(REPORT), _dialect(project, tool), tool=tool, snapshot=snapshot)


def warm(project: Project, tool: Tool) -> Warm | None:
    """How it goes on running; None where it is older than its messages in JSON."""
    dialect = _dialect(project, tool)
    if not dialect.json:
        return None
    executable, _, *arguments = tool.argv
    folders = json.dumps(_folders() if tool.owner == "assay" else [])
    started = replace(
        command(project, tool),
        argv=(executable, f"{INPUT}/{DRIVER}", folders, "--no-error-summary", *arguments),
        inputs={DRIVER: resources.files("assay.tools").joinpath(DRIVER).read_text("utf-8")},
        outputs=(),
    )
    return Warm(started, partial(begin, replace(tool, argv=started.argv), dialect))


def _dialect(project: Project, tool: Tool) -> Dialect:
    configuration = find_configuration(project)
    native = numbers(tool.version) >= NATIVE or configuration.turned_on("native_parser")
    return Dialect(
        json="-O" in tool.argv,
        columns="native" if native and _OLD_PARSER not in tool.argv else "bytes",
        asked_for_unreachable=configuration.turned_on("warn_unreachable"),
    )


def _of_project(project: Project) -> _Installed | None:
    python = project.interpreter
    if (version := python.distributions.get("mypy")) is None:
        return None
    return _Installed("project", version, python.executable, python.version, python.readable)


def _ours() -> _Installed | None:
    try:
        version = distribution("mypy").version
    except PackageNotFoundError:
        return None
    prefixes = dict.fromkeys(map(Path, (sys.prefix, sys.base_prefix, *_folders())))
    return _Installed("assay", version, Path(sys.executable), sys.version_info[:2], tuple(prefixes))


def _folders() -> list[str]:
    """Where our mypy and what it requires are installed: mostly one folder, which is on `sys.path` anyway."""
    found: dict[str, None] = {}
    for name in _REQUIRED:
        try:
            found[str(Path(str(distribution(name).locate_file(""))).resolve())] = None
        except PackageNotFoundError:
            continue
    return list(found)


def _target(project: Project, configuration: Configuration, installed: _Installed) -> tuple[int, int] | None:
    """The version of Python to name on the command line; None where mypy knows it by itself.

    The project's own mypy takes its interpreter's; ours would take the one that Assay runs on.
    """
    version = project.interpreter.version
    if installed.owner == "project" or configuration.python_version or version is None:
        return None
    return max(version, OLDEST_TARGET)


def _options(
    project: Project, configuration: Configuration, installed: _Installed, target: tuple[int, int] | None
) -> Iterator[str]:
    version = numbers(installed.version)
    yield from ("--config-file", configuration.file) if configuration.file else ("--config-file=",)
    # JSON tells no ends of places before 1.20
    yield from ("-O", "json") if version >= (1, 20) else ("--show-column-numbers", "--show-error-codes")
    if version >= (0, 981):
        yield "--show-error-end"
    yield from ("--no-pretty", "--no-color-output", "--hide-error-context", "--hide-absolute-path")
    yield from ("--no-install-types", "--show-traceback", "--warn-unreachable")
    yield from ("--cache-dir", f"{OUTPUT}/cache", "--junit-xml", f"{OUTPUT}/{REPORT}")
    yield from ("--python-executable", str(project.interpreter.executable))
    if target:
        yield from ("--python-version", f"{target[0]}.{target[1]}")
    if _needs_old_parser(project, configuration, installed):
        yield _OLD_PARSER
        if "num_workers" in configuration.values:
            yield from ("--num-workers", "0")  # workers need the native parser


def _needs_old_parser(project: Project, configuration: Configuration, installed: _Installed) -> bool:
    """Whether places in the file that is pointed at would be wrong otherwise.

    The native parser, a fourth faster, tells wrong columns behind other characters than ASCII. The old one cannot read
    newer syntax than that of the Python that it runs on.
    """
    checked = configuration.python_version or project.interpreter.version
    if not NATIVE <= numbers(installed.version) < LAST_KNOWN or not installed.python or not checked:
        return False
    text = read_small(project.workspace / project.path)
    return checked <= installed.python and text is not None and not text.isascii()


def _contradiction(configuration: Configuration) -> str:
    return contradiction(configuration.file, configuration.ignored) if configuration.file else ""


def _declared(project: Project) -> str | None:
    configuration = find_configuration(project)
    return str(configuration.folder / configuration.file) if configuration.file else None


CHECKER = Checker(
    "mypy",
    frozenset(("mypy", "dmypy", "pylsp_mypy")),
    find_mypy,
    command,
    read,
    _declared,
    mention=r"(?<![\w.])d?mypy\b",
    warm=warm,
)
