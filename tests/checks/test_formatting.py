"""Ruff in the place of black and isort: what writes the same passes, and each seeded fault is caught.

All on the real tools in the real sandbox. A fault is a replacement in the text of the right `pyproject.toml`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.checks.formatting import formatting
from assay.checks.references import references
from assay.core.check import CheckResult
from assay.core.command import Limits
from assay.recipes.migrations import ruff_formatting
from support.judging import project_at
from support.migrating import changes_of
from support.proposing import texts_by
from support.sandboxes import write_tree

OLD = """\
[tool.black]
line-length = 99
skip-string-normalization = true
extend-exclude = "/old/"

[tool.isort]
profile = "black"
line_length = 99
known_first_party = ["assay_third"]
force_sort_within_sections = true
"""
RIGHT = """\
[tool.ruff]
line-length = 99
target-version = "py37"

[tool.ruff.format]
quote-style = "preserve"
exclude = ["**/old/**"]

[tool.ruff.lint]
extend-select = ["I"]

[tool.ruff.lint.isort]
known-first-party = ["assay_third"]
force-sort-within-sections = true
"""
FAULTS = (
    ("line-length = 99", "line-length = 98"),
    ("line-length = 99\n", ""),
    ('exclude = ["**/old/**"]\n', ""),
    ("[tool.ruff]\n", '[tool.ruff]\nextend-exclude = ["**/old/**"]\n'),
    ('exclude = ["**/old/**"]', 'exclude = ["**/old/**", "**/shop/**"]'),
    ('"py37"', '"py312"'),
    ('"preserve"', '"double"'),
    ("[tool.ruff.format]\n", "[tool.ruff.format]\nskip-magic-trailing-comma = true\n"),
    ("[tool.ruff.format]\n", '[tool.ruff.format]\nindent-style = "tab"\n'),
    ('extend-select = ["I"]', 'select = ["E"]'),
    ('["assay_third"]', '["zlib"]'),
    ("force-sort-within-sections = true\n", ""),
    ("[tool.ruff.lint.isort]\n", "[tool.ruff.lint.isort]\norder-by-type = false\n"),
    ("[tool.ruff.lint.isort]\n", "[tool.ruff.lint.isort]\ncombine-as-imports = true\n"),
    ("[tool.ruff.lint.isort]\n", "[tool.ruff.lint.isort]\nforce-single-line = true\n"),
    ("[tool.ruff]\n", "[tool.ruff]\nno-such-setting = 1\n"),
)
FILES = {
    "pyproject.toml": OLD,
    "shop/a.py": "a = 1\n",
    "old/b.py": "b = 'x'\n",
    "broken.py": "def (\n",
    ".gitignore": "made.py\n",
    "shop/made.py": "a =  1\n",
}
NOTEBOOK = """\
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a",
   "metadata": {},
   "outputs": [],
   "source": ["import os\\n", "a =  1"]
  }
 ],
 "metadata": {"language_info": {"name": "python"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
"""


def judged(tmp_path: Path, texts: Sequence[str], files: Mapping[str, str] = FILES) -> list[CheckResult]:
    """What the check says of each text of `pyproject.toml`."""
    root = write_tree(tmp_path / "shop", files)
    check = formatting(project_at(root, "pyproject.toml"), Limits(), remaining=lambda: None)

    async def run() -> list[CheckResult]:
        async with changes_of(root, tmp_path / "state", "pyproject.toml") as change:
            return [await check(await change({"pyproject.toml": text})) for text in texts]

    return asyncio.run(run())


def test_the_right_settings_pass_and_each_seeded_fault_is_caught(tmp_path: Path) -> None:
    assert all(fault[0] in RIGHT for fault in FAULTS)
    right, *wrong = judged(tmp_path, [RIGHT, *(RIGHT.replace(*fault, 1) for fault in FAULTS)])
    assert (right.status, right.summary) == ("passed", "2 files come out as by isort and black, probes included")
    assert [fault for fault, result in zip(FAULTS, wrong, strict=True) if result.status != "failed"] == []


def test_notebooks_that_ruff_alone_would_rewrite_are_a_difference(tmp_path: Path) -> None:
    told = RIGHT.replace("[tool.ruff]\n", '[tool.ruff]\nextend-exclude = ["*.ipynb"]\n')
    wrong, right = judged(tmp_path, [RIGHT, told], {**FILES, "shop/n.ipynb": NOTEBOOK})
    assert wrong.reason.startswith("1 files come out otherwise than by isort and black: shop/n.ipynb: ")
    assert right.status == "passed"


CLEAN = NOTEBOOK.replace('"import os\\n", "a =  1"', '"a = 1"')


def test_a_notebook_that_is_in_order_hides_nothing(tmp_path: Path) -> None:
    assert CLEAN != NOTEBOOK
    (wrong,) = judged(tmp_path, [RIGHT], {**FILES, "shop/n.ipynb": CLEAN})
    assert wrong.reason.startswith("1 files come out otherwise than by isort and black: shop/n.ipynb: ")


def test_notebooks_that_neither_black_nor_isort_reads_are_passed_over(tmp_path: Path) -> None:
    files = {**FILES, "shop/n.ipynb": CLEAN}
    told = texts_by(ruff_formatting.RECIPE, files, "pyproject.toml")["pyproject.toml"]
    assert told is not None
    (right,) = judged(tmp_path, [told], files)
    assert right.status == "passed", right


def test_a_patch_that_takes_neither_table_away_is_none_of_its_business(tmp_path: Path) -> None:
    (result,) = judged(tmp_path, [f"{OLD}\n[tool.x]\na = 1\n"])
    assert (result.required, result.status) == (False, "skipped")


def test_what_still_calls_a_tool_that_is_replaced_is_shown_and_is_no_pass(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "shop", {**FILES, "tox.ini": "[testenv]\ncommands =\n  black --check .\n"})

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", "pyproject.toml") as change:
            return await references(await change({"pyproject.toml": RIGHT}))

    assert asyncio.run(run()).incomplete == (
        "tox.ini:3 still names black, which is not configured any more; change it by hand"
    )
