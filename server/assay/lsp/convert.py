"""Between the editor's URIs, positions and diagnostics and ours, once, at the edge.

Positions count in the unit that was negotiated at the start; ours are code points.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import unquote_to_bytes, urlsplit

from lsprotocol import types

from assay.core.diagnostics import Diagnostic, Severity
from assay.core.text import Lines, Place, Position, Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_SEVERITIES: dict[types.DiagnosticSeverity, Severity] = {
    types.DiagnosticSeverity.Error: "error",
    types.DiagnosticSeverity.Warning: "warning",
}


def path_of(uri: str) -> Path | None:
    """The file that a URI names, without a look at the disk; None where it names none of this machine."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    decoded = os.fsdecode(unquote_to_bytes(parts.path))
    path = Path(os.path.normpath(decoded.removeprefix("/") if os.name == "nt" else decoded))
    return path if path.is_absolute() else None


def column(line: str, units: int, encoding: Encoding) -> int:
    """The column in code points; past the end of the line it is its end, inside a character its start."""
    if units <= 0:
        return 0
    if encoding == "utf-32" or line.isascii():
        return min(units, len(line))
    counted = 0
    for number, character in enumerate(line):
        counted += _width(character, encoding)
        if counted > units:
            return number
    return len(line)


def units(line: str, column: int, encoding: Encoding) -> int:
    """The column in the editor's unit."""
    if encoding == "utf-32" or line.isascii():
        return column
    return sum(_width(character, encoding) for character in line[:column])


def _width(character: str, encoding: Encoding) -> int:
    point = ord(character)
    if encoding == "utf-16":
        return 2 if point > 0xFFFF else 1
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def position(lines: Lines, theirs: types.Position, encoding: Encoding) -> Position:
    """Our position for theirs."""
    return Position(theirs.line, column(lines.line(theirs.line), theirs.character, encoding))


def place(lines: Lines, theirs: types.Range, encoding: Encoding) -> Place:
    """Our place for their range."""
    return Place(position(lines, theirs.start, encoding), position(lines, theirs.end, encoding))


def their_position(lines: Lines, ours: Position, encoding: Encoding) -> types.Position:
    """Their position for ours."""
    return types.Position(line=ours.line, character=units(lines.line(ours.line), ours.column, encoding))


def their_range(lines: Lines, ours: Place, encoding: Encoding) -> types.Range:
    """Their range for our place."""
    return types.Range(start=their_position(lines, ours.start, encoding), end=their_position(lines, ours.end, encoding))


def range_of_span(lines: Lines, span: Span, encoding: Encoding) -> types.Range:
    """Their range for a span of offsets."""
    return their_range(lines, Place(lines.position(span.start), lines.position(span.end)), encoding)


def diagnostic(path: PurePosixPath, lines: Lines, theirs: types.Diagnostic, encoding: Encoding) -> Diagnostic:
    """Our diagnostic for theirs, whichever server it is from."""
    found = place(lines, theirs.range, encoding)
    return Diagnostic(
        path,
        found.start,
        found.end,
        theirs.message,
        "" if theirs.code is None else str(theirs.code),
        theirs.source or "",
        _SEVERITIES.get(theirs.severity or types.DiagnosticSeverity.Error, "note"),
    )


def their_diagnostic(lines: Lines, ours: Diagnostic, encoding: Encoding) -> types.Diagnostic:
    """Their diagnostic for ours."""
    severity = {ours: theirs for theirs, ours in _SEVERITIES.items()}
    return types.Diagnostic(
        range=their_range(lines, ours.place, encoding),
        message=ours.message,
        severity=severity.get(ours.severity, types.DiagnosticSeverity.Information),
        code=ours.code or None,
        source=ours.source or None,
    )
