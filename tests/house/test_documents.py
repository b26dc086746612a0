"""The documents name only tests, files and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import generate

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMED_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)(?:::(?P<name>\w+))?`")
LINK = re.compile(r"\]\((?P<target>[^)#:]+)\)")
COMMAND = re.compile(r"(?:\./|`)(?P<command>scripts/\w+)\b(?!/)")


def broken(text: str, folder: Path) -> list[str]:
    """What a document names that does not exist."""
    tests = [
        match[0]
        for match in NAMED_TEST.finditer(text)
        if not (ROOT / match["file"]).is_file()
        or (match["name"] and not re.search(rf"def {match['name']}\(", (ROOT / match["file"]).read_text()))
    ]
    links = [match["target"] for match in LINK.finditer(text) if not (folder / match["target"]).exists()]
    commands = [match["command"] for match in COMMAND.finditer(text) if not (ROOT / match["command"]).exists()]
    return [*tests, *links, *commands]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_what_a_document_names_exists(document: Path) -> None:
    assert broken(document.read_text(encoding="utf-8"), document.parent) == []


@pytest.mark.parametrize(
    "text",
    [
        "`tests/house/test_documents.py::test_that_is_not_there`",
        "`tests/house/test_nothing.py`",
        "[a page](docs/no-page.md)",
        "run `scripts/nothing`",
    ],
)
def test_what_does_not_exist_is_noticed(text: str) -> None:
    assert len(broken(text, ROOT)) == 1


def test_generated_pages_are_fresh() -> None:
    assert generate.main(["--check"]) == 0
