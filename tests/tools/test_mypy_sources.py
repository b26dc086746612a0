"""What mypy is told to check, as mypy itself reads its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mypy.main import process_options

from support.judging import OURS, found, project_at
from support.sandboxes import write_tree

Checked = Callable[..., tuple[list[str], str]]

SOURCE = {"pkg/__init__.py": "", "pkg/a.py": "", "pkg/sub/b.py": "", "top.py": "", "setup.py": ""}
TESTS = {"tests/test_a.py": "", "tests/unit/b_test.py": "", "tests/conftest.py": "", "tests/data/bad.py": "def f(:"}
NOISE = {"docs/conf.py": "", "build/lib/pkg/a.py": "", ".hidden/c.py": "", "scripts/run.py": "", "pkg/data.txt": ""}


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    """The modules that mypy will check for a file, by its own reading of the arguments, and what is said of others."""

    def checked(files: Mapping[str, str], path: str = "pkg/a.py") -> tuple[list[str], str]:
        workspace = write_tree(tmp_path / "workspace", files)
        tool = found(project_at(workspace, path, OURS))
        monkeypatch.chdir(workspace / tool.folder)
        monkeypatch.setenv("MYPY_CONFIG_FILE_DIR", "")
        targets, _ = process_options(list(tool.argv[2:]))
        return sorted(f"{target.module} {Path(target.path or '').as_posix()}" for target in targets), tool.note

    return checked


def test_a_silent_configuration_means_the_packages_and_modules_and_the_test_files(checked: Checked) -> None:
    modules, note = checked({**SOURCE, **TESTS, **NOISE, "pyproject.toml": "[project]\nname = 'x'\n"})
    assert modules == [
        "b_test tests/unit/b_test.py",
        "conftest tests/conftest.py",
        "pkg pkg/__init__.py",
        "pkg.a pkg/a.py",
        "pkg.sub.b pkg/sub/b.py",
        "test_a tests/test_a.py",
        "top top.py",
    ]
    assert note == ""


def test_a_src_layout_is_known(checked: Checked) -> None:
    files = {"src/pkg/__init__.py": "", "src/pkg/a.py": "", "src/one.py": "", "mypy.ini": "[mypy]\n", "tools/x.py": ""}
    assert checked(files, "src/pkg/a.py")[0] == ["one src/one.py", "pkg src/pkg/__init__.py", "pkg.a src/pkg/a.py"]


def test_without_packages_and_modules_the_folders_that_hold_code_are_checked(checked: Checked) -> None:
    files = {"app/a.py": "", "lib/b.py": "", "data/x.csv": "", "test/test_a.py": "", "docs/conf.py": ""}
    assert checked(files, "app/a.py")[0] == ["a app/a.py", "b lib/b.py", "test_a test/test_a.py"]


@pytest.mark.parametrize("path", ["docs/conf.py", "setup.py", "tests/data/helper.py", "scripts/it's odd.py"])
def test_the_file_that_is_pointed_at_is_always_checked(checked: Checked, path: str) -> None:
    modules, _ = checked({**SOURCE, **TESTS, path: ""}, path)
    assert any(module.endswith(f" {path}") for module in modules)
    assert "pkg.a pkg/a.py" in modules


def test_a_project_of_one_file_is_checked(checked: Checked) -> None:
    assert checked({"one.py": ""}, "one.py") == (["one one.py"], "")


def test_a_file_beside_its_stub_is_checked_where_it_is_pointed_at(checked: Checked) -> None:
    files = {"pkg/__init__.py": "", "pkg/a.py": "", "pkg/a.pyi": ""}
    assert checked(files)[0] == ["pkg pkg/__init__.py", "pkg.a pkg/a.py"]
    assert checked(files, "pkg/__init__.py")[0] == ["pkg pkg/__init__.py", "pkg.a pkg/a.pyi"]


def test_of_two_files_that_mypy_takes_for_one_module_the_second_is_left_out_and_said(checked: Checked) -> None:
    files = {
        **SOURCE,
        "tests/a/test_x.py": "",
        "tests/b/test_x.py": "",
        "tests/c/test_x.py": "",
        "tests/top_test.py": "",
    }
    modules, note = checked(files)
    assert "test_x tests/a/test_x.py" in modules
    assert note == (
        "not checked: tests/b/test_x.py: mypy takes it and tests/a/test_x.py for one module; "
        "tests/c/test_x.py: mypy takes it and tests/a/test_x.py for one module"
    )
    modules, note = checked(files, "tests/c/test_x.py")
    assert [module for module in modules if "test_x" in module] == ["test_x tests/c/test_x.py"]


def test_a_module_with_the_name_of_one_that_mypy_needs_is_left_out_and_said(checked: Checked) -> None:
    modules, note = checked({**SOURCE, "types.py": ""})
    assert "types types.py" not in modules
    assert note == "not checked: types.py: it has the name of a module that mypy needs"


def test_environments_and_links_below_the_source_are_not_followed(checked: Checked, tmp_path: Path) -> None:
    write_tree(tmp_path / "workspace", {"pkg/env2/pyvenv.cfg": "", "pkg/env2/lib/x.py": "", "pkg/a.py": ""})
    (tmp_path / "workspace" / "pkg" / "loop").symlink_to("..")
    modules, _ = checked(SOURCE)
    assert modules == ["pkg pkg/__init__.py", "pkg.a pkg/a.py", "pkg.sub.b pkg/sub/b.py", "top top.py"]


def test_the_exclude_of_the_configuration_holds(checked: Checked) -> None:
    modules, _ = checked({**SOURCE, "mypy.ini": "[mypy]\nexclude = ^pkg/sub/\n"})
    assert modules == ["pkg pkg/__init__.py", "pkg.a pkg/a.py", "top top.py"]


@pytest.mark.parametrize("files", ["pkg, top.py", "pkg/**/*.py, top.py"])
def test_the_files_of_the_configuration_are_followed(checked: Checked, files: str) -> None:
    modules, _ = checked({**SOURCE, **TESTS, "mypy.ini": f"[mypy]\nfiles = {files}\n"})
    assert modules == ["pkg pkg/__init__.py", "pkg.a pkg/a.py", "pkg.sub.b pkg/sub/b.py", "top top.py"]


def test_a_file_beyond_those_of_the_configuration_is_checked_with_them(checked: Checked) -> None:
    files = {**SOURCE, **TESTS, "pyproject.toml": "[tool.mypy]\nfiles = ['pkg', 't*.py']\n"}
    modules, _ = checked(files, "tests/test_a.py")
    assert modules == [
        "pkg pkg/__init__.py",
        "pkg.a pkg/a.py",
        "pkg.sub.b pkg/sub/b.py",
        "test_a tests/test_a.py",
        "top top.py",
    ]


@pytest.mark.parametrize("line", ["packages = pkg", "modules = pkg, pkg.a"])
def test_the_packages_and_modules_of_the_configuration_are_followed(checked: Checked, line: str) -> None:
    modules, _ = checked({**SOURCE, "mypy.ini": f"[mypy]\n{line}\n"}, "top.py")
    assert {module.split()[0] for module in modules} >= {"pkg", "pkg.a", "top"}


def test_a_configuration_above_the_project_narrows_to_the_project(checked: Checked) -> None:
    files = {
        "mypy.ini": "[mypy]\n",
        "other/__init__.py": "",
        "packages/a.b/pyproject.toml": "[project]\nname = 'a'\n",
        "packages/a.b/pkg/__init__.py": "",
        "packages/a.b/tests/test_a.py": "",
        "packages/a.b/tests/data/bad.py": "",
    }
    modules, _ = checked(files, "packages/a.b/pkg/__init__.py")
    assert modules == ["pkg packages/a.b/pkg/__init__.py", "test_a packages/a.b/tests/test_a.py"]


def test_the_nearest_configuration_is_named_to_mypy(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "",
        "mypy.ini": "[mypy]\n",
        "in/pyproject.toml": "[tool.mypy\n",
        "in/setup.cfg": "[mypy]\npython_version = 3.12\n",
        "in/a.py": "",
    }
    workspace = write_tree(tmp_path / "workspace", files)
    tool = found(project_at(workspace, "in/a.py"))
    assert (str(tool.folder), tool.argv[2:4]) == ("in", ("--config-file", "setup.cfg"))


def test_a_configuration_beyond_the_work_tree_is_not_taken(tmp_path: Path) -> None:
    files = {"mypy.ini": "[mypy]\n", "in/.git/HEAD": "", "in/pyproject.toml": "[project]\nname = 'x'\n", "in/a.py": ""}
    tool = found(project_at(write_tree(tmp_path / "workspace", files), "in/a.py"))
    assert (str(tool.folder), tool.argv[2]) == ("in", "--config-file=")
