"""`assay run migrate_config` as a user sees it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from support.commands import Home
from support.receipts import against_schema
from support.sandboxes import write_tree

PYTHON = ("--interpreter", sys.executable)
FILES = {
    "pytest.ini": "# how we test\n[pytest]\ntestpaths = tests\n",
    "setup.cfg": "[metadata]\nname = shop\n\n[isort]\nprofile = black\n",
    "pyproject.toml": "[tool.black]\nline-length = 100\n",
    "tests/test_a.py": "def test_a() -> None:\n    pass\n",
}
CONFIRMED = ("--confirm", "deletion", "--confirm", "protected")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "shop", FILES)


def test_a_whole_project_is_migrated_and_written(home: Home, shop: Path) -> None:
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", *CONFIRMED, *PYTHON)
    assert done.code == 0, done
    assert [against_schema(each) for each in done.statements] == [[], [], []]
    *units, summary = done.statements
    assert [each["predicate"]["verdict"] for each in units] == ["verified", "verified"]
    assert units[0]["predicate"]["boundaries"] == ["deletion", "protected"]
    names = {each["name"] for each in units[0]["predicate"]["checks"] if each["status"] == "passed"}
    assert {"schema", "references", "comments", "pytest configuration"} <= names
    assert [each["state"] for each in summary["predicate"]["applied"]] == ["applied", "applied"]
    assert not (shop / "pytest.ini").exists()
    assert (shop / "setup.cfg").read_text() == "[metadata]\nname = shop\n"
    text = (shop / "pyproject.toml").read_text()
    assert text.startswith(f"{FILES['pyproject.toml']}\n# how we test\n[tool.pytest.ini_options]\n")
    assert tomllib.loads(text)["tool"] == {
        "black": {"line-length": 100},
        "pytest": {"ini_options": {"testpaths": ["tests"]}},
        "isort": {"profile": "black"},
    }


def test_a_deletion_is_not_written_unless_it_is_confirmed(home: Home, shop: Path) -> None:
    done = home.assay(
        "run", "migrate_config", shop / "pytest.ini", "--trust", "--apply", "--confirm", "protected", *PYTHON
    )
    assert done.code == 1, done
    assert "not applied: needs your confirmation: deletion" in done.out
    assert {name: (shop / name).read_text() for name in FILES} == FILES


def test_without_trust_nothing_is_compared_and_nothing_is_verified(home: Home, shop: Path) -> None:
    done = home.assay("run", "migrate_config", shop / "pytest.ini", "--json", *PYTHON)
    assert done.code == 3, done
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "partial"
    skipped = [each["name"] for each in unit["checks"] if each["status"] == "skipped" and each["required"]]
    assert "pytest configuration" in skipped
    assert not any(each["commands"] for each in unit["checks"])


def test_what_is_declined_says_why(home: Home, shop: Path) -> None:
    (shop / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-v'\n")
    done = home.assay("run", "migrate_config", shop / "pytest.ini", "--trust", *PYTHON)
    assert done.code == 1, done
    assert "pyproject.toml has [tool.pytest.ini_options] as well; settle first which of the two holds" in done.out


def test_another_file_ends_with_2(home: Home, shop: Path) -> None:
    done = home.assay("run", "migrate_config", shop / "tests" / "test_a.py", "--trust", *PYTHON)
    assert done.code == 2, done
    assert "assay: tests/test_a.py: not a file that a migration knows; name one of setup.py, " in done.err


WORKFLOW = """\
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    steps:
      - run: echo "::set-output name=day::$(date +%F)"  # the day
"""


def test_a_workflow_is_run_in_both_ways_and_written(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {".github/workflows/ci.yml": WORKFLOW, "pyproject.toml": ""})
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", "--confirm", "protected", *PYTHON)
    assert done.code == 0, done
    assert [against_schema(each) for each in done.statements] == [[], []]
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "verified"
    assert {each["name"]: each["summary"] for each in unit["checks"]}["workflow scripts"] == (
        "1 scripts tell the runner the same on 14 probes"
    )
    new = WORKFLOW.replace('"::set-output name=day::$(date +%F)"', '"day=$(date +%F)" >> "$GITHUB_OUTPUT"')
    assert (shop / ".github/workflows/ci.yml").read_text() == new


def test_a_workflow_whose_value_is_not_known_is_partial(home: Home, tmp_path: Path) -> None:
    text = WORKFLOW.replace("$(date +%F)", "$(cat day)")
    shop = write_tree(tmp_path / "shop", {".github/workflows/ci.yml": text, "pyproject.toml": ""})
    done = home.assay("run", "migrate_config", shop, "--trust", *PYTHON)
    assert done.code == 1, done
    assert "partial: workflow scripts" in done.out
    assert "$(cat day) may be several lines, of which the new way takes none" in done.out


def test_without_trust_no_script_of_a_workflow_runs(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {".github/workflows/ci.yml": WORKFLOW, "pyproject.toml": ""})
    done = home.assay("run", "migrate_config", shop, "--json", *PYTHON)
    assert done.code == 3, done
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "partial"
    assert "workflow scripts" in {each["name"] for each in unit["checks"] if each["status"] == "skipped"}
    assert not any(each["commands"] for each in unit["checks"])
