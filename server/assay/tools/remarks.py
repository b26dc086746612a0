"""What a checker printed as JSON, turned into our values, and whether the run counts.

Fail closed: a run counts only if it ended by itself, with a whole report, figures that agree with it, and an exit code
that fits it: 0 or 1, or another that the checker has for what it reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from assay.core.command import Completed
from assay.core.cutting import last_lines
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.tools.checker import CheckerReport
from assay.tools.reported_files import ReportedFiles

SAID = 600
"""How many characters of a checker's own words go into a failure."""

MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark as printed, but for its places, which are turned to count from 0. Ends are exclusive."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    code: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a checker counts columns: in which unit, and whether a byte order mark is one."""

    unit: Literal["characters", "utf-16"]
    counts_mark: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A whole report: its remarks, what speaks against it by itself, and the exit codes of runs that came to an end."""

    remarks: tuple[Remark, ...]
    contradiction: str = ""
    codes: tuple[int, ...] = (0, 1)


def report(
    tool: Tool,
    snapshot: Snapshot,
    completed: Completed,
    dialect: Dialect,
    tell: Callable[[Any], Told],
    *,
    is_unreachable: Callable[[Diagnostic], bool] = lambda _: False,
) -> CheckerReport:
    """What a run came to. `tell` reads the JSON that was printed; it raises what reading wrong JSON raises."""
    told = _told(completed, tell)
    places = _Places(snapshot, tool, dialect)
    diagnostics = tuple(map(places.diagnostic, told.remarks if told else ()))
    failure = _failure(tool.name, completed, told)
    return CheckerReport(
        diagnostics=diagnostics,
        complete=not failure,
        failure=failure,
        argv=tool.argv,
        exit_code=completed.exit_code,
        seconds=completed.seconds,
        killed=completed.killed,
        unreachable=tuple(filter(is_unreachable, diagnostics)),
    )


def answered(
    tool: Tool, snapshot: Snapshot, remarks: tuple[Remark, ...], dialect: Dialect, *, seconds: float, failure: str
) -> CheckerReport:
    """What an answer of a checker that goes on running came to; `failure` says why it is none."""
    places = _Places(snapshot, tool, dialect)
    return CheckerReport(
        diagnostics=tuple(map(places.diagnostic, remarks)),
        complete=not failure,
        failure=failure,
        argv=tool.argv,
        exit_code=None,
        seconds=seconds,
        killed=failure or None,
    )


def words(completed: Completed) -> str:
    """The last that a checker said, errors before the rest."""
    text = "\n".join(stream.decode("utf-8", "replace").strip() for stream in (completed.stdout, completed.stderr))
    return last_lines(text.strip(), SAID) or "it said nothing"


def _told(completed: Completed, tell: Callable[[Any], Told]) -> Told | None:
    try:
        return tell(json.loads(completed.stdout))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _failure(name: str, completed: Completed, told: Told | None) -> str:
    """Why the run does not count; empty where it does."""
    code = completed.exit_code
    if completed.killed:
        return f"{name} was ended before it was done: {completed.killed}"
    if code not in (told.codes if told is not None else (0, 1)):
        return f"{name} ended with exit code {code}: {_said(completed)}"
    if told is None:
        return f"{name} ended with exit code {code} and left no whole report: {words(completed)}"
    errors = any(remark.severity == "error" for remark in told.remarks)
    if (errors and code == 0) or (not told.remarks and code != 0):
        return f"{name} ended with exit code {code}, which its report of {len(told.remarks)} remarks belies"
    return f"{name}: {told.contradiction}" if told.contradiction else ""


def _said(completed: Completed) -> str:
    """What it complained of, which a report on top of that would hide."""
    return last_lines(completed.stderr.decode("utf-8", "replace").strip(), SAID) or words(completed)


class _Places:
    """Turns a checker's places into ours."""

    def __init__(self, snapshot: Snapshot, tool: Tool, dialect: Dialect) -> None:
        self._files = ReportedFiles(snapshot, tool.folder)
        self._source = tool.name
        self._dialect = dialect

    def diagnostic(self, remark: Remark) -> Diagnostic:
        path = self._files.path(remark.file)
        start = self._position(path, remark.start)
        end = max(start, self._position(path, remark.end))
        return Diagnostic(path, start, end, remark.text, remark.code, self._source, remark.severity)

    def _position(self, path: PurePosixPath, place: tuple[int, int]) -> Position:
        line, column = max(0, place[0]), max(0, place[1])
        text = self._files.line(path, line)
        if text.isascii():
            return Position(line, column)
        mark = int(not self._dialect.counts_mark and line == 0 and text.startswith(MARK))
        if self._dialect.unit == "characters":
            return Position(line, mark + column)
        return Position(line, mark + _characters(text[mark:], column))


def _characters(line: str, column: int) -> int:
    """How many characters the first UTF-16 code units of a line are."""
    return len(line.encode("utf-16-le", "surrogatepass")[: 2 * column].decode("utf-16-le", "ignore"))


def counted(remarks: Iterable[Remark], severity: Severity) -> int:
    """How many of the remarks are of a severity."""
    return sum(remark.severity == severity for remark in remarks)
