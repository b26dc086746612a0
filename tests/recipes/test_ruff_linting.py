"""The settings of flake8 as those of ruff: what comes out, and what is declined."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

import pytest

from assay.recipes.migrations import ruff_linting
from support.proposing import declined_by, proposed_by, texts_by

FILE = ".flake8"
RECIPE = ruff_linting.RECIPE
DEFAULT = (
    '[tool.ruff.lint]\nselect = ["E", "F", "W"]\nignore = ["E226", "E24"]\npreview = true\n\n'
    "[tool.ruff.lint.pycodestyle]\nmax-line-length = 79\n"
)


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(ruff_linting.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(RECIPE, {FILE: before}, FILE) == {FILE: None, "pyproject.toml": after}


def test_what_flake8_does_of_itself_is_said() -> None:
    files = {"setup.cfg": "[flake8]\n\n[metadata]\nname = a\n", "pyproject.toml": "[tool.ruff]\nline-length = 99\n"}
    assert texts_by(RECIPE, files, "setup.cfg") == {
        "setup.cfg": "[metadata]\nname = a\n",
        "pyproject.toml": f"[tool.ruff]\nline-length = 99\n\n{DEFAULT}",
    }


def test_all_that_ruff_has_a_setting_for() -> None:
    told = (
        "[flake8]\nextend-ignore = E203, W503 E501\nmax-complexity = 9\nmax-doc-length=72\n"
        "exclude = .git,docs/conf.py,src/old/\nper-file-ignores =\n  a/*.py, b.py: E501, F401\n  c.py:W6\n"
    )
    text = texts_by(RECIPE, {FILE: told}, FILE)["pyproject.toml"]
    assert text == (
        '[tool.ruff.lint]\nselect = ["E", "F", "W", "C90"]\nignore = ["E226", "E24", "E203", "E501"]\n'
        'exclude = ["**/.git/**", "docs/conf.py", "src/old/**"]\npreview = true\n\n'
        "[tool.ruff.lint.pycodestyle]\nmax-line-length = 79\nmax-doc-length = 72\n\n"
        "[tool.ruff.lint.mccabe]\nmax-complexity = 9\n\n"
        '[tool.ruff.lint.per-file-ignores]\n"a/*.py" = ["E501", "F401"]\n"b.py" = ["E501", "F401"]\n"c.py" = ["W6"]\n'
    )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({FILE: "[flake8]\nselect = E,B\n"}, "select has B, which is a plugin's"),
        ({FILE: "[flake8]\nextend-ignore = SIM102\n"}, "extend-ignore has SIM102, which is a plugin's"),
        ({FILE: "[flake8]\ndocstring-convention = google\n"}, "flake8 has docstring-convention, which ruff has no"),
        (
            {FILE: "[flake8]\nmax-line-length = wide\n"},
            "max-line-length is 'wide', which is no number; mend that first",
        ),
        (
            {FILE: "[flake8]\n", "pyproject.toml": "[tool]\nruff = 1\n"},
            "pyproject.toml has [tool.ruff] as another thing",
        ),
        ({FILE: "[flake8]\n", "pyproject.toml": "tool = 1\n"}, "pyproject.toml has [tool.ruff] as another thing"),
        ({FILE: "[flake8]\nselect = W503\n"}, "it looks for nothing that ruff has a rule for"),
        ({FILE: "[flake8]\na = 1\na = 2\n"}, "not an INI file that every tool reads alike"),
        ({FILE: "[flake8]\nper-file-ignores = a.py\n  b.py: X-1\n"}, "per-file-ignores is written in a way"),
        ({FILE: "[flake8]\n", "tox.ini": "[flake8]\n"}, "tox.ini configures flake8 as well; settle first which"),
        ({FILE: "[flake8]\n", "pyproject.toml": "[tool.ruff.lint]\n"}, "pyproject.toml has [tool.ruff.lint] as well"),
        ({FILE: "[flake8]\n", "pyproject.toml": "tool = {ruff = {}}\n"}, "pyproject.toml is not TOML"),
    ],
)
def test_what_is_declined(files: Mapping[str, str], reason: str) -> None:
    assert declined_by(RECIPE, files, FILE).startswith(f"{FILE}: {reason}")


def test_a_file_without_its_section_is_no_target() -> None:
    assert proposed_by(RECIPE, {"tox.ini": "[testenv]\ncommands = flake8\n"}, "tox.ini") is None
