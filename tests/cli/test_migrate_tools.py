"""`assay run migrate_config` on ruff in the place of other tools, and on files of requirements, as a user sees it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from support.commands import Home
from support.receipts import against_schema
from support.sandboxes import write_tree

PYTHON = ("--interpreter", sys.executable)
CONFIRMED = ("--confirm", "deletion", "--confirm", "protected")
CODE = {"shop/__init__.py": "", "shop/a.py": 'import os\n\nNAME = "a" + os.sep\n'}
FORMATTED = '[tool.black]\nline-length = 99  # wide\n\n[tool.isort]\nprofile = "black"\nline_length = 99\n'


def test_black_and_isort_become_ruff_where_both_write_the_same(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {**CODE, "pyproject.toml": FORMATTED})
    asked = ("run", "migrate_config", shop / "pyproject.toml", "--trust", "--json", "--apply", *CONFIRMED, *PYTHON)
    done = home.assay(*asked)
    assert done.code == 0, done
    assert [against_schema(each) for each in done.statements] == [[], []]
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "verified", unit
    assert {each["name"]: each["status"] for each in unit["checks"]}["formatting"] == "passed"
    tools = tomllib.loads((shop / "pyproject.toml").read_text())["tool"]
    assert tools["ruff"]["line-length"] == 99
    assert not {"black", "isort"} & set(tools)


def test_who_still_calls_black_is_shown_and_makes_it_partial(home: Home, tmp_path: Path) -> None:
    files = {**CODE, "pyproject.toml": FORMATTED, "Makefile": "format:\n\tblack shop\n"}
    shop = write_tree(tmp_path / "shop", files)
    done = home.assay("run", "migrate_config", shop / "pyproject.toml", "--trust", *PYTHON)
    assert done.code == 1, done
    assert "Makefile:2 still names black, which is not configured any more; change it by hand" in done.out


def test_flake8_becomes_ruff_where_both_find_the_same(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {**CODE, ".flake8": "[flake8]\n# few\nselect = E7,F\nmax-line-length = 99\n"})
    done = home.assay("run", "migrate_config", shop / ".flake8", "--trust", "--json", "--apply", *CONFIRMED, *PYTHON)
    assert done.code == 0, done
    assert [against_schema(each) for each in done.statements] == [[], []]
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "verified", unit
    assert {each["name"]: each["status"] for each in unit["checks"]}["linting"] == "passed"
    assert not (shop / ".flake8").exists()
    text = (shop / "pyproject.toml").read_text()
    assert "# few" in text
    assert tomllib.loads(text)["tool"]["ruff"]["lint"]["select"] == ["E7", "F"]


def test_a_rule_that_ruff_lacks_makes_it_partial(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {**CODE, ".flake8": "[flake8]\nselect = E12,F\n"})
    done = home.assay("run", "migrate_config", shop / ".flake8", "--trust", *PYTHON)
    assert done.code == 1, done
    assert "partial: linting in part: ruff has no rule for E128" in done.out


REQUIREMENTS = {
    "requirements.txt": "rich>=13  # nice\n",
    "requirements-dev.txt": "-r requirements.txt\npytest\n",
    "requirements-docs.txt": "sphinx\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
}


def test_connected_requirements_move_together_and_the_run_ends_well(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", REQUIREMENTS)
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", *CONFIRMED, *PYTHON)
    assert done.code == 0, done
    *units, summary = (each["predicate"] for each in done.statements)
    assert [(each["verdict"], each["target"]["path"]) for each in units] == [
        ("verified", "requirements-dev.txt"),
        ("verified", "requirements-docs.txt"),
    ]
    assert [each["state"] for each in summary["applied"]] == ["applied", "applied"]
    assert [path.name for path in sorted(shop.iterdir()) if path.suffix] == ["pyproject.toml"]
    assert tomllib.loads((shop / "pyproject.toml").read_text())["dependency-groups"] == {
        "dev": [{"include-group": "main"}, "pytest"],
        "main": ["rich>=13"],
        "docs": ["sphinx"],
    }


def test_what_is_not_confirmed_takes_nothing_along(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", REQUIREMENTS)
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", *PYTHON)
    assert [each["predicate"]["target"]["path"] for each in done.statements[:-1]] == [
        "requirements-dev.txt",
        "requirements-docs.txt",
        "requirements.txt",
    ]
