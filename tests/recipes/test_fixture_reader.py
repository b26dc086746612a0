"""Fixtures that do not say what they mean fail."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.text import Span
from support.fixtures import UPDATE, BadFixture, compare, fixtures, read

WHOLE = """
Prose.

```py shop.py
x = $01
```

```py shop.py after
x = 2
```
"""


def test_a_case_has_files_a_cursor_and_what_is_expected() -> None:
    case = read(Path("a.md"), "one", WHOLE)
    assert (case.files, case.path, case.span, case.expected) == (
        {PurePosixPath("shop.py"): "x = 1\n"},
        PurePosixPath("shop.py"),
        Span(4, 4),
        {"py shop.py after": "x = 2\n"},
    )


def test_two_cursors_are_a_selection() -> None:
    assert read(Path("a.md"), "one", "```py a.py\n$0x = 1$0\n```\n").span == Span(0, 5)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("$0", ""),
        WHOLE.replace("$0", "$0$0$0"),
        WHOLE + "```py other.py\n$0\n```\n",
        WHOLE + "```replies\n```\n",
        WHOLE + "```rb shop.rb\n```\n",
        WHOLE + "```py other.py after\n```\n",
        WHOLE + "```toml shop.py after\n```\n",
        WHOLE + "```py shop.py\nx = 3\n```\n",
        WHOLE + "```not-offered\n```\n",
        WHOLE + "```checker pytype\n```\n",
        WHOLE + "```checker ty\n```\n```checker mypy\n```\n",
        WHOLE + "```py last.py\nx = 3\n",
        "Nothing but prose.\n",
    ],
    ids=[
        "no cursor",
        "three cursors",
        "two files with one",
        "unknown block",
        "unknown language",
        "after without before",
        "another language after",
        "twice",
        "both offered and not",
        "unknown checker",
        "two checkers",
        "not closed",
        "no block",
    ],
)
def test_what_is_not_a_case_fails(text: str) -> None:
    with pytest.raises(BadFixture):
        read(Path("a.md"), "one", text)


@pytest.mark.parametrize(
    "text", ["", "# Title\n", WHOLE, f"# Title\n{WHOLE}\n## one\n{WHOLE}", f"## one\n{WHOLE}\n## one\n{WHOLE}"]
)
def test_a_file_without_headings_or_with_equal_ones_fails(text: str, tmp_path: Path) -> None:
    source = tmp_path / "cases.md"
    source.write_text(text)
    with pytest.raises(BadFixture):
        fixtures(source)


def test_another_outcome_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UPDATE, raising=False)
    case = read(tmp_path / "cases.md", "one", WHOLE)
    compare(case, {"py shop.py after": "x = 2\n"})
    for other in ({}, {"py shop.py after": "x = 3\n"}, {"py shop.py after": "x = 2\n", "py new.py after": ""}):
        with pytest.raises(AssertionError):
            compare(case, other)


def test_an_environment_variable_rewrites_what_is_expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "cases.md"
    text = f"# Cases\n\n## one\n{WHOLE}\n## two\n{WHOLE}"
    source.write_text(text)
    first, second = fixtures(source)
    monkeypatch.setenv(UPDATE, "1")
    compare(second, {"py shop.py after": "x = 3\n\n\n\ny = 4\n"})
    compare(first, {"abstains": ""})
    monkeypatch.delenv(UPDATE)
    assert [case.expected for case in fixtures(source)] == [
        {"abstains": ""},
        {"py shop.py after": "x = 3\n\n\n\ny = 4\n"},
    ]
    assert source.read_text() == f"# Cases\n\n## one\n{WHOLE}\n## two\n{WHOLE}".replace(
        "```py shop.py after\nx = 2\n```", "```abstains\n```", 1
    ).replace("x = 2\n", "x = 3\n\n\n\ny = 4\n")
