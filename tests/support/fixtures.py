"""Fixtures: Markdown files, one case under each `##` heading.

    ```py path/to/file.py          a file before; `$0` is the cursor, two are a selection
    ```py path/to/file.py after    that file as it must be afterwards
    ```toml pyproject.toml         any other file
    ```checker ty                  (empty) the checker that judges it; mypy without this block
    ```rationale                   what the proposal says of itself
    ```assumed                     what it takes for granted; without this block it takes nothing for granted
    ```not-offered                 (empty) nothing is offered at the cursor
    ```abstains                    (empty) it is offered, and in the end nothing is proposed

A file without an `after` block must not change. Prose between the blocks is for the reader. A block of another kind,
a block that is not closed, a case without a cursor fails. With `UPDATE_EXPECT=1` in the environment, the expected
blocks are rewritten in place with what came out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.text import Span

CURSOR = "$0"
UPDATE = "UPDATE_EXPECT"

_HEADING = re.compile(r"^## (?P<title>.+)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<kind>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(rf"\n{_BLOCK.pattern[1:]}\n", re.MULTILINE | re.DOTALL)
CHECKERS = ("mypy", "pyright", "basedpyright", "ty", "pyrefly")

_LANGUAGES = {"py", "pyi", "toml", "ini"}


class BadFixture(Exception):
    """A fixture that does not say what it means."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One case. `expected` holds the bodies of the blocks that say what must come out, by their first line."""

    source: Path
    title: str
    text: str
    files: Mapping[PurePosixPath, str]
    path: PurePosixPath
    span: Span
    checker: str
    expected: Mapping[str, str]


def fixtures(source: Path) -> list[Fixture]:
    """All cases of a file. Raises `BadFixture`."""
    text = source.read_text(encoding="utf-8")
    parts = _HEADING.split(text)
    cases = [read(source, title, body) for title, body in zip(parts[1::2], parts[2::2], strict=True)]
    if not cases or "```" in parts[0]:
        raise BadFixture(f"{source.name}: the cases stand under headings of two #")
    if len({case.title for case in cases}) < len(cases):
        raise BadFixture(f"{source.name}: two cases have the same heading")
    return cases


def read(source: Path, title: str, text: str) -> Fixture:
    """One case from the text under its heading. Raises `BadFixture`."""
    where = f"{source.name}, {title}"
    files: dict[PurePosixPath, str] = {}
    cursors: list[tuple[PurePosixPath, Span]] = []
    expected: dict[str, str] = {}
    checkers: list[str] = []
    for block in _BLOCK.finditer(text):
        kind, body = block["kind"], block["body"]
        match kind.split():
            case ["checker", name] if name in CHECKERS and not body:
                checkers.append(name)
                added = len(checkers) == 1
            case ["rationale" | "assumed" | "not-offered" | "abstains"] | [_, _, "after"]:
                added = expected.setdefault(kind, body) is body
            case [language, path] if language in _LANGUAGES:
                content, span = _without_cursor(body, where)
                cursors += [] if span is None else [(PurePosixPath(path), span)]
                added = files.setdefault(PurePosixPath(path), content) is content
            case _:
                raise BadFixture(f"{where}: no block is of the kind {kind!r}")
        if not added:
            raise BadFixture(f"{where}: {kind!r} stands there twice")
    if "```" in _BLOCK.sub("", text):
        raise BadFixture(f"{where}: a block is not closed")
    if len(cursors) != 1:
        raise BadFixture(f"{where}: one file has the cursor, and it has {len(cursors)}")
    _consistent(where, files, expected)
    checker = checkers[0] if checkers else "mypy"
    return Fixture(source, title, text, files, *cursors[0], checker, expected)


def compare(fixture: Fixture, actual: Mapping[str, str]) -> None:
    """Assert that what came out is what was expected; or, when asked to, make it so in the file."""
    if os.environ.get(UPDATE) and dict(fixture.expected) != dict(actual):
        _rewrite(fixture, actual)
        return
    assert dict(actual) == dict(fixture.expected), f"{fixture.source.name}, {fixture.title}"


def _consistent(where: str, files: Mapping[PurePosixPath, str], expected: Mapping[str, str]) -> None:
    for kind in expected:
        match kind.split():
            case [language, path, "after"] if PurePosixPath(path) in files and path.endswith(f".{language}"):
                pass
            case [_, path, "after"]:
                raise BadFixture(f"{where}: there is no {path} before, and one after")
            case _:
                pass
    if {"not-offered", "abstains"} & expected.keys() and len(expected) > 1:
        raise BadFixture(f"{where}: nothing can come out of what proposes nothing")


def _without_cursor(text: str, where: str) -> tuple[str, Span | None]:
    match text.split(CURSOR):
        case [_]:
            return text, None
        case [head, tail]:
            return head + tail, Span(len(head), len(head))
        case [head, middle, tail]:
            return head + middle + tail, Span(len(head), len(head) + len(middle))
        case _:
            raise BadFixture(f"{where}: more than two {CURSOR}")


def _rewrite(fixture: Fixture, actual: Mapping[str, str]) -> None:
    """Write what came out into the case, new blocks behind the old ones."""
    kept = _EXPECTED.sub(lambda block: "" if block["kind"] in fixture.expected else block[0], fixture.text)
    blocks = "".join(f"\n```{kind}\n{body}```\n" for kind, body in actual.items())
    last = fixture.source.read_text(encoding="utf-8").endswith(fixture.text)
    text = kept.rstrip("\n") + "\n" + blocks + ("" if last else "\n")
    heading = f"## {fixture.title}\n"
    source = fixture.source.read_text(encoding="utf-8")
    fixture.source.write_text(source.replace(heading + fixture.text, heading + text), encoding="utf-8")
