"""A project's checkers as they go wrong, each by its name: what happened is said, and files stay as they were."""

from __future__ import annotations

import os
import shutil
import sys
import venv
from pathlib import Path

import pytest

from support.averages import DECLARATION, INSIDE, INSIDE_FIXED, MODULE, TESTS
from support.commands import Done, Home
from support.environments import packages
from support.judging import OF_NAME, judge, project_at
from support.sandboxes import contents, write_tree

OURS = ("--interpreter", sys.executable)
OTHERS = ("pyright", "basedpyright", "ty", "pyrefly")
NODES = {"pyright": "pyright/dist", "basedpyright": "basedpyright"}

GUARDED = "\n\ndef _last(values: list[float] = None) -> float:\n    return values[-1]\n"
GUARDED_LINE = len(MODULE.splitlines()) + 3


def declare(project: Path, *tables: str) -> None:
    """Have the project configure these checkers, and no other."""
    text = DECLARATION.replace('[tool.mypy]\nfiles = ["mean.py"]\n', "")
    (project / "pyproject.toml").write_text(text + "".join(f"\n[tool.{table}]\n" for table in tables))


def run(home: Home, target: str | Path, *more: str, python: tuple[str, ...] = OURS) -> Done:
    return home.assay("run", "fix_types", target, "--trust", *python, *more)


def checks(done: Done) -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in done.statements[0]["predicate"]["checks"]}


@pytest.mark.parametrize("name", ["mypy", *OTHERS])
def test_an_implicit_optional_is_verified_by_the_checker_that_the_project_has(
    home: Home, project: Path, name: str
) -> None:
    declare(project, name)
    done = run(home, f"{project / 'mean.py'}:4", "--json", "--apply")
    assert done.code == 0, done
    assert done.statements[0]["predicate"]["verdict"] == "verified"
    found = checks(done)
    assert [(found[each]["tool"], found[each]["status"]) for each in ("types", "revealed")] == [(name, "passed")] * 2
    assert found["revealed"]["required"]
    assert (project / "mean.py").read_text() == MODULE.replace(INSIDE, INSIDE_FIXED)


@pytest.mark.parametrize("name", OTHERS)
def test_a_guard_is_found_with_what_the_checker_says_and_tested(home: Home, project: Path, name: str) -> None:
    declare(project, name)
    more = "\n\ndef test_last() -> None:\n    assert _last([1.0, 2.0]) == 2.0\n"
    (project / "test_mean.py").write_text(TESTS.replace("import mean", "import _last, mean") + more)
    (project / "mean.py").write_text(MODULE + GUARDED)
    done = run(home, f"{project / 'mean.py'}:{GUARDED_LINE}", "--json", "--apply")
    assert done.code == 0, done
    assert (
        '    if values is None:\n        raise TypeError("values must not be None")\n'
        in (project / "mean.py").read_text()
    )
    assert checks(done)["tests"]["status"] == "passed"


DIES = {
    "killed": ("kill -9 $$", "process.kill(process.pid, 'SIGKILL')"),
    "half": (
        "printf '[{\"check_name\": '; exit 1",
        "process.stdout.write('{\"generalDiagnostics\": ['); process.exit(1)",
    ),
    "belied": (
        """printf '[]'; printf '{"errors": []}' >/dev/null; exit 1""",
        """process.stdout.write(JSON.stringify({generalDiagnostics: [], summary: {errorCount: 0, warningCount: 0,
           informationCount: 0}})); process.exit(1)""",
    ),
    "silent": ("exit 0", "process.exit(0)"),
}
"""Programs that end in a way that no checker ends in: for the shell and for Node."""


def environment(folder: Path) -> Path:
    """An environment without packages; gives its interpreter."""
    venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


def installed(folder: Path, name: str, script: str) -> Path:
    """An environment whose ty or Pyrefly is a script, with the real one beside it as `real`; gives the interpreter."""
    python = environment(folder)
    (packages(folder) / f"{name}-9.9.9.dist-info").mkdir()
    shutil.copy(Path(sys.prefix) / "bin" / name, folder / "bin" / "real")
    program = folder / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return python


def placed(project: Path, name: str, script: str) -> None:
    """A package of pyright in `node_modules` that runs a script, with the real one beside it in `real`."""
    package = project / "node_modules" / name
    site = next(Path(sys.prefix).glob("lib/python3*/site-packages"))
    shutil.copytree(site / NODES[name], package / "real", copy_function=_linked)
    write_tree(package, {"index.js": script, "package.json": '{"version": "9.9.9"}'})


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def going_wrong(project: Path, environments: Path, name: str, shell: str, node: str) -> Path:
    """Give the project a checker that goes wrong, as its own; gives the interpreter."""
    declare(project, name)
    if name in NODES:
        placed(project, name, node)
        return environment(environments)
    return installed(environments, name, shell)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("way", DIES)
def test_a_checker_that_dies(project: Path, tmp_path: Path, name: str, way: str) -> None:
    python = going_wrong(project, tmp_path / "environment", name, *DIES[way])
    (tmp_path / "state").mkdir()
    at = project_at(project, "mean.py", python)
    tool = OF_NAME[name].find(at, {})
    assert tool is not None
    assert (tool.owner, tool.version) == ("project", "9.9.9")
    report = judge(at, tmp_path / "state", tool=tool, checker=OF_NAME[name])
    assert not report.complete
    assert report.failure.startswith(f"{name} ended with exit code ")


@pytest.mark.parametrize("name", OTHERS)
def test_a_checker_that_dies_of_the_change_alone(home: Home, project: Path, tmp_path: Path, name: str) -> None:
    shell = 'grep -q "int | None" mean.py && kill -9 $$; exec "$(dirname "$0")/real" "$@"'
    node = (
        "const text = require('fs').readFileSync('mean.py', 'utf8')\n"
        "if (text.includes('int | None')) process.kill(process.pid, 'SIGKILL')\n"
        "else require('./real/index.js')\n"
    )
    python = going_wrong(project, tmp_path / "environment", name, shell, node)
    before = contents(project)
    done = run(home, f"{project / 'mean.py'}:4", "--json", "--apply", python=("--interpreter", str(python)))
    assert done.code == 1, done
    assert done.statements[0]["predicate"]["verdict"] == "rejected"
    types = checks(done)["types"]
    assert (types["tool"], types["version"], types["status"]) == (name, "9.9.9", "failed")
    assert str(types["reason"]).startswith(f"{name} ended with exit code ")
    assert contents(project) == before


def test_a_checker_of_another_version_than_the_project_pins(home: Home, project: Path) -> None:
    (project / "requirements-dev.txt").write_text("pytest\nmypy==1.8.0\n")
    done = run(home, f"{project / 'mean.py'}:4", "--json")
    assert done.code == 0, done
    types = checks(done)["types"]
    said = f"requirements-dev.txt pins mypy 1.8.0, and {types['version']} judges"
    assert said in str(types["summary"])
    home.configure(f'interpreter = "{sys.executable}"\n')
    assert said in home.assay("doctor", cwd=project).out


def test_a_plugin_that_crashes_the_checker(home: Home, project: Path) -> None:
    (project / "plugin.py").write_text("def plugin(version):\n    raise RuntimeError('it broke')\n")
    (project / "pyproject.toml").write_text(DECLARATION.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["plugin.py"]'))
    before = contents(project)
    done = run(home, project / "mean.py", "--apply")
    assert done.code == 3, done
    assert "could not check the project as it is" in done.err
    assert "it broke" in done.err
    assert contents(project) == before


def test_contradicting_configurations(home: Home, project: Path) -> None:
    (project / "mypy.ini").write_text("[mypy]\nfiles = mean.py\n")
    done = run(home, f"{project / 'mean.py'}:4", "--json")
    assert done.code == 0, done
    assert "mypy.ini counts, and what pyproject.toml says beside it does not" in str(checks(done)["types"]["summary"])


def test_configurations_that_the_checker_itself_refuses(home: Home, project: Path) -> None:
    declare(project, "basedpyright]\nstrict = []\n[tool.pyright]\nstrict = []\n[tool.assay")
    before = contents(project)
    home.configure('checker = "basedpyright"\n')
    chosen = run(home, project / "mean.py", "--apply")
    assert chosen.code == 3, chosen
    assert "pyproject.toml" in chosen.err
    assert "could not be parsed" in chosen.err
    assert contents(project) == before


def test_a_project_that_declares_four_checkers(home: Home, project: Path) -> None:
    write_tree(project, {"pyrightconfig.json": "{}", "ty.toml": "", "pyrefly.toml": ""})
    done = run(home, f"{project / 'mean.py'}:4", "--json")
    assert done.code == 0, done
    assert checks(done)["types"]["tool"] == "mypy"
    home.configure('checker = "ty"\n')
    chosen = run(home, f"{project / 'mean.py'}:4", "--json")
    assert checks(chosen)["types"]["tool"] == "ty"
