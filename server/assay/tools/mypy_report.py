"""Read what mypy left: JSON lines, or the classic text of versions before 1.20, out of its JUnit report.

The report holds every message of the run and is written after the last file was checked, so that a process which ended
in any other way has none. What was printed is only used to say why a run failed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, Literal
from xml.sax.saxutils import unescape

from assay.core.command import Completed
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.tools.checker import CheckerReport
from assay.tools.remarks import MARK, words
from assay.tools.reported_files import ReportedFiles

_WHOLE = re.compile(r"\s*<\?xml.*</testsuite>\s*", re.DOTALL)
_MESSAGES = re.compile(r"<(failure|error)\b[^>]*>(.*?)</\1>", re.DOTALL)
_LINE = re.compile(
    r"(?P<file>.+?):(?:(?P<line>\d+):(?:(?P<column>\d+):(?:(?P<end_line>\d+):(?P<end_column>\d+):)?)?)? "
    r"(?P<severity>error|warning|note): (?P<message>.*?)(?:  \[(?P<code>[a-z0-9-]+)\])?"
)

_REVEALED = "Revealed type is "

_TOKEN = re.compile(r"""\w{0,2}(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|#.*|\w+|[^\w\s]""")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the mypy at hand speaks.

    `columns` are counted in bytes of UTF-8, or as the native parser of mypy 2 counts them: it takes the bytes beyond
    the first of every character off twice. `asked_for_unreachable`: the project wants unreachable code as errors.
    """

    json: bool
    columns: Literal["bytes", "native"]
    asked_for_unreachable: bool


@dataclass(frozen=True, slots=True)
class _Message:
    """One message as printed: lines from 1, columns from 0 in the dialect's units, ends exclusive."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    code: str
    severity: Severity
    hint: str = ""


def read_report(
    completed: Completed, report: bytes | None, dialect: Dialect, *, tool: Tool, snapshot: Snapshot
) -> CheckerReport:
    """What a run came to. `report` is the JUnit report that it left."""
    messages = None if report is None else _messages(report.decode("utf-8", "replace"), dialect)
    return _report(completed, messages, dialect, tool=tool, snapshot=snapshot)


def read_lines(completed: Completed, dialect: Dialect, *, tool: Tool, snapshot: Snapshot) -> CheckerReport:
    """What an answer of a mypy that goes on running came to: it leaves no report and prints its messages alone."""
    messages = _read(completed.stdout.decode("utf-8", "replace").splitlines(), dialect)
    return _report(completed, messages, dialect, tool=tool, snapshot=snapshot)


def _report(
    completed: Completed, messages: tuple[_Message, ...] | None, dialect: Dialect, *, tool: Tool, snapshot: Snapshot
) -> CheckerReport:
    places = _Places(snapshot, tool.folder, dialect)
    diagnostics = tuple(places.diagnostic(each) for message in messages or () for each in _apart(message))
    failure = _failure(completed, messages, diagnostics)
    unreachable = tuple(each for each in diagnostics if each.code == "unreachable")
    unasked = () if dialect.asked_for_unreachable else unreachable
    return CheckerReport(
        diagnostics=tuple(each for each in diagnostics if each not in unasked),
        complete=not failure,
        failure=failure,
        argv=tool.argv,
        exit_code=completed.exit_code,
        seconds=completed.seconds,
        killed=completed.killed,
        unreachable=unreachable,
    )


def _apart(message: _Message) -> Iterator[_Message]:
    """The message and, each by itself, what `reveal_type` told at its very place, which mypy makes hints of it."""
    hints = message.hint.splitlines()
    answers = [hint for hint in hints if hint.startswith(_REVEALED)]
    yield replace(message, hint="\n".join(hint for hint in hints if hint not in answers)) if answers else message
    yield from (replace(message, text=each, code="misc", severity="note", hint="") for each in answers)


def _failure(completed: Completed, messages: tuple[_Message, ...] | None, diagnostics: tuple[Diagnostic, ...]) -> str:
    """Why the run does not count; empty where it does."""
    if completed.killed:
        return f"mypy was ended before it was done: {completed.killed}"
    if completed.exit_code in (0, 1):
        if messages is None:
            return f"mypy ended with exit code {completed.exit_code} and left no whole report: {words(completed)}"
        errors = any(message.severity == "error" for message in messages)
        if (errors and completed.exit_code == 0) or (not messages and completed.exit_code == 1):
            return (
                f"mypy ended with exit code {completed.exit_code}, which its report of {len(messages)} messages belies"
            )
        return ""
    if diagnostics:
        return f"mypy stopped at {diagnostics[0]}; correct that first"
    return f"mypy ended with exit code {completed.exit_code}: {words(completed)}"


def _messages(report: str, dialect: Dialect) -> tuple[_Message, ...] | None:
    """All messages of a report; None where it is not whole or holds what is no message."""
    if _WHOLE.fullmatch(report) is None:
        return None
    return _read([line for match in _MESSAGES.finditer(report) for line in unescape(match[2]).splitlines()], dialect)


def _read(printed: list[str], dialect: Dialect) -> tuple[_Message, ...] | None:
    """The messages of these lines; None where one of them is none."""
    lines = [line for line in printed if line.strip()]
    try:
        return tuple(map(_of_json, lines)) if dialect.json else tuple(_of_text(lines))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _of_json(line: str) -> _Message:
    value: dict[str, Any] = json.loads(line)
    start = int(value["line"]), int(value["column"])
    end = int(value.get("end_line") or start[0]), int(value.get("end_column") or start[1])
    return _Message(
        str(value["file"]),
        start,
        end,
        str(value["message"]),
        str(value["code"] or ""),
        _severity(str(value["severity"])),
        str(value.get("hint") or ""),
    )


def _of_text(lines: list[str]) -> Iterator[_Message]:
    """A note at the very place of the error before it is that error's hint."""
    last: _Message | None = None
    for line in lines:
        message = _of_line(line)
        if last and message.severity == "note" and (message.file, message.start) == (last.file, last.start):
            last = replace(last, hint="\n".join(filter(None, (last.hint, message.text))))
            continue
        if last:
            yield last
        last = message
    if last:
        yield last


def _of_line(line: str) -> _Message:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    start = int(match["line"] or 0), int(match["column"] or 1) - 1
    # the last column is counted in, and from 1: it is the one after it, from 0
    end = (int(match["end_line"]), int(match["end_column"])) if match["end_line"] else start
    severity = _severity(match["severity"])
    return _Message(match["file"], start, end, match["message"], match["code"] or "", severity)


def _severity(word: str) -> Severity:
    return "error" if word == "error" else "note" if word == "note" else "warning"


class _Places:
    """Turns mypy's places into ours."""

    def __init__(self, snapshot: Snapshot, folder: PurePosixPath, dialect: Dialect) -> None:
        self._files = ReportedFiles(snapshot, folder)
        self._dialect = dialect

    def diagnostic(self, message: _Message) -> Diagnostic:
        path = self._files.path(message.file)
        start = self._position(path, message.start, after=None)
        end = max(start, self._position(path, message.end, after=start))
        return Diagnostic(path, start, end, message.text, message.code, "mypy", message.severity, message.hint)

    def _position(self, path: PurePosixPath, place: tuple[int, int], *, after: Position | None) -> Position:
        line, column = max(0, place[0] - 1), max(0, place[1])
        text = self._files.line(path, line)
        if text.isascii():
            return Position(line, column)
        # neither parser counts a byte order mark; the native one takes the bytes beyond its first off all the same
        mark = 1 if line == 0 and text.startswith(MARK) else 0
        text = text[mark:]
        if self._dialect.columns == "bytes":
            return Position(line, mark + len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")))
        least = None if after is None else after.column + 1 - mark if after.line == line else 0
        return Position(line, mark + _untwisted(text, column + 2 * mark, least))


def _untwisted(line: str, column: int, least: int | None) -> int:
    """The character that the native parser's column means; several can have the same one.

    A start, where `least` is None, is the last of them at which an expression can begin; an end is the first at `least`
    or behind it at which one can end. Where most of a line is not ASCII this is a guess: the parser's numbers are then
    cut off at 0.
    """
    counted = tuple(accumulate((2 - len(each.encode("utf-8", "surrogatepass")) for each in line), initial=0))
    tokens = [match.span() for match in _TOKEN.finditer(line)]
    if least is None:
        starts = (start for start, _ in tokens if counted[start] == column and line[start] not in "#,:;=)]}")
        return max(starts, default=min(column, len(line)))
    ends = (end for _, end in tokens if end >= least and counted[end] == column)
    return min(ends, default=max(least, min(column, len(line))))
