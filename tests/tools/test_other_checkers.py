"""pyright, basedpyright, ty and Pyrefly as they are really run: in the sandbox, with nothing half done counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.command import Completed, Limits
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.tools.checker import Checker, CheckerReport, Judge
from assay.tools.pyrefly import UNCONFIGURED
from support.judging import OF_NAME, OURS, completed, found, judge, judge_of, project_at
from support.sandboxes import write_tree

NAMES = ("pyright", "basedpyright", "ty", "pyrefly")
NODES = ("pyright", "basedpyright")

PLACES = {
    "a.py": 'x = "😀é"; y: int = "a"\n',
    "tabs.py": 'def f() -> int:\n\tprint("日本"); return "b"\n',
    "crlf.py": 'x: int = 1\r\ny: int = ""\r\n',
    "cr.py": 'x = "😀"\ry: int = ""\r\x0cz = 1\n',
    "bom.py": '\ufeffx = "é"; y: int = ""\n',
    "long.py": 'x = """\n😀😀"""; y: int = """😀\n😀b"""\n',
    "in/stub.pyi": 'x: int = ""  # "😀"\n',
}
TABLES = "[tool.pyright]\nstrict = []\n[tool.ty]\n[tool.pyrefly]\n"

EXPECTED = [
    ("a.py", Position(0, 19), Position(0, 22)),
    ("bom.py", Position(0, 19), Position(0, 21)),
    ("cr.py", Position(1, 9), Position(1, 11)),
    ("crlf.py", Position(1, 9), Position(1, 11)),
    ("in/stub.pyi", Position(0, 9), Position(0, 11)),
    ("long.py", Position(1, 16), Position(2, 5)),
    ("tabs.py", Position(1, 21), Position(1, 24)),
]


@pytest.fixture(params=NAMES)
def checker(request: pytest.FixtureRequest) -> Checker:
    return OF_NAME[request.param]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def places(report: CheckerReport) -> list[tuple[str, Position, Position]]:
    assert report.complete, report.failure
    return sorted((str(each.path), each.start, each.end) for each in report.errors)


def test_places_count_characters_behind_emoji_tabs_marks_and_in_every_line_ending(
    checker: Checker, tmp_path: Path, state: Path
) -> None:
    workspace = tmp_path / "workspace"
    for name, text in PLACES.items():
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_bytes(text.encode())
    report = judge(project_at(workspace, "a.py"), state, checker=checker)
    assert places(report) == EXPECTED
    assert {each.source for each in report.diagnostics} == {checker.name}
    assert not any(each.message.startswith(each.code) for each in report.errors)
    # and nothing is left in the repository
    assert sorted(path.name for path in workspace.iterdir()) == sorted({name.split("/")[0] for name in PLACES})


def test_what_is_judged_is_the_snapshot_and_not_the_disk(checker: Checker, tmp_path: Path, state: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = 1\n"})
    above = {PurePosixPath("a.py"): "x: int = '😀' 'b'\n"}
    report = judge(project_at(workspace, "a.py"), state, above=above, checker=checker)
    assert places(report) == [("a.py", Position(0, 9), Position(0, 16))]


def test_what_is_installed_for_the_project_is_found_by_its_imports(
    checker: Checker, tmp_path: Path, state: Path
) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "import pytest, assay.nowhere, nowhere\n"})
    report = judge(project_at(workspace, "a.py", OURS), state, checker=checker)
    assert report.complete, report.failure
    assert [each.start.column for each in report.errors] in ([15, 30], [21, 30])


def test_a_configuration_above_the_project_holds_and_paths_count_from_the_workspace(
    checker: Checker, tmp_path: Path, state: Path
) -> None:
    files = {
        "pyrightconfig.json": '{"reportReturnType": false} // why not',
        "ty.toml": '[rules]\ninvalid-return-type = "ignore"\ninvalid-explicit-return = "ignore"\n',
        "pyrefly.toml": "[errors]\nbad-return = false\n",
        "in/ner/pyproject.toml": "[project]\nname = 'x'\n",
        "in/ner/pkg/__init__.py": "x: int = ''\n\n\ndef f() -> int:\n    return ''\n",
    }
    project = project_at(write_tree(tmp_path / "workspace", files), "in/ner/pkg/__init__.py")
    assert checker.declared(project) in files
    assert places(judge(project, state, checker=checker)) == [
        ("in/ner/pkg/__init__.py", Position(0, 9), Position(0, 11))
    ]


def test_a_syntax_error_elsewhere_hides_no_other(checker: Checker, tmp_path: Path, state: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n", "b.py": "def f(:\n"})
    report = judge(project_at(workspace, "a.py"), state, checker=checker)
    assert {str(each.path) for each in report.errors} == {"a.py", "b.py"}


def test_a_file_that_is_no_utf_8_hides_no_other(checker: Checker, tmp_path: Path, state: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n"})
    (workspace / "latin.py").write_bytes(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n")
    report = judge(project_at(workspace, "a.py"), state, checker=checker)
    assert ("a.py", Position(0, 9), Position(0, 11)) in places(report)


@pytest.mark.parametrize("name", ["basedpyright", "pyrefly"])
def test_unreachable_code_is_told_where_the_checker_can(name: str, tmp_path: Path, state: Path) -> None:
    text = "def f() -> int:\n    return 1\n    print()\n"
    files = {"a.py": text, "pyrefly.toml": ""}
    report = judge(project_at(write_tree(tmp_path / "workspace", files), "a.py"), state, checker=OF_NAME[name])
    assert [each.start.line for each in report.unreachable] == [2]


def test_pyrefly_judges_a_project_without_its_configuration_by_its_default_rules(tmp_path: Path, state: Path) -> None:
    project = project_at(write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n"}), "a.py")
    tool = found(project, OF_NAME["pyrefly"])
    assert tool.note == UNCONFIGURED
    assert places(judge(project, state, tool=tool, checker=OF_NAME["pyrefly"]))
    own = project_at(write_tree(tmp_path / "own", {"a.py": "", "pyrefly.toml": "preset = 'basic'\n"}), "a.py")
    assert "--preset" not in found(own, OF_NAME["pyrefly"]).argv


def test_node_needs_no_more_memory_than_it_uses(tmp_path: Path, state: Path) -> None:
    project = project_at(write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n"}), "a.py")
    assert places(judge(project, state, limits=Limits(memory=1 << 30), checker=OF_NAME["pyright"]))


@dataclass(frozen=True, slots=True)
class Done:
    """One real run with one error and one note, and how its end is read."""

    judge: Judge
    completed: Completed

    def read(self, **changed: object) -> CheckerReport:
        return self.judge.read(Snapshot(self.judge.project.workspace), replace(self.completed, **changed))  # type: ignore[arg-type]  # by name

    def failure(self, **changed: object) -> str:
        report = self.read(**changed)
        assert not report.complete
        return report.failure


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Done]:
    top = tmp_path_factory.mktemp("ends")
    (top / "state").mkdir()
    workspace = write_tree(top / "workspace", {"a.py": "x: int = ''\nreveal_type(x)\n", "pyrefly.toml": ""})
    project = project_at(workspace, "a.py")
    judges = {name: judge_of(project, checker=OF_NAME[name]) for name in NAMES}
    return {name: Done(each, completed(each, Snapshot(workspace), top / "state")) for name, each in judges.items()}


@pytest.fixture(params=NAMES)
def done(request: pytest.FixtureRequest, ends: Mapping[str, Done]) -> Done:
    return ends[request.param]


def test_a_whole_run_counts(done: Done) -> None:
    report = done.read()
    assert (report.complete, report.failure, report.exit_code) == (True, "", 1)
    assert {each.severity for each in report.diagnostics} >= {"error", "note"}


def test_a_checker_that_is_killed_does_not_count(done: Done) -> None:
    name = done.judge.tool.name
    assert done.failure(killed="wall limit") == f"{name} was ended before it was done: wall limit"
    assert done.failure(exit_code=None, stdout=b"").startswith(f"{name} ended with exit code None")


def test_half_a_report_does_not_count(done: Done) -> None:
    whole = done.completed.stdout
    for half in (b"", whole[: len(whole) // 2], whole.strip()[:-1], b"null", b"[1]", b"Found 1 error"):
        assert "left no whole report" in done.failure(stdout=half), half


def test_an_exit_code_that_contradicts_the_report_does_not_count(done: Done) -> None:
    assert done.failure(exit_code=0).endswith("belies")
    assert done.failure(exit_code=2).startswith(f"{done.judge.tool.name} ended with exit code 2: ")
    assert done.failure(exit_code=137).startswith(f"{done.judge.tool.name} ended with exit code 137: ")


def without_remarks(stdout: bytes) -> bytes:
    """The same report, which lists nothing."""
    value: Any = json.loads(stdout)
    if isinstance(value, list):
        return b"[]"
    return json.dumps({**value, "generalDiagnostics": [], "errors": []}).encode()


def test_a_report_without_what_was_counted_does_not_count(done: Done) -> None:
    stdout = without_remarks(done.completed.stdout)
    assert "0 remarks" in done.failure(stdout=stdout)


@pytest.mark.parametrize("name", [*NODES, "pyrefly"])
def test_figures_that_do_not_agree_with_the_report_do_not_count(ends: Mapping[str, Done], name: str) -> None:
    stdout = without_remarks(ends[name].completed.stdout)
    assert "is not the" in ends[name].failure(stdout=stdout, exit_code=0)


def test_pyrefly_that_never_said_how_many_does_not_count(ends: Mapping[str, Done]) -> None:
    assert "it told no number at its end" in ends["pyrefly"].failure(stderr=b"")


def test_a_checker_that_is_killed_for_real_does_not_count(checker: Checker, tmp_path: Path, state: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.py": "x: int = ''\n"})
    report = judge(project_at(workspace, "a.py"), state, limits=Limits(wall=0.01), checker=checker)
    assert not report.complete
    assert "wall limit" in report.failure


CONTRADICTED = {
    "pyright": {"pyrightconfig.json": "{ bad"},
    "basedpyright": {"pyproject.toml": "[tool.pyright]\nstrict = []\n[tool.basedpyright]\nstrict = []\n"},
    "ty": {"ty.toml": "{"},
    "pyrefly": {"pyrefly.toml": "{"},
}


def test_a_configuration_that_it_cannot_read_is_named(checker: Checker, tmp_path: Path, state: Path) -> None:
    files = {"a.py": "x: int = ''\n", **CONTRADICTED[checker.name]}
    report = judge(project_at(write_tree(tmp_path / "workspace", files), "a.py"), state, checker=checker)
    assert not report.complete
    assert "toml" in report.failure or "pyrightconfig.json" in report.failure


def test_files_that_are_named_are_all_that_is_looked_at_and_get_the_same_answer(
    checker: Checker, tmp_path: Path, state: Path
) -> None:
    text = "from b import y\n\nx: int = y\nreveal_type(y)\n"
    files = {"in/a.py": text, "in/b.py": "y: str = 1\n", "in/-c.py": "z: int = ''\n", "in/pyproject.toml": TABLES}
    project = project_at(write_tree(tmp_path / "workspace", files), "in/a.py")
    whole = judge_of(project, checker=checker)
    snapshot = Snapshot(project.workspace)
    some = whole.of([PurePosixPath("in/a.py"), PurePosixPath("in/-c.py")])
    everything, part = (each.read(snapshot, completed(each, snapshot, state)) for each in (whole, some))
    assert everything.complete, everything.failure
    assert part.complete, part.failure
    assert {str(each.path) for each in everything.errors} == {"in/a.py", "in/b.py", "in/-c.py"}
    assert part.diagnostics == tuple(each for each in everything.diagnostics if each.path.name != "b.py")
    assert part.argv[-2:] == ("./a.py", "./-c.py")


@pytest.mark.parametrize("name", NODES)
def test_a_remark_without_a_place_stands_at_the_start_of_its_file(name: str, tmp_path: Path, state: Path) -> None:
    files = {
        "pyrightconfig.json": '{"reportImportCycles": true}',
        "one.py": "import two\n\nx: int = 1\n",
        "two.py": "import one\n\ny = one.x\n",
    }
    report = judge(project_at(write_tree(tmp_path / "workspace", files), "one.py"), state, checker=OF_NAME[name])
    assert report.complete, report.failure
    (cycle,) = [each for each in report.errors if each.code == "reportImportCycles"]
    assert (cycle.start, cycle.end) == (Position(0, 0), Position(0, 0))
