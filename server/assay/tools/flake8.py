"""The project's own flake8: how it is started, and what it says of a file.

It is started by a script of ours, so that no file of the workspace is taken for flake8 or a part of it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assay.core.command import INPUT, Command, Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project, Tool
from assay.core.text import Position

_SCRIPT = "assay_flake8.py"
_START = "import sys\n\nfrom flake8.main.cli import main\n\nsys.path[0] = ''\nraise SystemExit(main())\n"
_FORMAT = "assay %(row)d %(col)d %(code)s %(text)s"
_LINE = re.compile(r"assay (?P<row>\d{1,9}) (?P<column>\d{1,9}) (?P<code>[A-Z]+\d*) (?P<text>.*)")


def find_flake8(project: Project) -> Tool | None:
    """The flake8 that the project's interpreter has installed; None where it has none."""
    python = project.interpreter
    if (version := python.distributions.get("flake8")) is None:
        return None
    argv = (str(python.executable), "-B", f"{INPUT}/{_SCRIPT}", "--jobs=1", "--output-file=", f"--format={_FORMAT}")
    return Tool("flake8", version, "project", argv, python.readable, folder=project.root)


def flake8_command(tool: Tool, name: PurePosixPath) -> Command:
    """The command that looks at one file, named from where the tool starts, as the project configures it."""
    return Command(
        argv=(*tool.argv, "--", str(name)), cwd=tool.folder, readable=tool.readable, inputs={_SCRIPT: _START}
    )


def read_flake8(completed: Completed, path: PurePosixPath) -> tuple[Diagnostic, ...] | str:
    """What it found; in words what went wrong, where it came to no end of its own.

    It ends with 1 where it found something, and where it broke. What its configuration has it print besides is passed
    over; where that is all, as with `quiet`, nothing is known.
    """
    lines = completed.stdout.decode("utf-8", "replace").splitlines()
    found = tuple(_diagnostic(match, path) for match in map(_LINE.fullmatch, lines) if match is not None)
    if completed.killed or completed.exit_code not in (0, 1):
        said = completed.stderr.decode("utf-8", "replace").strip()[:300]
        return f"it ended with {completed.killed or f'exit code {completed.exit_code}'}: {said or 'it said nothing'}"
    if completed.exit_code == 1 and not found:
        said = completed.stderr.decode("utf-8", "replace").strip()[-300:]
        return f"it ended with exit code 1 and no finding that can be read: {said or 'it said nothing'}"
    return found


def _diagnostic(found: re.Match[str], path: PurePosixPath) -> Diagnostic:
    start = Position(max(int(found["row"]) - 1, 0), max(int(found["column"]) - 1, 0))
    return Diagnostic(path, start, start, found["text"], found["code"], "flake8")
