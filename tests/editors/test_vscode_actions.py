"""What is done with an action in VS Code: where it is offered, what is seen of it, and how it is steered."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from pathlib import Path

from support import eslint
from support.editors import SCENARIOS, Drive
from support.project import make_slow
from support.sandboxes import write_tree
from workbench import Workbench

SHOP = {
    "pytest.ini": "# how we test\n[pytest]\ntestpaths = tests\n",
    "pyproject.toml": "[tool.black]\nline-length = 100\n",
    "tests/test_a.py": "def test_a() -> None:\n    pass\n",
}
MIGRATED = f"{SHOP['pyproject.toml']}\n# how we test\n[tool.pytest.ini_options]\n"
LINTED = {
    ".eslintrc.json": '{\n  "root": true,\n  "rules": {"semi": "error"}\n}\n',
    "package.json": '{"devDependencies": {"eslint": "9"}}\n',
    "a.js": "var a = 1\n",
}
PACKAGE = {
    "setup.cfg": "[metadata]\nname = shop\nversion = attr: shop.__version__\nlong_description = file: README.md\n\n"
    "[options]\npackages = find:\n\n[flake8]\nmax-line-length = 99\n",
    "setup.py": "from setuptools import setup\n\nsetup()\n",
    "README.md": "# Shop\n",
    "shop/__init__.py": '__version__ = "1.2"\n',
}
FARES = {
    "pyproject.toml": "[project]\nname = 'fares'\n[tool.pytest.ini_options]\npythonpath = ['.']\n",
    "fares.py": (
        '"""Fares."""\n\n\ndef fare(age: int) -> int:\n    if age > 120:\n        age = 120\n'
        "    if age < 6:\n        return 0\n    return 2\n"
    ),
    "tests/test_other.py": "def test_other() -> None:\n    assert True\n",
}


def test_a_configuration_is_migrated_from_where_it_is(vscode: Workbench, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", SHOP)
    found = vscode.play("screen", SCENARIOS / "vscode" / "screen" / "migrate.mjs", shop)
    assert "deletes a file" in found["question"]
    assert "pytest configuration" in found["evidence"]
    assert found["reached"] == found["names"]
    assert {"Apply", "Discard", "Another way…", "pyproject.toml", "pytest.ini"} == set(found["names"])
    for part in ('heading "Checks"', 'columnheader "Result"', 'rowheader "in scope"', 'button "Discard"'):
        assert part in found["tree"]
    assert found["borders"][0] != found["borders"][1], "in high contrast a button has an edge"
    assert found["gone"]
    assert set(MIGRATED.splitlines()) <= set(found["after"].splitlines())


def test_a_configuration_of_eslint_is_moved_from_where_it_is(vscode: Workbench, tmp_path: Path) -> None:
    shop = eslint.project(tmp_path / "shop", LINTED)
    path = f"{eslint.node_folder()}{os.pathsep}{os.environ['PATH']}"
    found = replace(vscode, environ={"PATH": path}).play("screen", SCENARIOS / "vscode" / "screen" / "eslint.mjs", shop)
    assert "deletes a file" in found["question"]
    assert "the same in 1 file and " in found["evidence"]
    assert found["gone"]
    assert 'semi: "error"' in found["after"]


def test_a_package_is_moved_from_where_it_is_described(vscode: Workbench, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", PACKAGE)
    found = vscode.play("screen", SCENARIOS / "vscode" / "screen" / "package.mjs", shop)
    assert "changes what is shown of the package" in found["question"]
    assert "wheel and source distribution are the same, and a later release's would be" in found["evidence"]
    assert "Description-Content-Type is new: text/markdown" in found["evidence"]
    assert found["kept"].strip() == "[flake8]\nmax-line-length = 99"
    assert tomllib.loads(found["after"])["project"] == {"name": "shop", "readme": "README.md", "dynamic": ["version"]}


def test_tests_are_drafted_of_the_function_at_the_cursor(vscode: Workbench, tmp_path: Path) -> None:
    project = write_tree(tmp_path / "fares", FARES)
    found = vscode.play("screen", SCENARIOS / "vscode" / "screen" / "draft.mjs", project)
    assert "Draft tests of fare (tested first)" in found["offered"]
    for part in ("verified", "kills mutants", "stable", "tests/test_fares.py"):
        assert part in found["evidence"]
    assert "-    if age > 120:\n+    if age >= 120:" in found["survivors"]


def test_a_candidate_is_ended_with_a_remark_and_another_way_is_asked_for(screen: Drive, project: Path) -> None:
    make_slow(project)
    found = screen("candidates")
    assert "being checked" in found["running"]
    assert "parses, in scope" in found["running"]
    assert found["ended"].startswith("rejected: Let parameter")
    assert "nothing was proposed but what you turned down" in found["another"]
