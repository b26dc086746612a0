"""Which folder is a file's project."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.tools.project import find_project
from support.environments import installation


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return installation(tmp_path / "python", "3.12")


def root_of(workspace: Path, path: str, python: Path) -> tuple[str, str | None]:
    project = find_project(workspace, PurePosixPath(path), interpreter=python, chosen=None, environ={})
    return str(project.root), str(project.declared) if project.declared else None


def write(workspace: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = workspace / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return workspace


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mypy.ini", "[mypy]\n"),
        (".mypy.ini", "[mypy]\n"),
        ("pyrightconfig.json", "{}"),
        ("pyrefly.toml", ""),
        ("ty.toml", ""),
        ("pyproject.toml", "[tool.mypy]\nstrict = true\n"),
        ("pyproject.toml", "[tool.pyright]\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("pyproject.toml", "[tool.poetry]\nname = 'x'\n"),
        ("setup.cfg", "[mypy]\n"),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("setup.py", "from setuptools import setup\nsetup()\n"),
    ],
)
def test_the_nearest_folder_that_declares_a_checker_or_a_project_is_the_root(
    tmp_path: Path, python: Path, name: str, text: str
) -> None:
    workspace = write(
        tmp_path / "w", {"pyproject.toml": "[project]\nname = 'outer'\n", f"inner/{name}": text, "inner/src/a.py": ""}
    )
    assert root_of(workspace, "inner/src/a.py", python) == ("inner", f"inner/{name}")


@pytest.mark.parametrize(
    ("name", "text"), [("pyproject.toml", "[tool.ruff]\n"), ("setup.cfg", "[flake8]\n"), ("setup.cfg", "not an ini")]
)
def test_a_file_that_declares_neither_makes_no_project(tmp_path: Path, python: Path, name: str, text: str) -> None:
    workspace = write(tmp_path / "w", {"mypy.ini": "[mypy]\n", f"inner/{name}": text, "inner/a.py": ""})
    assert root_of(workspace, "inner/a.py", python) == (".", "mypy.ini")


def test_a_pyproject_that_cannot_be_read_still_marks_its_folder(tmp_path: Path, python: Path) -> None:
    workspace = write(tmp_path / "w", {"mypy.ini": "", "inner/pyproject.toml": "[project\n", "inner/a.py": ""})
    assert root_of(workspace, "inner/a.py", python) == ("inner", "inner/pyproject.toml")


def test_without_a_declaration_the_workspace_is_the_root(tmp_path: Path, python: Path) -> None:
    (tmp_path / "mypy.ini").write_text("[mypy]\n")
    workspace = write(tmp_path / "w", {"a/b/c.py": ""})
    assert root_of(workspace, "a/b/c.py", python) == (".", None)


def test_a_path_that_leaves_the_workspace_does_not_lead_the_search_out_of_it(tmp_path: Path, python: Path) -> None:
    (tmp_path / "mypy.ini").write_text("[mypy]\n")
    workspace = write(tmp_path / "w", {"a.py": ""})
    assert root_of(workspace, "../a.py", python) == (".", None)


def test_a_workspace_under_a_path_with_spaces_colons_and_quotes(tmp_path: Path, python: Path) -> None:
    workspace = write(tmp_path / """my "own": it's, a\\b""", {"p/mypy.ini": "", "p/a.py": ""})
    assert root_of(workspace, "p/a.py", python) == ("p", "p/mypy.ini")
