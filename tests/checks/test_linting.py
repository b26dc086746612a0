"""Ruff in the place of flake8: what finds the same passes, and each seeded fault is caught.

All on the real tools in the real sandbox. A fault is a replacement in the text of the right `pyproject.toml`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.checks.linting import linting
from assay.checks.references import references
from assay.core.check import CheckResult
from assay.core.command import Limits
from assay.recipes.migrations.ruff_linting import RECIPE
from support.judging import project_at
from support.migrating import changes_of
from support.proposing import texts_by
from support.sandboxes import write_tree

OLD = """\
[flake8]
select = E4,E5,E7,F,W6,C90
ignore = E731,E704,F841
max-line-length = 99
max-complexity = 9
exclude = old
per-file-ignores =
    shop/a.py: E711
"""
RIGHT = """\
[tool.ruff.lint]
select = ["E4", "E5", "E7", "F", "W6", "C90"]
ignore = ["E731", "F841"]
exclude = ["**/old/**"]
preview = true

[tool.ruff.lint.pycodestyle]
max-line-length = 99

[tool.ruff.lint.mccabe]
max-complexity = 9

[tool.ruff.lint.per-file-ignores]
"shop/a.py" = ["E711"]
"""
FAULTS = (
    ('"E4", ', ""),
    ('"E5", ', ""),
    ('"W6"', '"W"'),
    ('"F", ', ""),
    (', "C90"', ""),
    ('"E731", ', ""),
    (', "F841"', ""),
    (', "F841"', ', "F"'),
    ('"**/old/**"', ""),
    ('"**/old/**"', '"**/old/**", "**/shop/**"'),
    ("max-line-length = 99", "max-line-length = 100"),
    ("max-complexity = 9", "max-complexity = 99"),
    ("max-complexity = 9", "max-complexity = 10"),
    ("max-complexity = 9", "max-complexity = 8"),
    ("shop/a.py", "shop/b.py"),
    ('["E711"]', '["E712"]'),
    ("[tool.ruff.lint]\n", "[tool.ruff.lint]\nno-such-setting = 1\n"),
)
FILES = {".flake8": OLD, "shop/a.py": "a = 1\n", "old/b.py": "b = 'x'\n", "broken.py": "def (\n"}


def judged(tmp_path: Path, files: Mapping[str, str], texts: Sequence[str]) -> list[CheckResult]:
    """What the check says of each text of `pyproject.toml`."""
    root = write_tree(tmp_path / "shop", files)
    check = linting(project_at(root, ".flake8"), Limits(), remaining=lambda: None)

    async def run() -> list[CheckResult]:
        async with changes_of(root, tmp_path / "state", ".flake8") as change:
            return [await check(await change({".flake8": None, "pyproject.toml": text})) for text in texts]

    return asyncio.run(run())


def test_the_right_settings_pass_and_each_seeded_fault_is_caught(tmp_path: Path) -> None:
    assert all(fault[0] in RIGHT for fault in FAULTS)
    right, *wrong = judged(tmp_path, FILES, [RIGHT, *(RIGHT.replace(*fault, 1) for fault in FAULTS)])
    assert right.status == "passed", right
    assert right.incomplete == ""
    assert [fault for fault, result in zip(FAULTS, wrong, strict=True) if result.status != "failed"] == []


def test_what_ruff_has_no_rule_for_is_listed_and_is_no_pass(tmp_path: Path) -> None:
    old, right = OLD.replace("E4,", "E4,E12,"), RIGHT
    (result,) = judged(tmp_path, {**FILES, ".flake8": old}, [right])
    assert result.status == "passed", result
    assert result.incomplete == "ruff has no rule for E128, or one that finds less than flake8"


NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],'
    ' "source": ["import os\\n", "x=1"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
)


def test_notebooks_which_flake8_does_not_read_are_passed_over(tmp_path: Path) -> None:
    files = {".flake8": "[flake8]\n", "a.py": "a = 1\n", "docs/b.ipynb": NOTEBOOK}
    told = texts_by(RECIPE, files, ".flake8")["pyproject.toml"]
    assert told is not None
    assert 'exclude = ["**/*.ipynb"]\n' in told
    right, wrong = judged(tmp_path, files, [told, told.replace('exclude = ["**/*.ipynb"]\n', "")])
    assert right.status == "passed", right
    assert "docs/b.ipynb" in wrong.reason


BRANCHES = "".join(f"    if a == {number}:\n        a = {number}\n" for number in range(10))
CASES = "".join(f"        case {number}:\n            a = {number}\n" for number in range(12))
LOOP = f"a = 1\nwhile a:\n{BRANCHES}\n\n"


def test_complexity_that_is_only_counted_otherwise_is_listed_and_is_no_pass(tmp_path: Path) -> None:
    text = f"{LOOP}def told(a):\n    match a:\n{CASES}"
    wrong = [RIGHT.replace("max-complexity = 9", f"max-complexity = {most}") for most in (8, 10)]
    right, *others = judged(tmp_path, {**FILES, "shop/a.py": text}, [RIGHT, *wrong])
    assert right.status == "passed", right
    assert right.incomplete == (
        "ruff counts complexity in a way of its own: shop/a.py: line 2 by flake8 alone, line 25 by ruff alone"
    )
    assert [each.status for each in others] == ["failed", "failed"]


def test_what_one_tells_at_the_statement_and_the_other_at_the_name_is_the_same(tmp_path: Path) -> None:
    text = (
        "from os import (\n    path,\n    sep,\n)\n\n__all__ = [\n    'none',\n]\na = {\n    'b': 1,\n    'b': 2,\n}\n"
    )
    (result,) = judged(tmp_path, {**FILES, "shop/a.py": text}, [RIGHT])
    assert result.status == "passed", result


def test_what_still_calls_it_is_shown_and_is_no_pass(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "shop", {**FILES, "Makefile": "lint:\n\tflake8 shop\n"})

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", ".flake8") as change:
            return await references(await change({".flake8": None, "pyproject.toml": RIGHT}))

    assert asyncio.run(run()).incomplete == (
        "Makefile:2 still names flake8, which is not configured any more; change it by hand"
    )
