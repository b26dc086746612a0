"""The documents, and what the product says, name only tests, files and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import generate
from assay.cli.arguments import parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMED_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)(?:::(?P<name>\w+))?`")
LINK = re.compile(r"\]\((?P<target>[^)#:]+)\)")
SUBCOMMAND = re.compile(r"(?:`|^ {4})assay (?P<name>[a-z]+)", re.MULTILINE)
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
    return [*tests, *links, *commands, *unknown(text)]


def unknown(text: str) -> list[str]:
    """The commands of Assay that a text names and that it does not have."""
    return [name for name in dict.fromkeys(SUBCOMMAND.findall(text)) if not known(name)]


def known(name: str) -> bool:
    """Whether Assay has this command."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([name, "--help"])
    return ended.value.code == 0


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
        "run `assay dance`",
        "Run\n\n    assay dance now\n",
    ],
)
def test_what_does_not_exist_is_noticed(text: str) -> None:
    assert len(broken(text, ROOT)) == 1


def test_what_the_product_says_names_only_its_commands() -> None:
    sources = {path: path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py")}
    assert {path.name: unknown(text) for path, text in sources.items() if unknown(text)} == {}


def test_generated_pages_are_fresh() -> None:
    assert generate.main(["--check"]) == 0
