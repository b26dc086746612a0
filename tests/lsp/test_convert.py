"""Positions in every unit, and URIs as editors spell them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from lsprotocol import types

from assay.core.diagnostics import Diagnostic
from assay.core.text import Lines, Position
from assay.lsp import convert
from assay.lsp.convert import Encoding

LINE = "a\u00e9\u4e2d\U0001f600z"
"""One character each of one to four bytes in UTF-8, and an ASCII one after them."""


@pytest.mark.parametrize(
    ("encoding", "boundaries"), [("utf-8", (0, 1, 3, 6, 10, 11)), ("utf-16", (0, 1, 2, 3, 5, 6)), ("utf-32", range(6))]
)
def test_columns_in_the_unit_that_was_negotiated(encoding: Encoding, boundaries: tuple[int, ...]) -> None:
    assert [convert.units(LINE, column, encoding) for column in range(6)] == list(boundaries)
    assert [convert.column(LINE, units, encoding) for units in boundaries] == list(range(6))


@pytest.mark.parametrize(("encoding", "inside"), [("utf-8", 8), ("utf-16", 4)])
def test_a_position_inside_a_character_is_its_start(encoding: Encoding, inside: int) -> None:
    assert convert.column(LINE, inside, encoding) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_position_past_the_end_is_the_end(encoding: Encoding) -> None:
    assert convert.column(LINE, 99, encoding) == len(LINE)
    assert convert.column("abc", 99, encoding) == 3


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/a.py", "/home/me/a.py"),
        ("file://localhost/home/me/a.py", "/home/me/a.py"),
        ("file:///home/a%20b/%C3%A9%3A%27%22.py", "/home/a b/\u00e9:'\".py"),
        ("file:///home/me/../you/a.py", "/home/you/a.py"),
        ("untitled:Untitled-1", None),
        ("https://host/a.py", None),
        ("file://server/share/a.py", None),
        ("nothing", None),
    ],
)
def test_the_file_that_a_uri_names(uri: str, path: str | None) -> None:
    assert convert.path_of(uri) == (None if path is None else Path(path))


def test_a_file_name_that_is_not_utf8_survives() -> None:
    path = convert.path_of("file:///home/%FF.py")
    assert path is not None
    assert path.as_uri() == "file:///home/%FF.py"


def test_a_diagnostic_of_another_server_and_back() -> None:
    lines = Lines("x = 1\n\U0001f600 = f()\n")
    theirs = types.Diagnostic(
        range=types.Range(start=types.Position(line=1, character=5), end=types.Position(line=1, character=8)),
        message="no",
        severity=types.DiagnosticSeverity.Warning,
        code=7,
        source="other",
    )
    ours = convert.diagnostic(PurePosixPath("a.py"), lines, theirs, "utf-16")
    assert ours == Diagnostic(PurePosixPath("a.py"), Position(1, 4), Position(1, 7), "no", "7", "other", "warning")
    assert convert.their_diagnostic(lines, ours, "utf-16").range == theirs.range
