"""ty: whose is used, how it is started, and how one tells that it came to its end.

It prints its report, a list in the form of GitLab's code quality, when it has checked everything, and nothing before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from assay.core.command import Command, Completed
from assay.core.diagnostics import Severity
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Checker, CheckerReport, Warm
from assay.tools.configured import Configured, configured
from assay.tools.installed import Environment, native
from assay.tools.language_server import Manner, begin
from assay.tools.remarks import Dialect, Remark, Told, report

NAME = "ty"

UNREADABLE = "io"
"""The code of a file that cannot be read."""

_DIALECT = Dialect("characters", counts_mark=False)
_ADVICE = re.compile(r"\n\n(?:help|info): .*", re.DOTALL)
_SEVERITIES: Mapping[str, Severity] = {"blocker": "error", "critical": "error", "major": "error", "minor": "warning"}


def find(project: Project, environ: Mapping[str, str]) -> Tool | None:
    """The project's own ty, else Assay's, else the user's; None where there is none."""
    found = native(project, environ, NAME)
    return None if found is None else _tool(project, *found)


def command(project: Project, tool: Tool) -> Command:
    """One run; ty keeps nothing from one to the next."""
    return Command(tool.argv, tool.folder, readable=(*tool.readable, *project.interpreter.readable))


def read(_project: Project, tool: Tool, snapshot: Snapshot, completed: Completed) -> CheckerReport:
    """What a run came to; `snapshot` is what it ran on."""
    return report(tool, snapshot, completed, _DIALECT, _told)


def warm(project: Project, tool: Tool) -> Warm:
    """How it goes on running."""
    argv = (tool.argv[0], "server")
    environment = {"environment": {"python": str(project.interpreter.executable)}}
    manner = Manner({NAME: {"configuration": environment, "diagnosticMode": "openFilesOnly"}}, words=_words)
    return Warm(replace(command(project, tool), argv=argv), partial(begin, replace(tool, argv=argv), manner))


def _words(message: str) -> str:
    """A message without the advice that an editor gets behind it."""
    return _ADVICE.sub("", message)


def _tool(project: Project, program: Path, installed: Environment) -> Tool:
    file = _configured(project)
    argv = (
        *(str(program), "check", "--output-format", "gitlab", "--color", "never"),
        *("--python", str(project.interpreter.executable)),
    )
    return Tool(
        NAME,
        installed.version,
        installed.owner,
        argv,
        (*installed.readable, program),
        folder=file.file.parent if file else project.root,
        note=file.note if file else "",
    )


def _told(value: Any) -> Told:
    remarks = tuple(map(_remark, value))
    # one file that is no UTF-8 makes it end with 2, though it checks all the others
    return Told(remarks, codes=(0, 1, 2) if any(remark.code == UNREADABLE for remark in remarks) else (0, 1))


def _remark(value: Mapping[str, Any]) -> Remark:
    code, place = str(value["check_name"]), value["location"]
    begin, end = place["positions"]["begin"], place["positions"]["end"]
    return Remark(
        str(place["path"]),
        (int(begin["line"]) - 1, int(begin["column"]) - 1),
        (int(end["line"]) - 1, int(end["column"]) - 1),
        str(value["description"]).removeprefix(f"{code}: "),
        code,
        _SEVERITIES.get(str(value["severity"]), "note"),
    )


def _configured(project: Project) -> Configured | None:
    return configured(project, ("ty.toml",), ("ty",))


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
    mention=r"(?<![\w.-])ty check\b|\bastral-sh/ty\b",
    takes_files=True,
    warm=warm,
)
