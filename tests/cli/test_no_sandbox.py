"""On a system that forbids every kind of isolation: static checks, what is missing, the ways out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assay.sandbox.programs import find_bubblewraps
from support.commands import Home
from support.receipts import against_schema

PYTHON = ("--interpreter", sys.executable)


@pytest.fixture
def no_isolation(project: Path) -> list[str]:
    """A command that runs another one where no namespace can be made and nothing be mounted."""
    bubblewrap = str(find_bubblewraps(project)[0].path)
    return [bubblewrap, "--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--dev-bind", "/", "/", "--"]


def test_without_a_sandbox_a_fix_is_partial_and_the_ways_out_are_said(
    home: Home, project: Path, no_isolation: list[str]
) -> None:
    target = f"{project / 'mean.py'}:4"
    done = home.assay("run", "fix_types", target, "--trust", "--json", *PYTHON, within=no_isolation)
    assert done.code == 3, done
    unit, summary = done.statements
    assert [against_schema(unit), against_schema(summary)] == [[], []]
    assert unit["predicate"]["verdict"] == "partial"
    skipped = {each["name"]: each["reason"] for each in unit["predicate"]["checks"] if each["status"] == "skipped"}
    assert skipped == {"types": "no sandbox on this system", "tests": "no sandbox on this system"}
    assert unit["predicate"]["sandbox"]["tier"] is None
    assert summary["predicate"]["reason"] == "tests and types not run: no sandbox on this system"
    assert "tests and types not run: no sandbox on this system" in done.err.splitlines()
    assert "in a container or virtual machine that is a sandbox already" in done.err


def test_doctor_says_that_the_sandbox_is_missing(home: Home, project: Path, no_isolation: list[str]) -> None:
    done = home.assay("doctor", "--json", cwd=project, within=no_isolation)
    (found,) = done.statements
    assert done.code == 3
    assert found["sandbox"]["tier"] is None
    assert found["sandbox"]["remedies"]
    assert "a sandbox: none holds on this system" in found["missing"]


def test_a_container_that_the_user_declares_to_be_one_is_tier_3(
    home: Home, project: Path, no_isolation: list[str]
) -> None:
    home.configure(f'container_is_sandbox = true\ninterpreter = "{sys.executable}"\n')
    done = home.assay("doctor", "--json", cwd=project, within=no_isolation)
    (found,) = done.statements
    assert done.code == 0, found
    assert found["sandbox"]["tier"] == 3
    assert "declared by you" in found["sandbox"]["label"]


def test_a_workspace_cannot_declare_itself_contained(home: Home, project: Path, no_isolation: list[str]) -> None:
    (project / "config.toml").write_text("container_is_sandbox = true\n")
    with (project / "pyproject.toml").open("a") as declaration:
        declaration.write("\n[tool.assay]\ncontainer_is_sandbox = true\n")
    done = home.assay("doctor", "--json", cwd=project, within=no_isolation)
    assert done.code == 3
    assert done.statements[0]["sandbox"]["tier"] is None
