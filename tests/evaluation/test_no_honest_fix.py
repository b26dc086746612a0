"""The cases without an honest fix: each has exactly the errors that it says, by the real mypy, and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluate.abstention import BadCase, Case, cases, read, write
from evaluate.checker import errors
from support.checked import run_mypy

CASES = cases()


def test_there_are_forty() -> None:
    assert len(CASES) == len({(case.kind, case.name) for case in CASES}) == 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
def test_mypy_says_what_the_case_says(case: Case, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(case, tmp_path)
    cache = tmp_path_factory.getbasetemp() / "mypy"
    said, failed, _ = run_mypy(tmp_path, "-O", "json", "--cache-dir", str(cache), ".")
    assert not failed
    assert [f"{error.path}:{error.line} {error.code}" for error in errors(said)] == list(case.errors)


@pytest.mark.parametrize(
    "text",
    [
        "## A\n\n```py a.py\na\n```\n\n```errors\na.py:1 name-defined\n```\n",  # no reason
        "## A\n\nWhy.\n\n```py a.py\na\n```\n",
        "## A\n\nWhy.\n\n```errors\na.py:1 name-defined\n```\n",
        "## A\n\nWhy.\n\n```rust a.rs\n```\n\n```errors\na.rs:1 x\n```\n",
    ],
)
def test_a_case_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises(BadCase):
        list(read("kind", text))
