"""When a report counts, and how its text is read. The reports here have the shape that mypy 2.4.1 and 1.4.1 left."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any
from xml.sax.saxutils import escape

import pytest

from assay.core.command import Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.tools.checker import CheckerReport
from assay.tools.mypy_report import Dialect, read_report

A = PurePosixPath("a.py")
JSON = Dialect(json=True, columns="bytes", asked_for_unreachable=False)
TEXT = Dialect(json=False, columns="bytes", asked_for_unreachable=False)
NATIVE = Dialect(json=True, columns="native", asked_for_unreachable=False)


def junit(*messages: str) -> bytes:
    text = escape("\n".join(messages))
    failure = f'<failure message="mypy produced messages">{text}</failure>' if messages else ""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuite>\n  {failure}\n</testsuite>\n'.encode()


def message(**values: Any) -> str:
    usual = {
        "file": "a.py",
        "line": 1,
        "column": 0,
        "end_line": 1,
        "end_column": 1,
        "message": 'no "x" <& y',
        "hint": None,
    }
    return json.dumps({**usual, "code": "misc", "severity": "error", **values})


def read(
    report: bytes | None,
    *,
    exit_code: int | None = 1,
    dialect: Dialect = JSON,
    killed: str | None = None,
    text: str = "",
    root: Path = Path("/workspace"),
    folder: str = ".",
) -> CheckerReport:
    tool = Tool("mypy", "2.4.1", "project", ("python",), (), folder=PurePosixPath(folder))
    completed = Completed(exit_code, b"out", b"err", 1.0, killed)
    return read_report(completed, report, dialect, tool=tool, snapshot=Snapshot(root, {A: text}))


def test_a_message_is_read_with_all_that_it_says() -> None:
    report = read(junit(message(hint="Use y")))
    expected = Diagnostic(A, Position(0, 0), Position(0, 1), 'no "x" <& y', "misc", "mypy", "error", "Use y")
    assert (report.complete, report.failure, report.diagnostics) == (True, "", (expected,))


def test_a_run_without_messages_is_complete_too() -> None:
    assert read(junit(), exit_code=0).complete


def test_notes_alone_are_no_errors() -> None:
    report = read(junit(message(severity="note")))
    assert (report.complete, report.errors, len(report.diagnostics)) == (True, (), 1)


@pytest.mark.parametrize(
    ("report", "exit_code", "killed"),
    [
        (None, 0, None),
        (None, 1, None),
        (b"", 0, None),
        (junit()[:-15], 0, None),
        (junit(message()).replace(b'"file"', b'"fil'), 1, None),
        (junit("[" * 100_000), 1, None),
        (junit("not JSON"), 1, None),
        (junit(message(line="one")), 1, None),
        (junit(message()), 0, None),
        (junit(), 1, None),
        (junit(), 2, None),
        (junit(message()), 2, None),
        (junit(), -9, None),
        (junit(), 0, "wall limit"),
        (junit(), None, "memory limit"),
    ],
)
def test_what_is_not_whole_or_does_not_fit_its_exit_code_does_not_count(
    report: bytes | None, exit_code: int | None, killed: str | None
) -> None:
    found = read(report, exit_code=exit_code, killed=killed)
    assert (found.complete, bool(found.failure)) == (False, True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a.py:2:3:2:5: error: Bad [x]  [misc]", (Position(1, 2), Position(1, 5), "Bad [x]", "misc", "error")),
        ("a.py:2:3: error: Bad  [misc]", (Position(1, 2), Position(1, 2), "Bad", "misc", "error")),
        ("a.py:2: error: Bad", (Position(1, 0), Position(1, 0), "Bad", "", "error")),
        (
            "a.py: error: Source file found twice",
            (Position(0, 0), Position(0, 0), "Source file found twice", "", "error"),
        ),
        ("a.py:2:3:2:5: note: See: this", (Position(1, 2), Position(1, 5), "See: this", "", "note")),
    ],
)
def test_the_classic_text_is_read_with_all_that_it_says(line: str, expected: tuple[object, ...]) -> None:
    (found,) = read(junit(line), dialect=TEXT).diagnostics
    assert (found.start, found.end, found.message, found.code, found.severity) == expected


def test_a_note_in_the_classic_text_is_the_hint_of_the_error_at_its_place() -> None:
    lines = (
        "a.py:2:3:2:5: error: Bad  [misc]",
        "a.py:2:3:2:5: note: Try",
        "a.py:2:3:2:5: note: more",
        "a.py:3:1: note: Else",
    )
    found = read(junit(*lines), dialect=TEXT).diagnostics
    assert [(each.message, each.hint) for each in found] == [("Bad", "Try\nmore"), ("Else", "")]


def test_a_path_is_relative_to_the_workspace_or_absolute_outside() -> None:
    files = ("b.py", "../c.py", "/workspace/in/d.py", "/elsewhere/e.py")
    found = read(junit(*(message(file=file) for file in files)), folder="in").diagnostics
    assert [str(each.path) for each in found] == ["in/b.py", "c.py", "in/d.py", "/elsewhere/e.py"]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ('x = "😀é"; y: int = "a"', 19, 22),
        ('f("😀", 1)', 2, 5),
        ('f("😀", 1)', 7, 8),
        ('x: int = "日本語"  # 日', 9, 14),
        ('é = 1; y: int = ""', 16, 18),
        ('x: int = "€"', 9, 12),
        ('g("é€", a)', 2, 6),
        ('g("é€", a)', 8, 9),
    ],
)
def test_columns_of_the_native_parser_are_untwisted(line: str, start: int, end: int) -> None:
    def twisted(number: int) -> int:
        return 2 * number - len(line[:number].encode())

    report = junit(message(column=twisted(start), end_column=twisted(end)))
    (found,) = read(report, dialect=NATIVE, text=line).diagnostics
    assert (found.start.column, found.end.column) == (start, end)


def test_a_place_past_the_end_of_the_file_is_taken_as_it_is() -> None:
    (found,) = read(junit(message(line=9, column=9, end_line=9, end_column=9)), text="é").diagnostics
    assert (found.start, found.end) == (Position(8, 9), Position(8, 9))


def test_a_place_in_a_file_that_is_not_utf_8_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_bytes(b"# coding: latin-1\nx = '\xe9'\n")
    (found,) = read(junit(message(file="b.py", line=2, column=4)), root=tmp_path).diagnostics
    assert found.start == Position(1, 4)
