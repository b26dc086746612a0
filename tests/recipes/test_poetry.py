"""`[tool.poetry]` on its way to `[project]`: what comes out, and what is declined with a reason."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import PurePosixPath

import pytest

from assay.core.action import Declined
from assay.recipes.migrations import poetry
from assay.recipes.migrations.poetry_versions import requirements, specifier
from support.proposing import proposed_by, texts_by

SYSTEM = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
TOP = '[tool.poetry]\nname = "shop"\nversion = "1"\n'
FULL = """\
# ours
[tool.black]
line-length = 99  # wide

[tool.poetry]
# what it is
name = "shop"
version = "1.2.3"
description = "A 'shop'"  # short
authors = ["Ann <ann@shop.example>", "Bob"]
license = "MIT"
readme = "README.md"
homepage = "https://shop.example"
keywords = ["a"]
classifiers = ["Topic :: Software Development"]
packages = [{ include = "shop" }]

[tool.poetry.dependencies]
python = ">=3.9"
click = "^8.1"
# old ones
tomli = { version = "^2.0", python = "<3.11" }
httpx = { version = ">=0.27", optional = true, extras = ["http2"] }
two = [{ version = "~1.2", python = "<3.10" }, { version = "^2", python = ">=3.10" }]

[tool.poetry.extras]
net = ["httpx"]

[tool.poetry.group.dev.dependencies]
pytest = "*"

[tool.poetry.scripts]
shop = "shop.cli:main"

[tool.poetry.plugins."shop.plugins"]
one = "shop.plugin:One"

[tool.poetry.urls]
"Bug Tracker" = "https://shop.example/bugs"

[build-system]
requires = ["poetry-core>=1.0.0"]
build-backend = "poetry.core.masonry.api"
"""


def texts(text: str) -> str:
    return texts_by(poetry.RECIPE, {"pyproject.toml": text}, "pyproject.toml")["pyproject.toml"] or ""


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(poetry.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts(before) == after


def test_all_that_project_can_say_is_moved_and_the_rest_stays() -> None:
    after = texts(FULL)
    found = tomllib.loads(after)
    assert found["project"] == {
        "name": "shop",
        "version": "1.2.3",
        "description": "A 'shop'",
        "authors": [{"name": "Ann", "email": "ann@shop.example"}, {"name": "Bob"}],
        "license": {"text": "MIT"},
        "readme": "README.md",
        "keywords": ["a"],
        "requires-python": ">=3.9",
        "dependencies": [
            "click>=8.1,<9",
            'tomli>=2.0,<3 ; python_version < "3.11"',
            'two>=1.2,<1.3 ; python_version < "3.10"',
            'two>=2,<3 ; python_version >= "3.10"',
        ],
        "dynamic": ["classifiers"],
        "urls": {"Homepage": "https://shop.example", "Bug Tracker": "https://shop.example/bugs"},
        "optional-dependencies": {"net": ["httpx[http2]>=0.27"]},
        "scripts": {"shop": "shop.cli:main"},
        "entry-points": {"shop.plugins": {"one": "shop.plugin:One"}},
    }
    assert found["tool"]["poetry"] == {
        "classifiers": ["Topic :: Software Development"],
        "packages": [{"include": "shop"}],
        "group": {"dev": {"dependencies": {"pytest": "*"}}},
    }
    assert after.startswith("# ours\n[tool.black]\nline-length = 99  # wide\n\n[project]\n# what it is\nname")
    assert all(f"# {words}" in after for words in ("what it is", "short", "old ones"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{TOP}{SYSTEM}".replace("poetry.core.masonry.api", "other"), "other builds the project, and not poetry-core"),
        (f"{TOP}[tool.poetry-dynamic-versioning]\nenable = true\n{SYSTEM}", "[tool.poetry-dynamic-versioning] puts in"),
        (f"{TOP}{SYSTEM}".replace('requires = ["poetry-core"]\n', ""), "[build-system] does not require poetry-core"),
        (f"{TOP}package-mode = false\n{SYSTEM}", "package-mode is off"),
        (f'[tool.poetry]\nname = "a"\n{SYSTEM}', "it names no package, or no version of it"),
        (f'{TOP}[tool.poetry.dependencies]\na = {{ git = "x" }}\n{SYSTEM}', "the dependency a has git, which"),
        (f'{TOP}[tool.poetry.dependencies]\na = "^1 || ^2"\n{SYSTEM}', "'^1 || ^2' is a choice between ranges"),
        (
            f'{TOP}[tool.poetry.dependencies]\na = {{ version = "1", source = "x" }}\n{SYSTEM}',
            "the dependency a has so",
        ),
        (f'{TOP}[tool.poetry.dependencies]\na = {{ version = "1", optional = true }}\n{SYSTEM}', "the dependency a is"),
        (f'{TOP}[tool.poetry.dependencies.a]\nversion = "1"\n{SYSTEM}', "[tool.poetry.dependencies.a] is a table of"),
        (f'{TOP}[tool.poetry.extras]\nx = ["a"]\n{SYSTEM}', "the extra x names a, which is no dependency"),
        (f'{TOP}[tool.poetry.scripts]\na = {{ reference = "a", type = "file" }}\n{SYSTEM}', "the script a is more"),
        (f'{TOP}scripts = {{ a = "b:c" }}\n{SYSTEM}', "scripts stands in [tool.poetry] in a way"),
        (f'[tool.poetry]\nname = "a"\nversion = "1"\nauthors = 5\n{SYSTEM}', "a value in [tool.poetry] is of another"),
        (f"{TOP}[tool.poetry.extras]\nx = 5\n{SYSTEM}", "a value in [tool.poetry] is of another"),
        (f"{TOP}{SYSTEM}".replace('"poetry-core"', '"poetry>=1"'), "[build-system] does not require poetry-core"),
        (
            f"{TOP}{SYSTEM}".replace('"poetry-core"', '"poetry-core<2"'),
            "it is built with poetry-core<2, which does not",
        ),
    ],
)
def test_what_is_declined(text: str, why: str) -> None:
    found = proposed_by(poetry.RECIPE, {"pyproject.toml": text}, "pyproject.toml")
    assert isinstance(found, Declined)
    assert found.reason.startswith(f"pyproject.toml: {why}"), found.reason


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nname = 'a'\n[tool.poetry]\n",
        "[tool.poetry\n",
        "[tool.other]\n",
        "# no more [tool.poetry] here\n[tool.other]\n",
        pytest.param(f"[tool.poetry]\na = {'[' * 5000}", id="deep"),
    ],
)
def test_what_holds_no_such_table_or_both_is_no_target(text: str) -> None:
    assert poetry.message(PurePosixPath("pyproject.toml"), text) == ""
    assert proposed_by(poetry.RECIPE, {"pyproject.toml": text}, "pyproject.toml") is None


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("^0.0", ">=0.0,<0.1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("*", ""),
        (">=1 <2", ">=1,<2"),
        (">= 1.0, !=1.5", ">=1.0,!=1.5"),
        ("1.2.*", "==1.2.*"),
    ],
)
def test_a_constraint_as_specifiers(constraint: str, expected: str) -> None:
    assert specifier(constraint) == expected


def test_environment_markers() -> None:
    told = {
        "version": "*",
        "python": ">=3.8,<3.10.2",
        "platform": "win32",
        "markers": "os_name == 'nt' or extra == 'x'",
    }
    (found,) = requirements("a", told)
    assert found.split(" and ") == [
        'a ; python_version >= "3.8"',
        'python_full_version < "3.10.2"',
        'sys_platform == "win32"',
        "(os_name == 'nt' or extra == 'x')",
    ]
