"""What may name `pyproject.toml` in the place of a file that goes, and what is left to a person."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.tools.file_mentions import carried, carries, carrying
from support.sandboxes import write_tree

TOX = PurePosixPath("tox.ini")
TOP = PurePosixPath()


@pytest.mark.parametrize(
    ("text", "gone", "after"),
    [
        ("pytest -q -c pytest.ini tests", "pytest.ini", "pytest -q -c pyproject.toml tests"),
        ("pytest --config-file=./pytest.ini", "pytest.ini", "pytest --config-file=./pyproject.toml"),
        ("coverage run --rcfile=.coveragerc -m a", ".coveragerc", "coverage run --rcfile=pyproject.toml -m a"),
        ("pytest --cov-config .coveragerc", ".coveragerc", "pytest --cov-config pyproject.toml"),
        ("isort --settings-file .isort.cfg .", ".isort.cfg", "isort --settings-file pyproject.toml ."),
        ("args: [--config-file=mypy.ini]", "mypy.ini", "args: [--config-file=pyproject.toml]"),
        ("black {posargs:setup.py src}", "setup.py", "black {posargs:src}"),
        ("flake8 --select E setup.py src tests", "setup.py", "flake8 --select E src tests"),
    ],
)
def test_what_means_the_same_names_pyproject(text: str, gone: str, after: str) -> None:
    assert carried(TOX, text, (gone,)) == after


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("pytest -c config/pytest.ini", "pytest.ini"),
        ("pytest -c pytest.ini.old", "pytest.ini"),
        ("pytest -c pytest.ini/x", "pytest.ini"),
        ("true && tool -c pytest.ini", "pytest.ini"),
        ("pytest; tool -c pytest.ini", "pytest.ini"),
        ("pip install -c pytest.ini", "pytest.ini"),
        ("cp pytest.ini build/", "pytest.ini"),
        ("cd sub && pytest -c pytest.ini", "pytest.ini"),
        ("working-directory: sub\nrun: pytest -c pytest.ini", "pytest.ini"),
        ("changedir = sub\ncommands = black setup.py src", "setup.py"),
        ("make -C sub\npytest -c pytest.ini", "pytest.ini"),
        ("mypy --config-file tox.ini", "mypy.ini"),
        ("python setup.py test", "setup.py"),
        ("flake8 setup.py", "setup.py"),
        ("flake8 setup.py --select E", "setup.py"),
        ("flake8 src; python setup.py sdist", "setup.py"),
        ("flake8 src/setup.py src", "setup.py"),
        ("flake8 --exclude=setup.py src", "setup.py"),
    ],
)
def test_anything_else_is_left_to_a_person(text: str, gone: str) -> None:
    assert carried(TOX, text, (gone,)) == text


def test_files_that_run_something_are_changed_and_no_others(tmp_path: Path) -> None:
    line = "pytest -c pytest.ini\n"
    write_tree(tmp_path, {".github/workflows/a.yml": line, "sub/tox.ini": line, "README.md": line, "Makefile": line})
    gone = FileChange(PurePosixPath("pytest.ini"), "[pytest]\n", None)
    found = list(carrying(Snapshot(tmp_path), (gone,), TOP))
    assert [str(each.path) for each in found] == ["Makefile", ".github/workflows/a.yml"]
    patch = Patch(tuple(sorted((*found, gone), key=lambda each: each.path)))
    assert all(carries(each, patch, TOP) for each in found)
    assert list(carrying(Snapshot(tmp_path), (), TOP)) == []


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("tox.ini", "pytest -c pyproject.toml -p no:all\n"),
        ("tox.ini", "pytest -c other.ini\n"),
        ("tox.ini", None),
        ("src/tox.ini", "pytest -c pyproject.toml\n"),
        ("README.md", "pytest -c pyproject.toml\n"),
    ],
)
def test_a_change_that_does_more_or_elsewhere_is_noticed(path: str, after: str | None) -> None:
    gone = FileChange(PurePosixPath("pytest.ini"), "[pytest]\n", None)
    right = FileChange(TOX, "pytest -c pytest.ini\n", "pytest -c pyproject.toml\n")
    assert carries(right, Patch((gone, right)), TOP)
    assert not carries(right, Patch((right,)), TOP)
    change = FileChange(PurePosixPath(path), "pytest -c pytest.ini\n", after)
    assert not carries(change, Patch(tuple(sorted((gone, change), key=lambda each: each.path))), TOP)
