"""Pyrefly: whose is used, how it is started, and how one tells that it came to its end.

It prints its report as JSON and, last of all, how many remarks that is: a run counts only where the two agree.

A project without any configuration of Pyrefly is judged by Pyrefly's own default rules. What it would do by itself
there, since version 1.1, is to look for next to nothing, and would let errors pass that a patch brings with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.core.command import Command, Completed
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Checker, CheckerReport
from assay.tools.configured import Configured, configured
from assay.tools.installed import UNKNOWN, Environment, native
from assay.tools.remarks import Dialect, Remark, Told, counted, report
from assay.tools.versions import numbers

NAME = "pyrefly"

UNCONFIGURED = "the project does not configure pyrefly, so its default rules count, which are more than an editor shows"

_DIALECT = Dialect("characters", counts_mark=False)
_SEVERITIES: Mapping[str, Severity] = {"error": "error", "warn": "warning"}
_TOTAL = re.compile(rb"^\s*INFO (?P<number>[\d,]+) (?:error|diagnostic)s?\b", re.MULTILINE)

_NEWEST: tuple[int, ...] = (99,)
"""What is taken for the version of one that tells none: what a user has put on PATH by hand is mostly new."""

_INTERPRETER_PATH = (0, 40)
"""The first version that knows `--python-interpreter-path` under this name."""

_SEVERITY = (0, 60)
"""The first version that keeps warnings and notes back unless it is asked for them."""

_PRESETS = (1, 1)
"""The first version with presets, of which the weakest is taken where nothing is configured."""


def find(project: Project, environ: Mapping[str, str]) -> Tool | None:
    """The project's own Pyrefly, else Assay's, else the user's; None where there is none."""
    found = native(project, environ, NAME)
    return None if found is None else _tool(project, *found)


def command(project: Project, tool: Tool) -> Command:
    """One run; Pyrefly keeps nothing from one to the next."""
    return Command(tool.argv, tool.folder, readable=(*tool.readable, *project.interpreter.readable))


def read(_project: Project, tool: Tool, snapshot: Snapshot, completed: Completed) -> CheckerReport:
    """What a run came to; `snapshot` is what it ran on."""
    total = _TOTAL.search(completed.stderr)

    def told(value: Any) -> Told:
        remarks = tuple(map(_remark, value["errors"]))
        number = int(total["number"].replace(b",", b"")) if total else -1
        agree = number in (len(remarks), counted(remarks, "error"))
        return Told(remarks, "" if agree else f"its report of {len(remarks)} remarks is not the {_said(number)}")

    return report(tool, snapshot, completed, _DIALECT, told, is_unreachable=_is_unreachable)


def _said(number: int) -> str:
    return f"{number} that it counted" if number >= 0 else "one that it counted: it told no number at its end"


def _is_unreachable(diagnostic: Diagnostic) -> bool:
    return diagnostic.code == "unreachable"


def _tool(project: Project, program: Path, installed: Environment) -> Tool:
    file = _configured(project)
    return Tool(
        NAME,
        installed.version,
        installed.owner,
        (str(program), "check", *_options(project, installed.version, has_configuration=file is not None)),
        (*installed.readable, program),
        folder=file.file.parent if file else project.root,
        note=file.note if file else UNCONFIGURED,
    )


def _options(project: Project, version: str, *, has_configuration: bool) -> Iterator[str]:
    known = _NEWEST if version == UNKNOWN else numbers(version)
    yield from ("--output-format", "json", "--color", "never")
    if known >= _SEVERITY:
        yield from ("--min-severity", "info")
    if known >= _PRESETS and not has_configuration:
        yield from ("--preset", "default")
    path = "--python-interpreter-path" if known >= _INTERPRETER_PATH else "--python-interpreter"
    yield from (path, str(project.interpreter.executable))


def _remark(value: Mapping[str, Any]) -> Remark:
    name = str(value["name"])
    usual = "info" if name == "reveal-type" else "error"  # old versions tell no severity
    return Remark(
        str(value["path"]),
        (int(value["line"]) - 1, int(value["column"]) - 1),
        (int(value["stop_line"]) - 1, int(value["stop_column"]) - 1),
        str(value["description"]),
        name,
        _SEVERITIES.get(str(value.get("severity", usual)), "note"),
    )


def _configured(project: Project) -> Configured | None:
    return configured(project, ("pyrefly.toml",), (NAME,))


def _declared(project: Project) -> str | None:
    file = _configured(project)
    return str(file.file) if file else None


CHECKER = Checker(
    NAME,
    frozenset((NAME,)),
    find,
    command,
    read,
    _declared,
    mention=r"(?<![\w.])pyrefly\b",
    takes_files=True,
)
