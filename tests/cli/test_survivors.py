"""`assay run draft_tests --survivor`: a fault that no test notices, and what should come of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.commands import Done, Home
from support.sandboxes import write_tree

MODULE = 'def ticket(number):\n    if number * number == 1522756:\n        return "golden"\n    return "plain"\n'
FILES = {
    "pyproject.toml": "[project]\nname = 'tickets'\n[tool.pytest.ini_options]\npythonpath = ['.']\n",
    "tickets.py": MODULE,
}


def test_it_is_noticed_by_a_test_of_what_is_said(home: Home, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "tickets", FILES)

    def run(*words: str) -> Done:
        given = ("--trust", "--interpreter", sys.executable, *words)
        return home.assay("run", "draft_tests", "tickets.py:1", *given, cwd=folder)

    first = run("--json")
    assert first.code == 0, first
    name = first.statements[0]["predicate"]["run"]
    good = run("--json", "--survivor", f"{name}:1", "--intent", "ticket(1234) returns 'golden'")
    assert good.code == 0, good
    (unit, _) = good.statements
    assert '+    assert ticket(1234) == "golden"' in unit["predicate"]["patch"]["diff"]
    assert [(each["text"], each["checked"]) for each in unit["predicate"]["constraints"]] == [
        ("ticket(1234) returns 'golden'", True)
    ]
    bad = run("--survivor", f"{name}:1", "--intent", "ticket(1234) returns 'silver'")
    assert bad.code == 1, bad
    assert "ticket(1234) returned 'golden', not 'silver'" in bad.out
    words = run("--survivor", f"{name}:1", "--intent", "it is golden")
    assert words.code == 0, words
    assert "only a model reads them, or an example" in words.out
    assert "to have number N noticed: --survivor " in words.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--survivor", "nowhere:1", "--intent", "it raises"), "it has no unit 1 in the ledger"),
        (("--survivor", "nowhere", "--intent", "it raises"), "RUN:NUMBER, or RUN:UNIT:NUMBER"),
        (("--survivor", "nowhere:1", "--after", "nowhere"), "--survivor goes without --after"),
    ],
)
def test_what_cannot_be_meant_is_refused(home: Home, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    folder = write_tree(tmp_path / "tickets", FILES)
    done = home.assay("run", "draft_tests", "tickets.py:1", *words, cwd=folder)
    assert done.code == 2, done
    assert said in done.err
