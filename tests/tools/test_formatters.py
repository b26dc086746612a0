"""A patch in the project's format: the real formatter in the real sandbox, on the touched lines alone."""

from __future__ import annotations

import asyncio
import venv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.command import Limits
from assay.core.patch import FileChange, Patch
from assay.core.project import Project
from assay.core.snapshot import Snapshot
from assay.tools.formatters import Formatted, declared_formatter, format_touched
from support.environments import packages
from support.judging import OURS, project_at
from support.sandboxes import sandbox_on, write_tree

RUFF = {"pyproject.toml": "[tool.ruff.format]\nquote-style = 'single'\n"}
BEFORE = 'x   =   1\n\n\ndef f(a: int=None, b = "x") -> int:\n    return   2\n'
AFTER = 'x   =   1\n\n\ndef f(a: int|None=None, b = "x") -> int:\n    return   2\n'
IN_FORMAT = "x   =   1\n\n\ndef f(a: int | None = None, b='x') -> int:\n    return   2\n"
A = PurePosixPath("a.py")


def formatted(
    tmp_path: Path,
    files: Mapping[str, str],
    *changes: FileChange,
    python: Path = OURS,
    limits: Limits | None = None,
) -> Formatted:
    workspace = write_tree(tmp_path / "workspace", {"a.py": BEFORE, **files})
    return run(project_at(workspace, "a.py", python), tmp_path, changes, limits)


def run(project: Project, tmp_path: Path, changes: tuple[FileChange, ...], limits: Limits | None = None) -> Formatted:
    (tmp_path / "state").mkdir()
    patch = Patch(changes or (FileChange(A, BEFORE, AFTER),))

    async def format_it() -> Formatted:
        snapshot = Snapshot(project.workspace)
        async with sandbox_on(project.workspace, tmp_path / "state") as sandbox, sandbox.branch(snapshot) as branch:
            return await format_touched(project, branch, patch, limits or Limits())

    return asyncio.run(format_it())


def text(found: Formatted) -> str | None:
    (change,) = found.patch.changes
    return change.after


def test_only_the_touched_lines_are_brought_into_the_projects_format(tmp_path: Path) -> None:
    found = formatted(tmp_path, RUFF)
    assert (text(found), found.note) == (IN_FORMAT, "")


def test_several_touched_places_of_a_crlf_file_with_emoji_are_formatted(tmp_path: Path) -> None:
    before = "a=1\r\nb='😀'\r\nc=3\r\nd=4\r\n"
    change = FileChange(A, before, before.replace("a=1", "a=[1,\r\n2]").replace("d=4", "d='😀',4"))
    found = formatted(tmp_path, RUFF, change)
    assert (text(found), found.note) == ("a = [1, 2]\r\nb='😀'\r\nc=3\r\nd = '😀', 4\r\n", "")


def test_black_formats_the_touched_lines_as_the_project_configures_it(tmp_path: Path) -> None:
    before = "x   =   1\r\ny='😀'\r\nz   =   2\r\n\r\n\r\ndef f(a: int=None) -> int:\r\n    return   2\r\n"
    after = before.replace("y='😀'", "y='😀',1").replace("int=None", "int|None=None")
    files = {
        "pyproject.toml": "[tool.black]\nskip-string-normalization = true\n",
        "black.py": "raise SystemExit('not this one')\n",
    }
    found = formatted(tmp_path, files, FileChange(A, before, after))
    expected = after.replace("y='😀',1", "y = '😀', 1").replace("a: int|None=None", "a: int | None = None")
    assert (text(found), found.note) == (expected, "")


def test_black_failing_leaves_the_patch_and_says_why(tmp_path: Path) -> None:
    found = formatted(tmp_path, {"pyproject.toml": "[tool.black]\n"}, FileChange(A, "x = 1\n", "x = (\n"))
    assert text(found) == "x = (\n"
    assert found.note.startswith("a.py is not formatted: black ")
    assert "ended with exit code 123" in found.note


def test_a_new_file_is_formatted_whole_and_a_deleted_or_foreign_one_not_at_all(tmp_path: Path) -> None:
    new = FileChange(PurePosixPath("b.py"), None, "x   =  1\n")
    foreign = FileChange(PurePosixPath("c.txt"), "x", "x   =  1\n")
    gone = FileChange(PurePosixPath("d.py"), "x   =  1\n", None)
    found = formatted(tmp_path, RUFF, new, foreign, gone)
    assert [change.after for change in found.patch.changes] == ["x = 1\n", "x   =  1\n", None]


def test_a_file_that_the_configuration_leaves_out_is_left_as_it_is(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.ruff]\nextend-exclude = ['a.py']\n[tool.ruff.format]\n"}
    found = formatted(tmp_path, files)
    assert (text(found), found.note) == (AFTER, "")


def test_a_formatter_that_is_only_installed_formats_what_was_in_its_format(tmp_path: Path) -> None:
    before = "def f(a: int = None) -> int:\n    return 2\n"
    change = FileChange(A, before, before.replace("int = None", "int|None=None"))
    found = formatted(tmp_path, {}, change)
    assert (text(found), found.note) == ("def f(a: int | None = None) -> int:\n    return 2\n", "")


def test_a_formatter_that_is_only_installed_leaves_other_files_alone(tmp_path: Path) -> None:
    found = formatted(tmp_path, {})
    assert (text(found), found.note) == (AFTER, "")


def test_a_formatter_that_is_missing_is_said(tmp_path: Path, bare: Path) -> None:
    found = formatted(tmp_path, RUFF, python=bare)
    assert (text(found), found.note) == (AFTER, f"nothing is formatted: ruff is not installed for {bare}")


def test_a_formatter_that_fails_leaves_the_patch_and_says_why(tmp_path: Path) -> None:
    found = formatted(tmp_path, {"pyproject.toml": "[tool.ruff.format]\nquote-style = 'wrong'\n"})
    assert text(found) == AFTER
    assert found.note.startswith("a.py is not formatted: ruff ")
    assert "ended with exit code 2: " in found.note


def test_a_formatter_that_is_killed_leaves_the_patch_and_says_why(tmp_path: Path) -> None:
    found = formatted(tmp_path, RUFF, limits=Limits(wall=0.001))
    assert text(found) == AFTER
    assert "ended with wall limit" in found.note


def test_a_formatter_that_is_too_old_for_lines_leaves_the_patch_and_says_why(tmp_path: Path) -> None:
    project = project_at(write_tree(tmp_path / "workspace", {"a.py": BEFORE, **RUFF}), "a.py")
    distributions = {**project.interpreter.distributions, "ruff": "0.1.0"}
    old = replace(project, interpreter=replace(project.interpreter, distributions=distributions))
    found = run(old, tmp_path, ())
    assert (text(found), found.note) == (AFTER, "a.py is not formatted: ruff 0.1.0 cannot format single lines")


def test_a_formatter_that_changes_more_than_was_touched_is_not_taken(tmp_path: Path) -> None:
    """A program in the place of the project's ruff that formats everything, whatever it is asked for."""
    prefix = tmp_path / "workspace" / ".venv"
    venv.create(prefix, with_pip=False)
    (packages(prefix) / "ruff-0.17.0.dist-info").mkdir()
    (prefix / "bin" / "ruff").write_text("#!/bin/sh\nsed 's/   */ /g'\n")
    (prefix / "bin" / "ruff").chmod(0o755)
    found = formatted(tmp_path, RUFF, python=Path(".venv"))
    assert text(found) == AFTER
    assert found.note == "a.py is not formatted: ruff 0.17.0 would also change line 1, which was not touched"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[tool.ruff.format]\n"}, "ruff"),
        ({"ruff.toml": "[format]\n"}, "ruff"),
        ({".ruff.toml": "[format]\n"}, "ruff"),
        ({"pyproject.toml": "[tool.black]\n"}, "black"),
        ({".pre-commit-config.yaml": "repos:\n- hooks:\n  - id: ruff-format\n"}, "ruff"),
        ({".pre-commit-config.yaml": "repos:\n- hooks:\n    - id: 'black'\n"}, "black"),
        ({".pre-commit-config.yaml": "repos:\n- hooks:\n  - id: ruff\n  - id: black-jupyter\n"}, None),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 90\n"}, None),
        ({"pyproject.toml": "[tool.black\n"}, None),
        ({}, None),
    ],
)
def test_the_formatter_of_a_project_is_the_one_that_its_configuration_names(
    tmp_path: Path, files: Mapping[str, str], expected: str | None
) -> None:
    assert declared_formatter(project_at(write_tree(tmp_path, {"a.py": "", **files}), "a.py")) == expected
    above = write_tree(tmp_path / "above", {**files, "in/mypy.ini": "", "in/a.py": ""})
    assert declared_formatter(project_at(above, "in/a.py")) == expected
