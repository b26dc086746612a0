"""Drafted tests are held to the project's own linter."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from assay.checks.lint import lint
from assay.core.check import Check, CheckResult
from assay.core.command import Limits
from assay.core.project import Project, Tool
from support.drafting import PROJECT, small

MODULE = "def larger(one, other):\n    return max(one, other)\n"
GOOD = "from sizes import larger\n\n\ndef test_one():\n    assert larger(2, 1) == 2\n"
BAD = f"{GOOD}\n\ndef test_bad():\n    wide = larger\n    assert (larger(2, 1) == None) is False\n"
RULES = "[tool.ruff.lint]\nselect = ['E', 'F']\n"


def _made(project: Project, _: Tool, limits: Limits) -> Check:
    return lint(project, limits)


def said(folder: Path, text: str, configuration: dict[str, str]) -> CheckResult:
    async def ask() -> CheckResult:
        async with small(folder, {"sizes.py": MODULE, **configuration}) as project:
            return await project.judged(_made, "sizes.py", "larger", text)

    return asyncio.run(ask())


def with_rules(rules: str) -> dict[str, str]:
    return {"pyproject.toml": f"{PROJECT['pyproject.toml']}{rules}"}


def test_what_breaks_its_rules_is_named(tmp_path: Path) -> None:
    found = said(tmp_path, BAD, with_rules(RULES))
    assert (found.status, found.required, found.tool) == ("failed", True, "ruff")
    assert "F841" in found.reason
    assert "E711" in found.reason
    assert [each.message.partition(" ")[0] for each in found.problems] == ["test_bad:"]
    assert [each.start.line for each in found.problems] == [7]


def test_what_keeps_to_them_passes(tmp_path: Path) -> None:
    found = said(tmp_path, GOOD, with_rules(RULES))
    assert (found.status, found.required, len(found.commands)) == ("passed", True, 1)


def test_what_is_not_about_a_test_names_none(tmp_path: Path) -> None:
    found = said(tmp_path, f"import os\n{GOOD}", with_rules(RULES))
    assert (found.status, found.problems) == ("failed", ())
    assert "F401" in found.reason


def test_a_configuration_that_it_cannot_read_is_no_pass(tmp_path: Path) -> None:
    found = said(tmp_path, GOOD, with_rules("[tool.ruff.lint]\nselect = ['NO-SUCH-RULE']\n"))
    assert (found.status, found.required) == ("failed", True)
    assert "exit code 2" in found.reason


def test_where_none_is_named_it_says_so(tmp_path: Path) -> None:
    found = said(tmp_path, BAD, with_rules("[tool.ruff]\nline-length = 99\n"))
    assert (found.status, found.required, found.reason) == ("skipped", False, "the project names no linter")


@pytest.mark.parametrize("file", [".flake8", "setup.cfg", "tox.ini"])
def test_what_breaks_the_rules_of_flake8_is_named(tmp_path: Path, file: str) -> None:
    found = said(tmp_path, BAD, {file: "[flake8]\nmax-line-length = 99\ncount = true\nstatistics = true\n"})
    assert (found.status, found.required, found.tool) == ("failed", True, "flake8")
    assert "F841" in found.reason
    assert "E711" in found.reason
    assert [each.message.partition(" ")[0] for each in found.problems] == ["test_bad:"]


def test_what_its_configuration_leaves_out_is_none(tmp_path: Path) -> None:
    found = said(tmp_path, BAD, {".flake8": "[flake8]\nignore = F841, E711\nmax-line-length = 99\n"})
    assert (found.status, found.required, len(found.commands)) == ("passed", True, 1)


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        ({".flake8": "[flake8]\nmax-line-length = many\n"}, "exit code"),
        ({".flake8": "[flake8]\nquiet = 1\n"}, "no finding that can be read"),
        ({".flake8": "[flake8]\n[flake8:local-plugins]\nextension =\n  X1 = nowhere:Nothing\n"}, "exit code 1"),
    ],
    ids=["no configuration", "quiet", "a plugin that is missing"],
)
def test_a_flake8_that_says_nothing_readable_is_no_pass(
    tmp_path: Path, configuration: dict[str, str], reason: str
) -> None:
    found = said(tmp_path, BAD, configuration)
    assert (found.status, found.required) == ("failed", True)
    assert reason in found.reason


def test_no_file_of_the_workspace_is_taken_for_flake8(tmp_path: Path) -> None:
    planted = {"flake8/__init__.py": "", "flake8/main/__init__.py": "", "flake8/main/cli.py": "def main(): return 0\n"}
    found = said(tmp_path, BAD, {".flake8": "[flake8]\nmax-line-length = 99\n", **planted})
    assert (found.status, found.tool) == ("failed", "flake8")
    assert "E711" in found.reason


def test_one_that_is_not_installed_is_not_run(tmp_path: Path) -> None:
    async def ask() -> CheckResult:
        async with small(tmp_path, {"sizes.py": MODULE, ".flake8": "[flake8]\nmax-line-length = 99\n"}) as project:

            def made(found: Project, _: Tool, limits: Limits) -> Check:
                without = {name: each for name, each in found.interpreter.distributions.items() if name != "flake8"}
                return lint(replace(found, interpreter=replace(found.interpreter, distributions=without)), limits)

            return await project.judged(made, "sizes.py", "larger", BAD)

    found = asyncio.run(ask())
    assert (found.status, found.required) == ("skipped", False)
    assert "flake8, is not installed for" in found.reason
