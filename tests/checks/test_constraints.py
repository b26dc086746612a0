"""What the user asked for is kept, or the patch does not pass; what nothing can check is said to be unchecked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.checks.constraints import constraints
from assay.core.check import CheckResult
from support.candidates import candidate, judged
from support.sandboxes import write_tree

TWO = {"a.py": ("x = 1\n", "x = 2\n"), "b/c.py": ("y = 1\nz = 1\n", "y = 2\nz = 1\n")}


def said(*asked: str) -> CheckResult:
    return judged(constraints, candidate(TWO, constraints=asked))


@pytest.mark.parametrize("asked", ["only a.py, b", "only a.py and b/c.py", "at most 2 lines", "keep the interface"])
def test_what_is_kept_passes(asked: str) -> None:
    assert (said(asked).required, said(asked).status) == (True, "passed")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("only a.py", "b/c.py: not one of the files of 'only a.py'"),
        ("only b", "a.py: not one of the files of 'only b'"),
        ("at most 1 line", "a.py: 2 lines change in all, and 'at most 1 line' was asked"),
    ],
)
def test_what_is_not_kept_fails(asked: str, reason: str) -> None:
    assert (said(asked).required, said(asked).status, said(asked).reason) == (True, "failed", reason)


@pytest.mark.parametrize(
    ("after", "status"),
    [
        ("def f(a: int | None = None): pass\n", "passed"),
        ("def f(a: int = None, b: int = 1): pass\n", "failed"),
        ("def g(a: int = None): pass\n", "failed"),
    ],
)
def test_a_signature_that_has_to_stay(after: str, status: str) -> None:
    changes = {"shop.py": ("def f(a: int = None): pass\n", after)}
    assert judged(constraints, candidate(changes, constraints=("keep the signature",))).status == status


DEPENDING = {
    "pyproject.toml": "[project]\ndependencies = ['attrs>=1']\n\n[dependency-groups]\ndev = ['pytest']\n",
    "shop/__init__.py": "import yaml\n",
    "shop/till.py": "import os\n",
}
NUMPY = "shop/till.py: imports numpy, which the project did not depend on"


@pytest.mark.parametrize(
    ("path", "after", "reason"),
    [
        ("shop/till.py", "import os, json\nimport shop.prices\nfrom . import prices\n", ""),
        ("shop/till.py", "import attrs\nimport yaml.nodes\n", ""),
        ("shop/till.py", "import numpy\n", NUMPY),
        ("shop/till.py", "def f():\n    from numpy.linalg import norm\n", NUMPY),
        ("shop/till.py", "import importlib\nnumpy = importlib.import_module('numpy.linalg')\n", NUMPY),
        ("requirements-dev.txt", "# requests\nflask==1\n", "requirements-dev.txt: declares flask"),
        ("setup.py", "import flask\n", "setup.py: declares flask, import"),
        (
            "pyproject.toml",
            "[project]\ndependencies = ['attrs', 'rich']\n\n[project.optional-dependencies]\nfast = ['numba']\n",
            "pyproject.toml: declares numba, rich",
        ),
        ("pyproject.toml", "[project]\ndependencies = ['attrs>=2']\n", ""),
        (
            "package.json",
            '{"devDependencies": {"globals": "^14", "@eslint/js": "9"}}',
            "package.json: declares @eslint/js, globals",
        ),
        ("requirements.txt", "attrs>=2\npytest\n", ""),
    ],
)
def test_a_new_dependency(tmp_path: Path, path: str, after: str, reason: str) -> None:
    write_tree(tmp_path, DEPENDING)
    changes = {path: (DEPENDING.get(path), after)}
    result = judged(constraints, candidate(changes, root=tmp_path, constraints=("no new dependencies",)))
    assert result.reason == (f"{reason}, and 'no new dependencies' was asked" if reason else "")
    assert result.status == ("failed" if reason else "passed")


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb\nc\n", "a\nc\n", 1),
        ("a\n", "a\nb\nc\n", 2),
        ("a\nb\n", "x\ny\nz\n", 3),
        ("a\nb\n", None, 2),
        (None, "a\n", 1),
    ],
)
def test_new_and_gone_and_different_lines_count(before: str | None, after: str | None, lines: int) -> None:
    changes = {"a.py": (before, after)}
    kept = judged(constraints, candidate(changes, constraints=(f"at most {lines} lines",)))
    broken = judged(constraints, candidate(changes, constraints=(f"at most {lines - 1} lines",)))
    assert (kept.status, broken.status) == ("passed", "failed")


def test_words_that_nothing_can_check_are_listed_as_not_checked() -> None:
    result = said("make it beautiful")
    assert (result.required, result.status, result.reason) == (False, "skipped", "not checked: 'make it beautiful'")
    both = said("make it beautiful", "only a.py, b")
    assert (both.required, both.status) == (True, "passed")
    assert both.summary == "kept: 'only a.py, b'; not checked: 'make it beautiful'"


def test_without_constraints_there_is_nothing_to_check() -> None:
    result = judged(constraints, candidate(TWO))
    assert (result.required, result.status, result.summary) == (False, "skipped", "none were given")
