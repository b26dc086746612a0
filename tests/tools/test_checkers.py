"""Which checker judges a project, and what is said where it is not the one that the project means."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import assay
from assay.core.errors import Lacking
from assay.core.project import Project
from assay.tools.checker import Judge
from assay.tools.checkers import CHECKERS, choose, named
from support.environments import installation, packages, virtual_environment
from support.judging import OURS, project_at
from support.sandboxes import write_tree

FOUR = {
    "pyproject.toml": "[project]\nname = 'sphinx'\n[tool.mypy]\nstrict = true\n",
    "pyrightconfig.json": "{}",
    "ty.toml": "# the reference checker is mypy\n",
    "pyrefly.toml": "",
}
"""As Sphinx has them."""


def at(workspace: Path, files: Mapping[str, str], python: Path = OURS) -> Project:
    return project_at(write_tree(workspace, {"a.py": "", **files}), "a.py", python)


def chosen(project: Project, *sources: str, setting: str | None = None) -> Judge:
    return choose(project, setting=setting, sources=sources, environ={})


def told(project: Project, *sources: str, setting: str | None = None) -> tuple[str, str]:
    judge = chosen(project, *sources, setting=setting)
    return judge.checker.name, judge.reason


def test_all_five_are_known() -> None:
    assert [checker.name for checker in CHECKERS] == ["mypy", "pyright", "basedpyright", "ty", "pyrefly"]


def test_a_setting_comes_first(tmp_path: Path) -> None:
    project = at(tmp_path / "workspace", FOUR)
    assert told(project, "ty", setting="pyrefly") == ("pyrefly", "the setting `checker`")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("mypy", "mypy"),
        ("Pylance", "pyright"),
        ("Pyright", "pyright"),
        ("basedpyright", "basedpyright"),
        ("ty", "ty"),
        ("Pyrefly", "pyrefly"),
    ],
)
def test_then_the_one_whose_diagnostic_is_pointed_at(tmp_path: Path, source: str, name: str) -> None:
    assert told(at(tmp_path / "workspace", FOUR), source) == (name, f"the diagnostic is shown as {source}'s")


def test_a_source_that_is_no_checker_says_nothing(tmp_path: Path) -> None:
    assert named("ruff") == ()
    assert told(at(tmp_path / "workspace", {"ty.toml": ""}), "ruff") == ("ty", "configured in ty.toml")


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("mypy.ini", "[mypy]\n", "mypy"),
        ("pyrightconfig.json", "{}", "pyright"),
        ("pyproject.toml", "[tool.pyright]\n", "pyright"),
        ("pyproject.toml", "[tool.basedpyright]\n", "basedpyright"),
        ("pyproject.toml", "[tool.ty.rules]\n", "ty"),
        ("ty.toml", "", "ty"),
        ("pyproject.toml", "[tool.pyrefly]\n", "pyrefly"),
        ("pyrefly.toml", "", "pyrefly"),
    ],
)
def test_then_the_one_that_the_project_configures(tmp_path: Path, file: str, text: str, name: str) -> None:
    assert told(at(tmp_path / "workspace", {file: text})) == (name, f"configured in {file}")


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("tox.ini", "commands = mypy src\n", "mypy"),
        (".pre-commit-config.yaml", "- repo: https://github.com/RobertCraigie/pyright-python\n", "pyright"),
        (".github/workflows/types.yml", "run: uvx basedpyright --level error\n", "basedpyright"),
        ("Makefile", "types:\n\tuvx ty check\n", "ty"),
        ("justfile", "types:\n    pyrefly check\n", "pyrefly"),
    ],
)
def test_then_the_one_that_automation_names(tmp_path: Path, file: str, text: str, name: str) -> None:
    assert told(at(tmp_path / "workspace", {file: text})) == (name, f"named in {file}")


def test_then_mypy(tmp_path: Path) -> None:
    assert told(at(tmp_path / "workspace", {}))[0] == "mypy"
    assert told(at(tmp_path / "other", {"Makefile": "types:\n\tpretty checks\n"})) == ("mypy", "the default")


def test_of_four_that_are_declared_the_first_that_is_preferred_judges(tmp_path: Path) -> None:
    assert told(at(tmp_path / "workspace", FOUR)) == ("mypy", "configured in pyproject.toml")
    without = {file: text for file, text in FOUR.items() if file != "pyproject.toml"}
    assert told(at(tmp_path / "without", without)) == ("pyright", "configured in pyrightconfig.json")


def test_a_configuration_that_two_read_is_for_the_one_that_the_project_has_installed(tmp_path: Path) -> None:
    base = installation(tmp_path / "python", "3.12").parent.parent
    prefix = tmp_path / "environment"
    prefix.mkdir()
    virtual_environment(prefix, base, "3.12")
    (packages(prefix) / "basedpyright-1.0.dist-info").mkdir()
    project = at(tmp_path / "workspace", {"pyrightconfig.json": "{}"}, prefix)
    # its files are gone, but it is what is meant: Assay's own stands in
    assert told(project) == ("basedpyright", "configured in pyrightconfig.json")


def with_ty_alone(program: str, workspace: Path) -> list[str]:
    """Lines of a program in a Python that has no checker but ty, on Assay's own."""
    bare = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = workspace.with_name("site")
    folder.mkdir()
    ours = Path(sys.prefix)
    site = next(ours.glob("lib/python3*/site-packages"))
    kept = folder / "lib" / "python3" / "site-packages"
    kept.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "ty").symlink_to(ours / "bin" / "ty")
    for entry in site.glob("ty-*"):
        (kept / entry.name).symlink_to(entry)
    server = Path(assay.__file__).parents[1]
    argv = [bare, "-I", "-S", "-c", f"import sys; sys.path[:0] = sys.argv[1:3]\n{program}", server, kept, workspace]
    done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_where_the_one_that_is_declared_is_not_installed_it_says_so(tmp_path: Path) -> None:
    write_tree(tmp_path / "workspace", {"a.py": "", "pyrefly.toml": "", "ty.toml": ""})
    program = (
        "from pathlib import Path, PurePosixPath\n"
        "from assay.tools.checkers import choose\n"
        "from assay.tools.project import find_project\n"
        "path, python = PurePosixPath('a.py'), Path(sys.executable)\n"
        "project = find_project(Path(sys.argv[3]), path, interpreter=python, chosen=None, environ={})\n"
        "judge = choose(project, setting=None, sources=['mypy', 'Pylance'], environ={})\n"
        "print(judge.checker.name, judge.reason, sep='; ')\n"
        "print(judge.tool.note)\n"
    )
    reason, note = with_ty_alone(program, tmp_path / "workspace")
    assert reason == "ty; configured in ty.toml"
    assert note.split("; ") == [
        "mypy is not installed here (the diagnostic is shown as mypy's)",
        "pyright is not installed here (the diagnostic is shown as Pylance's)",
        "basedpyright is not installed here (the diagnostic is shown as Pylance's)",
    ]


def test_a_setting_that_names_one_that_is_not_installed_is_lacking(tmp_path: Path) -> None:
    write_tree(tmp_path / "workspace", {"a.py": ""})
    program = (
        "from pathlib import Path, PurePosixPath\n"
        "from assay.core.errors import Lacking\n"
        "from assay.tools.checkers import choose\n"
        "from assay.tools.project import find_project\n"
        "path, python = PurePosixPath('a.py'), Path(sys.executable)\n"
        "project = find_project(Path(sys.argv[3]), path, interpreter=python, chosen=None, environ={})\n"
        "try:\n"
        "    choose(project, setting='pyrefly', sources=['ty'], environ={})\n"
        "except Lacking as error:\n"
        "    print(error)\n"
    )
    (told,) = with_ty_alone(program, tmp_path / "workspace")
    assert told.startswith("pyrefly: the setting `checker` names it")


def test_a_setting_of_no_checker_is_lacking(tmp_path: Path) -> None:
    with pytest.raises(Lacking, match="names it"):
        chosen(at(tmp_path / "workspace", {}), setting="pytype")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("requirements-dev.txt", "pytest\nmypy==1.8.0  # not newer\n"),
        ("requirements/types.txt", "mypy[d]===1.8.0\n"),
        ("pyproject.toml", "[dependency-groups]\ndev = ['mypy == 1.8.0']\n"),
        ("uv.lock", '[[package]]\nname = "mypy"\nversion = "1.8.0"\n'),
        (".pre-commit-config.yaml", "- repo: https://github.com/pre-commit/mirrors-mypy\n  rev: v1.8.0\n"),
        ("tox.ini", "[testenv:types]\ndeps =\n    mypy==1.8.0\n"),
    ],
)
def test_another_version_than_the_project_pins_is_said(tmp_path: Path, file: str, text: str) -> None:
    tool = chosen(at(tmp_path / "workspace", {file: text})).tool
    assert tool.note == f"{file} pins mypy 1.8.0, and {tool.version} judges"


@pytest.mark.parametrize(
    "text", ["mypy>=1.8\n", "mypy==1.*\n", "types-mypy==1.8\n", "mypy-extensions==1.0\n", "# mypy==1\n"]
)
def test_what_is_no_pin_is_none(tmp_path: Path, text: str) -> None:
    assert chosen(at(tmp_path / "workspace", {"requirements.txt": text})).tool.note == ""


@pytest.mark.parametrize(
    ("files", "setting", "note"),
    [
        (
            {"mypy.ini": "[mypy]\n", "setup.cfg": "[mypy]\n", "pyproject.toml": "[tool.mypy]\n"},
            "mypy",
            "mypy.ini counts, and what pyproject.toml and setup.cfg says beside it does not",
        ),
        (
            {"pyrightconfig.json": "{}", "pyproject.toml": "[tool.pyright]\n"},
            "pyright",
            "pyrightconfig.json counts, and what pyproject.toml says beside it does not",
        ),
        (
            {"ty.toml": "", "pyproject.toml": "[tool.ty]\n"},
            "ty",
            "ty.toml counts, and what pyproject.toml says beside it does not",
        ),
    ],
)
def test_configurations_that_contradict_each_other_are_named(
    tmp_path: Path, files: Mapping[str, str], setting: str, note: str
) -> None:
    assert chosen(at(tmp_path / "workspace", files), setting=setting).tool.note == note
