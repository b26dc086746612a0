"""`assay run draft_tests --changed`: tests of what changed since the last commit and that no test runs."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.commands import Done, Home
from support.sandboxes import contents, write_tree

PYTHON = ("--interpreter", sys.executable)
BEFORE = """\
def ordinal(number: int) -> str:
    return f"{number}."


def shout(word: str) -> str:
    return word.upper()


def whisper(word: str) -> str:
    return _small(word)


def _small(word: str) -> str:
    return word


def calm(word: str) -> str:
    return word.strip()
"""
CHANGES = {
    'f"{number}."': 'f"{number}th"',
    "word.upper()": 'word.upper() + "!"',
    "    return word\n": "    return word.lower()\n",
    "    return word.strip()": "    # not so\n    return word.strip()",
}
AFTER = functools.reduce(lambda text, old: text.replace(old, CHANGES[old]), CHANGES, BEFORE)
NEW = "def double(number: int) -> int:\n    return number * 2\n"
TESTS = "from words import ordinal, shout\n\n\ndef test_shout() -> None:\n    assert shout('a')[0] == 'A'\n"
FILES = {
    "pyproject.toml": "[project]\nname = 'words'\n[tool.pytest.ini_options]\npythonpath = ['.']\n",
    "words.py": BEFORE,
    "tests/test_words.py": TESTS,
}


def git(folder: Path, *words: str) -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    named = ("-c", "user.name=A", "-c", "user.email=a@localhost")
    subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True, env={**os.environ, **quiet})


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A project all of which is committed, and then changed."""
    folder = write_tree(tmp_path / "words", FILES)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "words")
    write_tree(folder, {"words.py": AFTER, "more/__init__.py": "", "more/new.py": NEW})
    return folder


def drafted(home: Home, folder: Path, *words: str) -> Done:
    return home.assay("run", "draft_tests", *words, "--changed", "--trust", "--json", *PYTHON, cwd=folder)


def verdicts(done: Done) -> list[tuple[str, str]]:
    found = [each["predicate"] for each in done.statements[:-1]]
    return [(each["target"]["title"], each["verdict"]) for each in found]


def test_tests_are_drafted_of_functions_with_changed_lines_that_no_test_runs(home: Home, committed: Path) -> None:
    before = contents(committed)
    done = drafted(home, committed, "words.py")
    assert verdicts(done) == [("Draft tests of ordinal", "verified"), ("Draft tests of whisper", "verified")], done
    assert done.code == 0
    assert contents(committed) == before


def test_a_file_that_git_does_not_know_is_new_and_a_folder_stands_for_what_is_in_it(
    home: Home, committed: Path
) -> None:
    done = drafted(home, committed, "more")
    assert verdicts(done) == [("Draft tests of double", "verified")], done


def test_where_nothing_changed_there_is_nothing_to_do(home: Home, committed: Path) -> None:
    git(committed, "add", ".")
    git(committed, "commit", "--quiet", "-m", "more words")
    done = drafted(home, committed)
    assert done.code == 0, done
    assert verdicts(done) == []
    assert "no line of a public function has changed since the last commit that no test runs" in done.err


@pytest.mark.parametrize("what", ["fsmonitor", "filter"])
def test_what_a_repository_has_git_start_does_nothing_outside(home: Home, committed: Path, what: str) -> None:
    mark = committed.parent / "mark"
    program = f"touch {mark} {committed / 'mark'}; cat"
    if what == "filter":
        git(committed, "config", "filter.mine.clean", program)
        (committed / ".gitattributes").write_text("*.py filter=mine\n")
    else:
        git(committed, "config", "core.fsmonitor", program)
    before = contents(committed)
    done = drafted(home, committed, "tests")
    assert done.code == 0, done
    assert not mark.exists()
    assert contents(committed) == before


def test_in_a_linked_worktree_whose_history_lies_outside_it_says_so(home: Home, committed: Path) -> None:
    linked = committed.parent / "linked"
    git(committed, "worktree", "add", "--quiet", str(linked))
    write_tree(linked, {"words.py": AFTER})
    done = drafted(home, linked, "words.py")
    assert done.code == 2, done
    assert "what changed since the last commit is not known: git ended with exit code" in done.err
    assert "name a file, or a line of one" in done.err


def test_without_git_it_says_so(home: Home, tmp_path: Path) -> None:
    done = drafted(home, write_tree(tmp_path / "plain", FILES))
    assert done.code == 2, done
    assert "what changed since the last commit is not known: git ended with exit code" in done.err


def test_without_trust_nothing_is_looked_at(home: Home, committed: Path) -> None:
    done = home.assay("run", "draft_tests", "--changed", *PYTHON, cwd=committed)
    assert done.code == 3, done
    assert "this folder is not trusted" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("draft_tests", "words.py:2", "--changed"), "not with a line of one"),
        (("fix_types", "--changed"), "fix_types has nothing to do with what changed since a commit"),
        (("draft_tests",), "usage: assay run ACTION PATH"),
    ],
)
def test_what_goes_without_it_is_refused(home: Home, committed: Path, words: tuple[str, ...], said: str) -> None:
    done = home.assay("run", *words, "--trust", *PYTHON, cwd=committed)
    assert done.code == 2, done
    assert said in done.err
