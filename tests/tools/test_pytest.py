"""The real pytest in the real sandbox, on small projects that are honest, odd or bad."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.project import Interpreter, Project, Tool
from assay.tools.pytest import Order, canaries, find_pytest, lacking, pytest_command
from assay.tools.pytest_report import SuiteReport, read_suite
from assay.tools.watched import Kind, Watched
from support.sandboxes import write_tree
from support.suites import run_each, small

GOOD = "def test_good():\n    pass\n"
OUTCOMES = """\
import sys, unittest
import pytest

def test_passes():
    import mod
    assert mod.double(2) == 4

def test_fails():
    import mod
    assert mod.double(2) == 5

@pytest.fixture
def broken():
    try:
        raise OSError("no such host")
    except OSError as error:
        raise RuntimeError("no database") from error

def test_error(broken): pass
def test_late_error(request):
    request.addfinalizer(lambda: 1 / 0)
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_xfailed(): assert 0
@pytest.mark.xfail(strict=False)
def test_xpassed(): pass
@pytest.mark.parametrize("x", ["a[b]::c ", "\\n\\u00e9\\U0001f600"])
def test_odd(x): pass
def test_parts(subtests):
    for i in range(3):
        with subtests.test(i=i):
            assert i != 1

class Case(unittest.TestCase):
    def test_unit(self):
        self.assertEqual(1, 1)
    def test_unit_fails(self):
        self.assertEqual(1, 2)
"""


def suite(folder: Path, files: dict[str, str], order: Order | None = None) -> SuiteReport:
    seed = "a seed"
    return read_suite(small(folder, files).run(replace(order or Order(seed), seed=seed)), seed)


def outcomes(report: SuiteReport) -> dict[str, str | None]:
    assert report.failure == ""
    return {name: case.outcome for name, case in report.cases.items()}


def test_every_outcome_is_told_with_its_place_and_its_causes(tmp_path: Path) -> None:
    mod = "def double(x):\n    if x > 9:\n        return 0\n    return 2 * x\n"
    lines = {PurePosixPath("mod.py"): frozenset({1, 2, 3, 4})}
    files = {"mod.py": mod, "test_all.py": OUTCOMES, "test_broken.py": "import nothing\n"}
    report = suite(tmp_path, files, Order("", lines=lines))
    assert outcomes(report) == {
        "test_all.py::test_passes": "passed",
        "test_all.py::test_fails": "failed",
        "test_all.py::test_error": "error",
        "test_all.py::test_late_error": "error",
        "test_all.py::test_skipped": "skipped",
        "test_all.py::test_xfailed": "xfailed",
        "test_all.py::test_xpassed": "xpassed",
        "test_all.py::test_odd[a[b]::c ]": "passed",
        "test_all.py::test_odd[\\n\\xe9\\U0001f600]": "passed",
        "test_all.py::test_parts": "failed",
        "test_all.py::Case::test_unit": "passed",
        "test_all.py::Case::test_unit_fails": "failed",
    }
    file = PurePosixPath("test_all.py")
    assert report.cases["test_all.py::test_fails"].place == (file, 10)
    assert report.cases["test_all.py::test_fails"].message.startswith("AssertionError: assert 4 == 5")
    assert report.cases["test_all.py::test_skipped"].place == (file, 22)
    assert report.cases["test_all.py::test_error"].causes == ("RuntimeError: no database", "OSError: no such host")
    assert [(case.id, case.message) for case in report.uncollected] == [
        ("test_broken.py", "ModuleNotFoundError: No module named 'nothing'")
    ]
    mod_py = PurePosixPath("mod.py")
    assert report.lines == {(mod_py, 1), (mod_py, 2), (mod_py, 4)}
    assert report.imported == frozenset()


WATCHED = """\
from __future__ import annotations
import collections, re
from typing import Generic, TypeVar
from unittest import mock

T = TypeVar("T")
class Box(Generic[T]):
    pass
class Item:
    @property
    def broken(self):
        raise RuntimeError("never read by whoever looks")
    def __iter__(self):
        raise RuntimeError("never asked by whoever looks")
    __repr__ = __hash__ = __bool__ = __iter__

def look(value: value = None):
    match value:
        case int():
            pass
    f"{value is None}"
    return value
"""
LOOKS = """\
import collections, re
from unittest import mock
import pytest
from mod import Box, Item, look

@pytest.mark.parametrize("value", [
    1, True, None, "a", [], [1, "a"], {1: [b""]}, (), (1, "a"), (0,) * 9, Item(), Item, Box(), mock.Mock(),
    collections.deque([{2.5}]), re.compile("a"), re.match(b"a", b"a"), [[[[[1]]]]], len,
])
def test_looks(value):
    look(value)
"""


def test_what_an_expression_is_while_tests_run(tmp_path: Path) -> None:
    line = WATCHED.splitlines().index("    return value") + 1
    watched = Watched(PurePosixPath("mod.py"), (line, 11), (line, 16), "value")
    in_text = replace(watched, start=(line - 1, 7), end=(line - 1, 12))
    elsewhere = replace(watched, name="other")
    order = Order("", watched=(elsewhere, watched, in_text))
    report = suite(tmp_path, {"mod.py": WATCHED, "test_mod.py": LOOKS}, order)
    assert {name for name, outcome in outcomes(report).items() if outcome != "passed"} == set()
    assert 0 not in report.seen
    assert {spelled(kind) for kind in report.seen[1]} == {
        "int", "bool", "NoneType", "str", "list[]", "list[int, str]", "dict[int; list[bytes]]", "tuple",
        "tuple[int; str]", "tuple*[int]", "mod.Item", "type[mod.Item]", "mod.Box[?]", "unittest.mock.Mock",
        "collections.deque[set[float]]", "re.Pattern[str]", "re.Match[bytes]", "list[list[list[list]]]",
        "builtin_function_or_method",
    }  # fmt: skip


def spelled(kind: Kind) -> str:
    places = "; ".join(", ".join(map(spelled, place)) for place in kind.holds)
    return f"{kind.name.removeprefix('builtins.')}{f'[{places}]' if kind.holds else ''}"


def test_what_would_end_a_run_early_is_turned_off_and_the_rest_of_the_configuration_holds(tmp_path: Path) -> None:
    ini = "[pytest]\naddopts = -x --stepwise --ff --pdb --strict-markers -m 'not slow' -p local_plugin\n"
    ini += "testpaths = checks\nmarkers = slow\nfilterwarnings = error\n"
    tests = "import pytest\ndef test_a(value):\n    assert value == 2\ndef test_b(value):\n    assert value == 1\n"
    tests += "@pytest.mark.slow\ndef test_c(): pass\n"
    plugin = "import pytest\n@pytest.fixture\ndef value(): return 1\n"
    files = {"pytest.ini": ini, "local_plugin.py": plugin, "checks/test_x.py": tests, "elsewhere/test_y.py": GOOD}
    assert outcomes(suite(tmp_path, files)) == {
        "checks/test_x.py::test_a": "failed",
        "checks/test_x.py::test_b": "passed",
    }


def test_tests_run_as_under_python_m_pytest_and_leave_nothing_in_the_workspace(tmp_path: Path) -> None:
    test = """\
import os, sys
from pathlib import Path
def test_surroundings():
    assert os.getcwd() in sys.path
    assert not any(path.startswith("/assay") for path in sys.path)
    assert os.read(0, 10) == b""
    import inner
    assert inner.WHERE == "workspace"
    Path("left.txt").write_text("here")
"""
    project = small(tmp_path, {"inner.py": "WHERE = 'workspace'\n", "tests/test_x.py": test})
    report = read_suite(project.run(Order("s")), "s")
    assert outcomes(report) == {"tests/test_x.py::test_surroundings": "passed"}
    assert sorted(path.name for path in project.workspace.rglob("*")) == [
        "inner.py",
        "pyproject.toml",
        "test_x.py",
        "tests",
    ]


def test_what_is_installed_runs_from_its_own_bytecode_and_tests_say_what_they_compared(tmp_path: Path) -> None:
    test = """\
import xdist.plugin
def test_plugin():
    assert type(xdist.plugin.__loader__).__name__ == "AssertionRewritingHook"
    assert "@pytest_ar" not in vars(xdist.plugin)
    assert callable(xdist.plugin.pytest_addoption)
def test_words():
    assert len("abc") == 4
"""
    report = suite(tmp_path, {"test_x.py": test})
    assert outcomes(report) == {"test_x.py::test_plugin": "passed", "test_x.py::test_words": "failed"}
    assert "assert 3 == 4" in report.cases["test_x.py::test_words"].message


def test_plugins_say_nothing_in_the_end_that_nobody_reads(tmp_path: Path) -> None:
    said = "def pytest_terminal_summary():\n    raise RuntimeError('nobody reads this')\n"
    assert outcomes(suite(tmp_path, {"conftest.py": said, "test_x.py": GOOD})) == {"test_x.py::test_good": "passed"}


def test_the_repository_cannot_take_the_place_of_pytest(tmp_path: Path) -> None:
    evil = "import os; os._exit(0)\n"
    files = {f"{name}.py": evil for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")}
    assert outcomes(suite(tmp_path, {**files, "test_x.py": f"import pytest\n{GOOD}"})) == {
        "test_x.py::test_good": "passed"
    }


def test_only_what_is_ordered_runs_and_in_that_order(tmp_path: Path) -> None:
    files = {f"test_{name}.py": GOOD for name in "abc"} | {"test_x.py": "raise SystemExit(1)\n"}
    only = tuple(PurePosixPath(f"test_{name}.py") for name in "abc")
    report = suite(tmp_path, files, Order("", only=only, first=only[2:]))
    assert list(outcomes(report)) == ["test_c.py::test_good", "test_a.py::test_good", "test_b.py::test_good"]
    report = suite(tmp_path, files, Order("", only=only, ids=("test_b.py::test_good", "gone.py::test")))
    assert list(outcomes(report)) == ["test_b.py::test_good"]


def test_after_the_time_given_no_further_test_begins(tmp_path: Path) -> None:
    report = suite(tmp_path, {"test_a.py": GOOD, "test_b.py": GOOD}, Order("", seconds=0))
    assert outcomes(report) == {"test_a.py::test_good": None, "test_b.py::test_good": None}
    assert report.not_run == 2


def test_a_thread_that_is_left_behind_does_not_hold_the_run(tmp_path: Path) -> None:
    test = "import threading, time\ndef test_x():\n    threading.Thread(target=time.sleep, args=[600]).start()\n"
    assert outcomes(suite(tmp_path, {"test_x.py": test})) == {"test_x.py::test_x": "passed"}


def test_a_project_without_tests_has_none(tmp_path: Path) -> None:
    assert outcomes(suite(tmp_path, {"mod.py": ""})) == {}


def test_fixtures_that_cannot_work_here_leave_the_canaries_alone(tmp_path: Path) -> None:
    conftest = (
        "import pytest\n@pytest.fixture(autouse=True)\ndef database():\n    raise ConnectionRefusedError('refused')\n"
    )
    marked = f"import pytest\npytestmark = pytest.mark.skip\n{GOOD}"
    report = suite(tmp_path, {"conftest.py": conftest, "test_a.py": marked, "deep/test_b.py": GOOD})
    assert outcomes(report) == {"deep/test_b.py::test_good": "error", "test_a.py::test_good": "skipped"}


NOT_ITS_OWN = "what this run tells is not pytest's own account"
BAD: dict[str, tuple[dict[str, str], str]] = {
    "a conftest.py that ends the process": (
        {"conftest.py": "import os\nos._exit(0)\n"},
        "the process ended with exit 0, before pytest came to its own end",
    ),
    "a test that ends the process": (
        {"test_x.py": "import os\ndef test_x():\n    print('5 passed in 0.1s', flush=True)\n    os._exit(0)\n"},
        "the process ended with exit 0 during test_x.py::test_x, before pytest came to its own end",
    ),
    "a plugin that leaves at the end": (
        {"conftest.py": "import sys\ndef pytest_sessionfinish():\n    sys.exit(0)\n"},
        "the process ended with exit 0, before pytest came to its own end",
    ),
    "a plugin that sets the exit code": (
        {"conftest.py": "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"},
        f"exit 0 although a planted test failed: {NOT_ITS_OWN}",
    ),
    "a plugin that leaves after all": (
        {"conftest.py": "import os\ndef pytest_unconfigure():\n    os._exit(1)\n"},
        "the process ended with exit 1, before pytest came to its own end",
    ),
    "outcomes rewritten": (
        {
            "conftest.py": "import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport():\n"
            "    report = (yield).get_result()\n    report.outcome = 'passed'\n"
        },
        f"the planted test that must fail is told as passed: {NOT_ITS_OWN}",
    ),
    "outcomes rewritten in one folder": (
        {
            "deep/conftest.py": "def pytest_pyfunc_call():\n    return True\n",
            "deep/test_y.py": "def test_y():\n    assert 0\n",
        },
        f"the planted test that must fail is told as passed: {NOT_ITS_OWN}",
    ),
    "tests taken out after they were collected": (
        {
            "conftest.py": "import pytest\n@pytest.hookimpl(hookwrapper=True, tryfirst=True)\n"
            "def pytest_collection_modifyitems(items):\n    yield\n    items.clear()\n"
        },
        f"1 of 1 collected tests were never run: {NOT_ITS_OWN}",
    ),
    "a report that is taken away": (
        {"conftest.py": "import os\ndef pytest_unconfigure(config):\n    os.remove('/assay/out/junit.xml')\n"},
        f"pytest left no JUnit report: {NOT_ITS_OWN}",
    ),
    "a report that is replaced": (
        {
            "test_x.py": "def test_x():\n    assert 0\n",
            "conftest.py": "def pytest_unconfigure(config):\n    path = '/assay/out/junit.xml'\n"
            "    text = open(path).read().replace('assert 0', '').replace('failure', 'gone')\n"
            "    open(path, 'w').write(text)\n",
        },
        f"the JUnit report tells of 0 failures, the journal of 2: {NOT_ITS_OWN}",
    ),
    "a journal with entries of its own": (
        {
            "test_x.py": "def test_x():\n    with open('/assay/out/pytest.jsonl', 'a') as file:\n"
            '        file.write(\'{"at":"test","id":"test_x.py::test_x","outcome":"passed","lines":[]}\\n\')\n'
            "    assert 0\n"
        },
        f"{NOT_ITS_OWN}: an entry that is not the plugin's, or stands twice: ",
    ),
    "arguments that pytest does not know": (
        {"pytest.ini": "[pytest]\naddopts = --no-such-option\n"},
        "pytest does not take the project's configuration or arguments: exit 4: ",
    ),
    "a run broken off": (
        {"test_x.py": "import pytest\ndef test_x():\n    pytest.exit('enough', returncode=0)\n"},
        f"1 of 1 collected tests were never run: {NOT_ITS_OWN}",
    ),
    "a plugin that fails": (
        {"conftest.py": "def pytest_runtestloop():\n    raise KeyError('x')\n"},
        "pytest itself failed: exit 3: ",
    ),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SuiteReport]:
    projects = {name: {"test_x.py": GOOD, **files} for name, (files, _) in BAD.items()}
    done = run_each(tmp_path_factory.mktemp("bad"), projects, Order("a seed"))
    return {name: read_suite(completed, "a seed") for name, completed in done.items()}


@pytest.mark.parametrize("name", BAD)
def test_a_run_that_is_not_pytests_own_does_not_count(bad: dict[str, SuiteReport], name: str) -> None:
    failure, expected = bad[name].failure, BAD[name][1]
    assert failure.startswith(expected)
    assert failure == expected or expected.endswith(": ")


def test_a_test_that_does_not_end_is_named(tmp_path: Path) -> None:
    tests = "import time\ndef test_a(): pass\ndef test_b():\n    time.sleep(600)\ndef test_c(): pass\n"
    completed = small(tmp_path, {"test_x.py": tests}).within(6).run(Order("s"))
    report = read_suite(completed, "s")
    assert outcomes(report) == {"test_x.py::test_a": "passed", "test_x.py::test_b": "killed", "test_x.py::test_c": None}
    assert (report.killed, report.not_run) == ("wall limit", 2)


def test_a_file_that_does_not_end_when_it_is_imported_is_told(tmp_path: Path) -> None:
    completed = small(tmp_path, {"test_x.py": "while True: pass\n"}).within(5).run(Order("s"))
    assert read_suite(completed, "s").failure == "killed outside of any test: wall limit"


def test_output_without_an_end_is_cut_and_told(tmp_path: Path) -> None:
    test = "import os\ndef test_x():\n    while True:\n        os.write(1, b'x' * 100_000)\n"
    files = {"pytest.ini": "[pytest]\naddopts = --capture=no\n", "test_x.py": test}
    report = suite(tmp_path, files)
    assert outcomes(report) == {"test_x.py::test_x": "killed"}
    assert "output" in report.killed


def project(
    folder: Path, versions: dict[str, str], *, root: str = "", python: tuple[int, int] | None = (3, 11)
) -> Project:
    interpreter = Interpreter(folder / "python", "a test", python, folder, folder, (folder,), versions)
    return Project(folder, PurePosixPath(root), None, interpreter)


def test_only_the_projects_own_pytest_is_used(tmp_path: Path) -> None:
    assert find_pytest(project(tmp_path, {})) is None
    assert find_pytest(project(tmp_path, {"pytest": "8.2.0"})) == Tool(
        "pytest",
        "8.2.0",
        "project",
        (str(tmp_path / "python"), "-B", "/assay/in/assay_pytest.py"),
        (tmp_path,),
        PurePosixPath(),
    )


@pytest.mark.parametrize(
    ("python", "version", "why"),
    [
        ((3, 11), "9.2.0", ""),
        ((3, 9), "7.0.1", ""),
        (None, "10.0", ""),
        ((3, 11), "6.2.5", "pytest 6.2.5 is older than 7.0: update it with {} -m pip install -U pytest"),
        ((3, 8), "7.0.1", "{} is Python 3.8: choose an interpreter from 3.9 on"),
        ((3, 11), None, "pytest is not installed for {}: install it there with {} -m pip install pytest"),
    ],
)
def test_what_is_lacking_is_said_with_the_way_out(
    tmp_path: Path, python: tuple[int, int] | None, version: str | None, why: str
) -> None:
    found = project(tmp_path, {"pytest": version} if version else {}, python=python)
    assert lacking(found, find_pytest(found)) == why.replace("{}", str(tmp_path / "python"))


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({}, "src"),
        ({"pytest.ini": ""}, "."),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n"}, "."),
        ({"tox.ini": "[pytest]\n"}, "."),
        ({"setup.cfg": "[tool:pytest]\n"}, "."),
        ({"pytest.ini": "", "src/setup.cfg": "[tool:pytest]\n"}, "src"),
        ({"pyproject.toml": "[project]\n", "tox.ini": "[tox]\n"}, "src"),
    ],
)
def test_it_is_started_where_it_is_configured(tmp_path: Path, files: dict[str, str], folder: str) -> None:
    write_tree(tmp_path, {**files, "src/mypy.ini": ""})
    tool = find_pytest(project(tmp_path, {"pytest": "9.0"}, root="src"))
    assert tool is not None
    assert tool.folder == PurePosixPath(folder)


def test_plugins_that_spread_shuffle_or_measure_are_held(tmp_path: Path) -> None:
    arguments: list[tuple[str, ...]] = []
    for plugins in ({}, {"pytest-xdist": "3", "pytest-cov": "5", "pytest-randomly": "3"}):
        each = project(tmp_path, {"pytest": "9.0", **plugins})
        tool = find_pytest(each)
        assert tool is not None
        arguments.append(pytest_command(each, tool, Order("s")).argv)
    assert arguments[1][len(arguments[0]) :] == ("--no-cov", "--randomly-seed=1", "--randomly-dont-reorganize", "-n0")


def test_the_plugin_is_written_for_the_oldest_python(tmp_path: Path) -> None:
    found = project(tmp_path, {"pytest": "7.0"})
    tool = find_pytest(found)
    assert tool is not None
    (text,) = pytest_command(found, tool, Order("s")).inputs.values()
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == {"pytest", "_pytest"}


def test_the_canaries_are_drawn_for_the_run(tmp_path: Path) -> None:
    assert canaries("one") == canaries("one")
    assert canaries("one") != canaries("two")
    found = project(tmp_path, {"pytest": "9.0"})
    tool = find_pytest(found)
    assert tool is not None
    command = pytest_command(found, tool, Order("one"))
    names = canaries("one")
    said = " ".join((*command.argv, *command.inputs.values(), *command.environment.values()))
    assert not any(name in said for name in (names.module, names.passes, names.fails))
