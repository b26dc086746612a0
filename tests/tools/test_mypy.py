"""mypy as it is really run: in the sandbox, cold, with nothing counted that it did not finish."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

import assay
from assay.core.command import Limits
from assay.core.text import Position
from assay.tools.checker import CheckerReport
from support.judging import OURS, found, judge, project_at
from support.sandboxes import write_tree

Judge = Callable[..., CheckerReport]

PLUGIN = """\
import os
import time
from mypy.plugin import Plugin

class Ours(Plugin):
    def get_additional_deps(self, file):
        {body}
        return []

def plugin(version):
    return Ours
"""


@pytest.fixture
def run(tmp_path: Path) -> Judge:
    def run(
        files: Mapping[str, str], path: str = "a.py", python: Path = OURS, limits: Limits | None = None
    ) -> CheckerReport:
        workspace = write_tree(tmp_path / "workspace", files)
        return judge(project_at(workspace, path, python), state_of(tmp_path), limits=limits)

    return run


def state_of(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir(exist_ok=True)
    return tmp_path / "state"


def places(report: CheckerReport) -> list[tuple[str, Position, Position, str]]:
    assert report.complete, report.failure
    return [(str(each.path), each.start, each.end, each.code) for each in report.diagnostics]


PLACES = {
    "a.py": 'x = "😀é"; y: int = "a"\n',
    "tabs.py": 'def f() -> int:\n\tprint("日本"); return "b"\n',
    "crlf.py": 'x: int = 1\r\ny: int = ""\r\n',
    "bom.py": '\ufeffx = "é"; y: int = ""\n',
    "stubs.py": "import yaml\nimport nowhere\n",
}
EXPECTED = [
    ("a.py", Position(0, 19), Position(0, 22), "assignment"),
    ("bom.py", Position(0, 19), Position(0, 21), "assignment"),
    ("crlf.py", Position(1, 9), Position(1, 11), "assignment"),
    ("stubs.py", Position(0, 0), Position(0, 1), "import-untyped"),
    ("stubs.py", Position(1, 0), Position(1, 1), "import-not-found"),
    ("tabs.py", Position(1, 21), Position(1, 24), "return-value"),
]


def test_places_count_characters_behind_emoji_and_tabs_and_in_crlf_files(run: Judge, tmp_path: Path) -> None:
    assert sorted(places(run(PLACES))) == EXPECTED
    # and no cache is left in the repository
    assert sorted(path.name for path in workspace_of(tmp_path).iterdir()) == sorted(PLACES)


def test_places_count_characters_also_in_syntax_that_is_newer_than_our_python(run: Judge, bare: Path) -> None:
    newer = {"mypy.ini": "[mypy]\npython_version = 3.14\n", "new.py": "type Name = str\n"}
    report = run({**PLACES, **newer}, python=bare)
    assert "--no-native-parser" not in report.argv
    assert sorted(places(report)) == EXPECTED


def test_the_slower_parser_is_taken_only_for_a_file_that_needs_it(tmp_path: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"plain.py": "x = 1\n", "other.py": "x = '😀'\n"})
    assert "--no-native-parser" not in found(project_at(workspace, "plain.py")).argv
    assert "--no-native-parser" in found(project_at(workspace, "other.py")).argv


def test_places_count_characters_also_in_the_classic_text_of_an_older_mypy(tmp_path: Path) -> None:
    project = project_at(write_tree(tmp_path / "workspace", PLACES), "a.py")
    json = found(project)
    start = json.argv.index("-O")
    classic = ("--show-column-numbers", "--show-error-codes")
    text = replace(json, argv=(*json.argv[:start], *classic, *json.argv[start + 2 :]))
    report = judge(project, state_of(tmp_path), tool=text)
    assert sorted(places(report)) == EXPECTED
    assert [each.hint.partition("\n")[0] for each in report.diagnostics if each.code == "import-untyped"] == [
        'Hint: "python3 -m pip install types-PyYAML"'
    ]


@pytest.mark.parametrize("owner", ["project", "assay"])
def test_nothing_of_the_repository_takes_the_place_of_a_module_of_mypy(tmp_path: Path, bare: Path, owner: str) -> None:
    files = {
        "mypy/__init__.py": "",
        "mypy/__main__.py": "def console_entry() -> None:\n    raise SystemExit(0)\n",
        "json.py": "raise SystemExit(0)\n",
        "sitecustomize.py": "raise SystemExit(0)\n",
        "pkg/__init__.py": "x: int = ''\n",
    }
    project = project_at(
        write_tree(tmp_path / "workspace", files), "pkg/__init__.py", bare if owner == "assay" else OURS
    )
    assert found(project).owner == owner
    assert [place[0] for place in places(judge(project, state_of(tmp_path)))] == ["pkg/__init__.py"]


def test_what_is_judged_is_the_snapshot_and_not_the_disk(tmp_path: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = 1\n"})
    report = judge(
        project_at(workspace, "a.py"), state_of(tmp_path), above={PurePosixPath("a.py"): "x: int = '😀' 'b'\n"}
    )
    assert places(report) == [("a.py", Position(0, 9), Position(0, 16), "assignment")]


def test_code_that_cannot_be_reached_is_told_apart_unless_the_project_asks_for_it(run: Judge) -> None:
    files = {"a.py": "def f(a: int) -> int:\n    if a is None:\n        return 2\n    return 1\n"}
    report = run(files)
    assert (places(report), [each.start.line for each in report.unreachable]) == ([], [2])
    asked = run({**files, "mypy.ini": "[mypy]\nwarn_unreachable = True\n"})
    assert [place[3] for place in places(asked)] == ["unreachable"]


def test_a_configuration_above_the_project_holds_and_paths_count_from_the_workspace(run: Judge) -> None:
    files = {
        "mypy.ini": "[mypy]\nshow_absolute_path = True\npretty = True\n",
        "in/ner/pyproject.toml": "[project]\nname = 'x'\n",
        "in/ner/pkg/__init__.py": "x: int = ''\n",
        "other.py": "x: int = ''\n",
    }
    report = run(files, "in/ner/pkg/__init__.py")
    assert places(report) == [("in/ner/pkg/__init__.py", Position(0, 9), Position(0, 11), "assignment")]


def test_an_older_interpreter_is_judged_as_the_oldest_that_mypy_knows_and_that_is_said(
    tmp_path: Path, bare: Path
) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n"})
    project = project_at(workspace, "a.py", bare)
    older = replace(project, interpreter=replace(project.interpreter, version=(3, 9)))
    tool = found(older)
    assert tool.note == f"checked as Python 3.10, the oldest that mypy {tool.version} knows"
    assert places(judge(older, state_of(tmp_path), tool=tool))


def dead(report: CheckerReport) -> str:
    assert not report.complete
    return report.failure


def test_a_mypy_that_is_killed_does_not_count(run: Judge) -> None:
    files = {"mypy.ini": "[mypy]\nplugins = plugin.py\n", "plugin.py": PLUGIN.format(body="time.sleep(60)"), "a.py": ""}
    assert dead(run(files, limits=Limits(wall=2))) == "mypy was ended before it was done: wall limit"


def test_a_mypy_that_crashes_does_not_count(run: Judge) -> None:
    body = "raise RuntimeError('it broke')"
    files = {"mypy.ini": "[mypy]\nplugins = plugin.py\n", "plugin.py": PLUGIN.format(body=body), "a.py": ""}
    failure = dead(run(files))
    assert failure.startswith("mypy ended with exit code 2: ")
    assert "RuntimeError: it broke" in failure


@pytest.mark.parametrize("body", ["os._exit(0)", "print('Success: no issues found'); raise SystemExit(0)"])
def test_a_plugin_that_ends_mypy_with_exit_code_0_does_not_count(run: Judge, body: str) -> None:
    files = {
        "mypy.ini": "[mypy]\nplugins = plugin.py\n",
        "plugin.py": PLUGIN.format(body=body),
        "a.py": "x: int = ''\n",
    }
    assert dead(run(files)).startswith("mypy ended with exit code 0 and left no whole report: ")


def test_a_plugin_that_is_missing_is_named(run: Judge) -> None:
    assert "Can't find plugin" in dead(run({"mypy.ini": "[mypy]\nplugins = ./nothere.py\n", "a.py": ""}))


def test_a_syntax_error_elsewhere_is_named_with_its_place(run: Judge) -> None:
    report = run({"a.py": "x: int = ''\n", "b.py": "def f(:\n"})
    assert dead(report).startswith("mypy stopped at b.py:1:8: ")
    assert dead(report).endswith(" [syntax]; correct that first")
    assert {str(each.path) for each in report.errors} == {"b.py"}


def test_no_mypy_anywhere_is_none(tmp_path: Path, bare: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": ""})
    program = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path, PurePosixPath\n"
        "from assay.tools.mypy import find_mypy\n"
        "from assay.tools.project import find_project\n"
        "python = Path(sys.argv[2])\n"
        "workspace = Path(sys.argv[3])\n"
        "project = find_project(workspace, PurePosixPath('a.py'), interpreter=python, chosen=None, environ={})\n"
        "print(find_mypy(project, {}))"
    )
    server = Path(assay.__file__).parents[1]
    argv = list(map(str, (bare, "-I", "-S", "-c", program, server, bare, workspace)))
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


def test_an_interpreter_in_the_workspace_that_is_malicious_runs_nowhere_but_in_the_sandbox(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    workspace = write_tree(
        tmp_path / "workspace",
        {
            "a.py": "x: int = ''\n",
            ".venv/pyvenv.cfg": f"home = {sys.base_prefix}/bin\nversion = 3.11.1\n",
            ".venv/bin/python": f"#!/bin/sh\ntouch {marks}/ran\ntouch {workspace_of(tmp_path)}/ran\nexit 7\n",
        },
    )
    (workspace / ".venv" / "bin" / "python").chmod(0o755)
    project = project_at(workspace, "a.py", workspace / ".venv")
    assert project.interpreter.executable == workspace / ".venv" / "bin" / "python"
    # our mypy starts it to ask for its import path: it does run, and only there
    assert "exit status 7" in dead(judge(project, state_of(tmp_path)))
    assert list(marks.iterdir()) == []
    assert sorted(path.name for path in workspace.iterdir()) == [".venv", "a.py"]


def workspace_of(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def test_what_a_reveal_tells_stands_by_itself_also_at_the_place_of_an_error(run: Judge) -> None:
    text = "from typing import Optional\ndef f(x: Optional[list[int]]) -> None:\n    reveal_type(x[0])\n"
    report = run({"a.py": text})
    assert [(each.severity, each.message, each.hint, each.start) for each in report.diagnostics] == [
        ("error", 'Value of type "list[int] | None" is not indexable', "", Position(2, 16)),
        ("note", 'Revealed type is "int | Any"', "", Position(2, 16)),
    ]
