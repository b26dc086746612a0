"""The settings of black and isort as those of ruff: what comes out, and what is declined."""

from __future__ import annotations

import inspect
import re
import tomllib
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.actions.migrate_config import targets
from assay.core.action import Failure, Proposal, Request
from assay.core.snapshot import Snapshot
from assay.recipes.migrations import ruff_formatting
from assay.recipes.recipe import Question
from support.proposing import declined_by, proposed_by, texts_by
from support.sandboxes import write_tree

FILE = "pyproject.toml"
PROJECT = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.9"\n'
AS_BLACK = """\
multi_line_output = 3
include_trailing_comma = true
force_grid_wrap = 0
use_parentheses = true
ensure_newline_before_comments = true
"""
RECIPE = ruff_formatting.RECIPE


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(ruff_formatting.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(RECIPE, {FILE: before}, FILE) == {FILE: after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# é\r\n[tool.black]\r\ntarget-version = ['py310', 'py39']\r\n",
            '# é\r\n[tool.ruff]\r\ntarget-version = "py39"\r\n',
        ),
        (
            f"{PROJECT}\n# ours\n[tool.black]\n# wide\nline-length = 99\n\n[tool.x]\na = 1\n",
            f"{PROJECT}\n[tool.x]\na = 1\n\n# ours\n[tool.ruff]\n# wide\nline-length = 99\n",
        ),
        (
            "[tool.black]\nline-length = 99\nextend-exclude = '''\n/(\n    \\.eggs  # no\n  | build\n)/\n'''\n",
            (
                '[tool.ruff]\nline-length = 99\ntarget-version = "py37"\n\n'
                '[tool.ruff.format]\nexclude = ["**/.eggs/**", "**/build/**"]\n'
            ),
        ),
        (
            f"[tool.isort]\n{AS_BLACK}line_length = 88\n",
            '[tool.ruff]\nline-length = 88\n\n[tool.ruff.lint]\nextend-select = ["I"]\n',
        ),
        (
            "[tool.ruff]\nline-length = 99\n\n[tool.black]\nline-length = 99\nskip-magic-trailing-comma = true\n",
            "[tool.ruff]\nline-length = 99\n\n[tool.ruff.format]\nskip-magic-trailing-comma = true\n",
        ),
    ],
)
def test_what_comes_out(before: str, after: str) -> None:
    assert texts_by(RECIPE, {FILE: before}, FILE) == {FILE: after}


def test_notebooks_are_passed_over_and_where_that_fails_by_isort_alone() -> None:
    text = "[tool.black]\nexclude = '/old/'\n\n[tool.isort]\nprofile = 'black'\n"
    snapshot = Snapshot(Path("/nowhere"), {PurePosixPath(FILE): text, PurePosixPath("a/b.ipynb"): "{}"})
    (target,) = (
        each
        for each in targets(Request("migrate_config", snapshot, PurePosixPath(FILE)), ())
        if RECIPE.recognises(each.diagnostics[0])
    )
    question, found = Question(snapshot, target), list[dict[str, object]]()
    while isinstance(proposal := ruff_formatting.propose(question), Proposal):
        found.append(tomllib.loads(proposal.patch.changes[0].after or "")["tool"]["ruff"])
        question = replace(question, failures=(*question.failures, Failure(proposal, ())))
    assert proposal is None
    lint = {"extend-select": ["I"], "exclude": ["**/*.ipynb"]}
    assert found == [
        {"target-version": "py37", "format": {"exclude": ["**/old/**", "**/*.ipynb"]}, "lint": lint},
        {"target-version": "py37", "format": {"exclude": ["**/old/**"]}, "lint": lint},
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[tool.black]\npreview = true\n", "it is set to True, and ruff does only as with False"),
        ("[tool.black]\nworkers = 3\n", "black has workers, which ruff has no setting for"),
        ("[tool.black]\nexclude = 'a.*b'\n", "black leaves out files by a regular expression, and ruff by names"),
        ("[tool.isort]\nprofile = 'google'\n", "it is set to 'google', and ruff does only as with 'black'"),
        ("[tool.isort]\nline_length = 88\n", "isort is not told to write as black does, which is all that ruff can"),
        (
            "[tool.black]\nline-length = 99\n[tool.isort]\nprofile = 'black'\n",
            "black and isort differ in line-length, and ruff has one for both",
        ),
        (
            "[tool.black]\nline-length = 99\n[tool.ruff]\nline-length = 100\n",
            "[tool.ruff] has another line-length; settle first which of the two holds",
        ),
        (
            "[tool.isort]\nprofile = 'black'\n[tool.ruff.lint]\nselect = ['E']\n",
            "[tool.ruff.lint] is there as well; settle first which of the two holds",
        ),
        ("[tool.isort.sections]\na = 1\n[tool.isort]\n", "[tool.isort.sections] is a table of its own"),
        ("[tool.black]\ntarget-version = 3\n", "a setting is of another kind than its tool takes"),
    ],
)
def test_what_ruff_cannot_do_is_declined(text: str, reason: str) -> None:
    assert declined_by(RECIPE, {FILE: text}, FILE).startswith(f"{FILE}: {reason}")


@pytest.mark.parametrize("text", ["[tool.ruff]\n", "[tool.black\n", "# [tool.black]\n"])
def test_what_is_no_target(text: str) -> None:
    assert proposed_by(RECIPE, {FILE: text}, FILE) is None


def test_a_choice_of_tools_is_made_for_a_file_and_never_for_a_whole_project(tmp_path: Path) -> None:
    base = Snapshot(write_tree(tmp_path, {FILE: "[tool.black]\n"}))
    assert [each.title for each in targets(Request("migrate_config", base, PurePosixPath(FILE)), ())] == [
        "Have ruff format as black did"
    ]
    assert targets(Request("migrate_config", base, PurePosixPath()), ()) == ()
