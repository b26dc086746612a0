"""The check of the tests, with the real pytest in the real sandbox."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import pytest

from assay.checks.tests import tests as check_of
from assay.checks.tests import why_required
from assay.core.check import Candidate, Check, CheckResult, Side, Status
from assay.core.patch import FileChange, Patch
from assay.tools.pytest import find_pytest
from support.sandboxes import sandbox_on
from support.suites import MODULE, Small, candidate, check_each, no_end, small

MOD = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
WORSE = MOD.replace("2 * x", "2 * x + 1")
SAME = MOD.replace("2 * x", "x * 2")
ANNOTATED = MOD.replace("double(x)", "double(x: int) -> int")
TESTS = "import mod\n\n\ndef test_double():\n    assert mod.double(2) == 4\n"
LENGTH = "def length(x):\n    return len(x)\n"
WANTS_VALUE_ERROR = """
import mod, pytest

def test_length():
    assert mod.length("ab") == 2

def test_none():
    with pytest.raises(ValueError):
        mod.length(None)
"""
ONCE = """
def first_time():
    from pathlib import Path
    here = Path(__file__).with_suffix(".seen")
    first = not here.exists()
    here.write_text("seen")
    return first
"""
KILL = "import os\nos._exit(0)\n"
DESELECT = "def pytest_collection_modifyitems(items):\n    items.clear()\n"


@dataclass(frozen=True)
class Change:
    """Files, what becomes of some, and what the check has to say: of `told`, every text is in its words."""

    files: dict[str, str]
    after: dict[str, str | None]
    status: Status
    told: tuple[str, ...]
    required: bool = True
    incomplete: str = ""


CHANGES: dict[str, Change] = {
    "a change that tests judge": Change(
        {"mod.py": MOD, "test_mod.py": TESTS},
        {"mod.py": SAME},
        "passed",
        ("1 of 1 tests pass before and after the patch; tests ran 1 of 1 changed lines",),
    ),
    "a regression": Change(
        {"mod.py": MOD, "test_mod.py": TESTS},
        {"mod.py": WORSE},
        "failed",
        ("1 test fails that passed before: project1/test_mod.py:5 test_double (AssertionError: assert 5 == 4)",),
    ),
    "a test that failed before": Change(
        {"mod.py": MOD, "test_mod.py": f"{TESTS}def test_known():\n    assert 0\n"},
        {"mod.py": SAME},
        "passed",
        ("1 of 2 tests pass before and after",),
    ),
    "code that no test calls": Change(
        {"mod.py": MOD, "test_mod.py": TESTS},
        {"mod.py": MOD.replace("3 * x", "x * 3")},
        "passed",
        ("tests ran 0 of 1 changed lines",),
        incomplete="no test runs a changed line in pytest's own process",
    ),
    "a constant that tests import": Change(
        {"mod.py": "LIMIT = 1\n", "test_mod.py": "from mod import LIMIT\ndef test_limit():\n    assert LIMIT\n"},
        {"mod.py": "LIMIT = 2\n"},
        "passed",
        ("1 of 1 tests pass",),
    ),
    "an annotation": Change(
        {"mod.py": MOD, "test_mod.py": TESTS},
        {"mod.py": ANNOTATED},
        "passed",
        ("1 of 1 tests pass",),
        required=False,
    ),
    "an annotation that a test reads": Change(
        {"mod.py": MOD, "test_mod.py": "import mod\ndef test_bare():\n    assert not mod.double.__annotations__\n"},
        {"mod.py": ANNOTATED},
        "failed",
        ("1 test fails that passed before: project6/test_mod.py:3 test_bare",),
    ),
    "no tests": Change(
        {"mod.py": MOD},
        {"mod.py": SAME},
        "skipped",
        ("not judged: pytest finds no tests; say where they are with `testpaths`",),
    ),
    "no tests, and none needed": Change(
        {"mod.py": MOD}, {"mod.py": ANNOTATED}, "skipped", ("pytest finds no tests",), required=False
    ),
    "no test that passed": Change(
        {"mod.py": MOD, "test_mod.py": "import mod\ndef test_double():\n    assert mod.double(1) == 9\n"},
        {"mod.py": SAME},
        "passed",
        ("0 of 1 tests pass before and after",),
        incomplete="no test passed before the patch; after it 1 of 1 fail: "
        "project9/test_mod.py:3 test_double (AssertionError: assert 2 == 9)",
    ),
    "tests that cannot be imported before": Change(
        {"mod.py": MOD, "test_mod.py": "import nothing\n"},
        {"mod.py": SAME},
        "skipped",
        ("no tests, for 1 file cannot be imported: test_mod.py: ModuleNotFoundError",),
    ),
    "a suite that needs a network": Change(
        {
            "mod.py": MOD,
            "test_mod.py": "import socket, mod\ndef test_fetch():\n    mod.double(1)\n"
            "    socket.create_connection(('somewhere.example', 80))\n",
        },
        {"mod.py": SAME},
        "passed",
        ("1 fail before the patch already for want of a network or a service",),
        incomplete="no test passed before the patch: 1 need a network or a service",
    ),
    "tests made uncollectable": Change(
        {"mod.py": MOD, "test_mod.py": TESTS},
        {"mod.py": f"import nothing_like_it\n{MOD}"},
        "failed",
        ("1 test is gone that was there before: ", "(ModuleNotFoundError: No module named 'nothing_like_it')"),
    ),
    "a test deleted": Change(
        {"mod.py": MOD, "test_mod.py": f"{TESTS}\n\ndef test_two():\n    assert 0\n"},
        {"mod.py": SAME, "test_mod.py": TESTS},
        "failed",
        ("1 test is gone that was there before: project13/test_mod.py:9 test_two",),
    ),
    "a test skipped": Change(
        {"mod.py": MOD, "test_mod.py": f"import pytest\npytest.importorskip('mod')\n{TESTS}"},
        {"mod.py": f"import nothing_like_it\n{MOD}"},
        "failed",
        ("1 test is gone that was there before",),
    ),
    "tests deselected": Change(
        {"mod.py": MOD, "test_mod.py": TESTS, "conftest.py": ""},
        {"conftest.py": DESELECT},
        "failed",
        ("1 test is gone that was there before: project15/test_mod.py:4 test_double",),
    ),
    "a process that ends": Change(
        {"mod.py": MOD, "test_mod.py": TESTS, "conftest.py": ""},
        {"conftest.py": KILL},
        "failed",
        ("after the patch the tests cannot be judged any more: the process ended with exit 0",),
    ),
    "a process that ended before": Change(
        {"mod.py": MOD, "test_mod.py": TESTS, "conftest.py": KILL},
        {"mod.py": SAME},
        "skipped",
        ("before the patch already the tests cannot be judged: the process ended with exit 0",),
    ),
    "a flaky test": Change(
        {
            "mod.py": "CODE = 1\n",
            "test_mod.py": f"{ONCE}\ndef test_x():\n    import mod\n    assert mod.CODE == 1 or not first_time()\n",
        },
        {"mod.py": "CODE = 2\n"},
        "passed",
        ("flaky, decides nothing: test_mod.py::test_x",),
    ),
    "a test that fails only after another": Change(
        {
            "mod.py": "STATE = []\ndef leave():\n    pass\n",
            "test_mod.py": "import mod\ndef test_a():\n    mod.leave()\ndef test_b():\n    assert not mod.STATE\n",
        },
        {"mod.py": "STATE = []\ndef leave():\n    STATE.append(1)\n"},
        "failed",
        ("1 test fails that passed before: project19/test_mod.py:5 test_b",),
    ),
    "a file that is not Python": Change(
        {"mod.py": MOD, "test_mod.py": TESTS, "data.toml": ""},
        {"data.toml": "x = 1\n"},
        "passed",
        ("1 of 1 tests pass before and after",),
    ),
    "a guard that a test which failed before runs into": Change(
        {"mod.py": LENGTH, "test_mod.py": WANTS_VALUE_ERROR},
        {"mod.py": LENGTH.replace("    return", "    if x is None:\n        raise TypeError('None')\n    return")},
        "failed",
        ("1 test that failed before fails of what the patch raises: project21/mod.py:3 test_none (TypeError: None)",),
    ),
    "a raise that a test which failed before does not come to": Change(
        {"mod.py": LENGTH, "test_mod.py": f"{WANTS_VALUE_ERROR}def test_known():\n    assert 0\n"},
        {"mod.py": LENGTH.replace("    return", "    if x is None:\n        raise ValueError('None')\n    return")},
        "passed",
        ("1 of 3 tests pass before and after",),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CheckResult]:
    return check_each(
        tmp_path_factory.mktemp("changes"), {name: (each.files, each.after) for name, each in CHANGES.items()}
    )


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_check_says_of_a_change(results: dict[str, CheckResult], name: str) -> None:
    result, expected = results[name], CHANGES[name]
    assert (result.status, result.required, result.incomplete) == (
        expected.status,
        expected.required,
        expected.incomplete,
    )
    assert [text for text in expected.told if text not in result.summary] == [], result.summary
    assert result.summary == (
        f"not judged: {result.reason}" if result.status == "skipped" else result.reason or result.summary
    )


def test_the_figures_are_those_of_both_sides(results: dict[str, CheckResult]) -> None:
    result = results["a regression"]
    figures = {
        "collected": 1,
        "passed": 1,
        "failed": 0,
        "skipped": 0,
        "not_run": 0,
        "uncollected": 0,
        "want_service": 0,
    }
    lines: dict[str, object] = {"changed_lines": 1, "changed_lines_run": 1, "changed_lines_imported": 0, "flaky": []}
    assert result.before == figures
    assert result.after == {**figures, "passed": 0, "failed": 1, **lines}
    assert [(ran.side, ran.exit_code) for ran in result.commands] == [
        ("before", 1),
        ("after", 1),
        ("before", 1),
        ("after", 1),
    ]
    assert (result.tool, bool(result.version), result.seconds > 0) == ("pytest", True, True)
    (problem,) = result.problems
    assert str(problem).startswith("project1/test_mod.py:5:1: test_mod.py::test_double fails: AssertionError:")


def test_only_what_differs_is_asked_again(results: dict[str, CheckResult]) -> None:
    runs = {name: len(result.commands) for name, result in results.items()}
    assert runs["a change that tests judge"] == 2
    assert runs["a test deleted"] == 4
    assert runs["a flaky test"] == 6
    assert runs["a test that fails only after another"] == 6


SLOW = "import time, mod\n" + "".join(f"def test_{i}():\n    mod.double({i})\n    time.sleep(0.6)\n" for i in range(9))


def test_what_the_budget_cuts_is_said(tmp_path: Path) -> None:
    result = small(tmp_path, {"mod.py": MOD, "test_mod.py": SLOW}).check({"mod.py": SAME}, remaining=lambda: 1.0)
    assert result.status == "passed"
    assert "cut by the budget after " in result.incomplete
    assert " of 9 tests before the patch; cut by the budget after " in result.incomplete
    assert result.after["not_run"] != 0


def test_without_any_time_left_nothing_runs(tmp_path: Path) -> None:
    result = small(tmp_path, {"mod.py": MOD, "test_mod.py": TESTS}).check({"mod.py": SAME}, remaining=lambda: 0.0)
    assert (result.status, result.required, result.commands) == ("skipped", True, ())
    assert result.summary == "not judged: the budget was used up before the tests could run"


def test_a_regression_that_there_is_no_time_to_ask_about_again_still_fails(tmp_path: Path) -> None:
    left = iter((60.0, 60.0, 60.0))
    result = small(tmp_path, {"mod.py": MOD, "test_mod.py": TESTS}).check(
        {"mod.py": WORSE}, remaining=lambda: next(left, 0.0)
    )
    assert result.status == "failed"
    assert result.reason.endswith("; there was no time to run them again")


HANGS = (
    "import time, mod\ndef test_a():\n    mod.double(1)\n"
    "def test_b():\n    while mod.double(1) != 2:\n        time.sleep(1)\n"
)


def test_a_test_that_does_not_end_any_more_fails(tmp_path: Path) -> None:
    result = small(tmp_path, {"mod.py": MOD, "test_mod.py": HANGS}).within(8).check({"mod.py": WORSE})
    assert result.status == "failed"
    assert result.reason == "1 test does not end that passed before: test_mod.py:4 test_b (did not end: wall limit)"


def test_a_test_that_never_ended_is_no_regression(tmp_path: Path) -> None:
    endless = HANGS.replace("!= 2", "!= 3")
    result = small(tmp_path, {"mod.py": MOD, "test_mod.py": endless}).within(6).check({"mod.py": SAME})
    assert (result.status, result.required) == ("passed", True)
    assert (
        "before the patch test_mod.py::test_b does not end (wall limit): 1 of 2 tests are not judged"
        in result.incomplete
    )


RELATED = {
    "mod.py": MOD,
    "other.py": "",
    "checks/test_mod.py": TESTS,
    "checks/test_other.py": "import other\ndef test_other():\n    assert 1\n",
}


def test_related_tests_alone_are_the_scope_where_the_user_says_so(tmp_path: Path) -> None:
    result = small(tmp_path, RELATED).check({"mod.py": SAME}, scope="related")
    assert (result.status, result.incomplete, result.before["collected"]) == ("passed", "", 1)


def test_where_nothing_relates_all_are_run_and_that_is_said(tmp_path: Path) -> None:
    result = small(tmp_path, {**RELATED, "alone.py": "X = 1\n"}).check({"alone.py": "X = 2\n"}, scope="related")
    assert result.before["collected"] == 2
    assert "no test relates to the change by import or name: all were run" in result.summary
    assert result.incomplete == "no test runs a changed line in pytest's own process"


async def check_in_turn(project: Small, *texts: str) -> list[CheckResult]:
    """Units in a row: what one patch leaves is the side before the next."""
    found, results = project.project, list[CheckResult]()
    judge = check_of(found, find_pytest(found), scope="all", remaining=no_end, limits=project.limits)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(sandbox_on(project.workspace, project.state))
        before = Side(project.snapshot(), await stack.enter_async_context(sandbox.branch(project.snapshot())))
        for text in texts:
            patch = Patch((FileChange(MODULE, before.snapshot.read(MODULE), text),))
            snapshot = before.snapshot.with_patch(patch)
            after = Side(snapshot, await stack.enter_async_context(sandbox.branch(snapshot)))
            results.append(await judge(candidate(before.snapshot, patch, before, after)))
            before = after
    return results


def test_a_side_that_was_run_is_not_run_again(tmp_path: Path) -> None:
    project = small(tmp_path, {"mod.py": MOD, "test_mod.py": TESTS})
    first, second = asyncio.run(check_in_turn(project, SAME, MOD.replace("2 * x", "x + x")))
    assert (first.status, second.status) == ("passed", "passed")
    assert replace(second.commands[0], side="after") == first.commands[1]


def test_a_check_that_is_cancelled_stops_its_tests(tmp_path: Path) -> None:
    project = small(tmp_path, {"mod.py": MOD, "test_mod.py": "def test_x():\n    while True: pass\n"})

    async def cancelled() -> float:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(check_in_turn(project, SAME))
        await asyncio.sleep(3)
        begun = loop.time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return loop.time() - begun

    assert asyncio.run(cancelled()) < 10


async def judged(judge: Check, each: Candidate) -> CheckResult:
    return await judge(each)


def test_without_pytest_or_a_sandbox_nothing_is_judged(tmp_path: Path) -> None:
    project = small(tmp_path, {"mod.py": MOD, "test_mod.py": TESTS})
    found, snapshot, patch = project.project, project.snapshot(), project.patch({"mod.py": SAME})
    bare = replace(found, interpreter=replace(found.interpreter, distributions=MappingProxyType({})))
    sides = Side(snapshot, None), Side(snapshot.with_patch(patch), None)
    for each, why in (
        (bare, f"pytest is not installed for {found.interpreter.executable}: install it there with "),
        (found, "there is no sandbox to run the tests in"),
    ):
        judge = check_of(each, find_pytest(each), scope="all", remaining=no_end, limits=project.limits)
        result = asyncio.run(judged(judge, candidate(snapshot, patch, *sides)))
        assert (result.status, result.required, result.commands) == ("skipped", True, ())
        assert result.reason.startswith(why)


@pytest.mark.parametrize(
    ("path", "before", "after", "why"),
    [
        ("a.py", "x = 1", "x: int = 1", ""),
        ("a.pyi", "x: int", "x: str", ""),
        ("a.py", "x = 1", "x = 2", "a.py does something else from line 1 on"),
        ("a.toml", "", "x = 1", "a.toml is not Python: who reads it is not known"),
        ("a.py", None, "x = 1", "a.py is new"),
        ("a.py", "x = 1", None, "a.py is gone"),
    ],
)
def test_tests_are_required_where_the_code_may_do_something_else(
    path: str, before: str | None, after: str | None, why: str
) -> None:
    assert why_required(Patch((FileChange(PurePosixPath(path), before, after),)), (3, 11)) == why
