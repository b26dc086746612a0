from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from assay.core.command import Completed
from assay.tools.pytest import JOURNAL, JUNIT, canaries
from assay.tools.pytest_journal import read_journal
from assay.tools.pytest_report import read_suite

NAMES = canaries("seed")
TEST, PASSES, FAILS = (
    "a/test_x.py::test_x",
    f"a/{NAMES.module}.py::{NAMES.passes}",
    f"a/{NAMES.module}.py::{NAMES.fails}",
)
BEGUN: dict[str, Any] = {"at": "collected", "tests": [[TEST, "a/test_x.py", 3]]}
END: dict[str, Any] = {"at": "end", "exit": 1, "cut": False, "imported": [], "seen": []}


OWN = "what this run tells is not pytest's own account"


def turn(test: str, outcome: str | None, **more: Any) -> list[dict[str, Any]]:
    return [{"at": "start", "id": test}, {"at": "test", "id": test, "outcome": outcome, "lines": [], **more}]


def entries(*others: dict[str, Any]) -> list[dict[str, Any]]:
    return [BEGUN, *turn(PASSES, "passed"), *turn(FAILS, "failed"), *others]


def written(*told: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in told)


def junit(*failed: str) -> bytes:
    cases = {PASSES: "", FAILS: "<failure/>", TEST: "", **dict.fromkeys(failed, "<failure/>")}
    text = "".join(
        f'<testcase classname="{file.removesuffix(".py").replace("/", ".")}" name="{name}">{result}</testcase>'
        for (file, name), result in ((test.split("::"), result) for test, result in cases.items())
    )
    return f"<testsuites><testsuite>{text}</testsuite></testsuites>".encode()


def failure(journal: bytes, report: bytes = junit(), *, exit_code: int | None = 1, killed: str | None = None) -> str:
    outputs = {JOURNAL: journal, JUNIT: report}
    return read_suite(Completed(exit_code, b"", b"words\nlast words\n", 1.0, killed, outputs), "seed").failure


def nested(deep: int) -> dict[str, Any]:
    """A list of a list of a list."""
    return {"name": "builtins.list", "holds": [[nested(deep - 1)]] if deep else []}


WHOLE = entries(*turn(TEST, "passed"), END)


def test_three_accounts_that_agree_count() -> None:
    assert failure(written(*WHOLE)) == ""


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        (entries(*turn(TEST, "failed"), END), "the JUnit report tells of 1 failures, the journal of 2: "),
        ([BEGUN, *turn(TEST, "passed"), END], "planted tests did not run: "),
        ([BEGUN, *turn(PASSES, "failed"), *turn(FAILS, "failed"), END], "the planted test that must pass "),
        (entries(END), "1 of 1 collected tests were never run: "),
        (entries(*turn(TEST, "passed")), "the process ended with exit 1, before pytest came to its own end"),
        (entries({"at": "start", "id": TEST}), f"the process ended with exit 1 during {TEST}, before "),
        ([], "pytest did not start: exit 1: last words"),
        (entries(*turn(TEST, "passed"), {**END, "exit": 5}), "pytest ended with exit 5, but its process with exit 1"),
        ([*WHOLE, END], f"{OWN}: an entry that is not the plugin's"),
        ([*entries(*turn(TEST, "failed"), *turn(TEST, "passed")), END], OWN),
        ([*entries(*turn(TEST, "passed")), BEGUN, END], OWN),
    ],
    ids=range(11),
)  # fmt: skip
def test_accounts_that_do_not_agree_do_not_count(journal: list[dict[str, Any]], said: str) -> None:
    assert failure(written(*journal)).startswith(said)


def test_a_report_without_the_canaries_does_not_count() -> None:
    assert failure(written(*WHOLE), b"<testsuites/>").startswith("the JUnit report tells of 0 failures")
    assert failure(written(*WHOLE), b"").startswith("pytest left no JUnit report")


def test_an_exit_code_that_hides_the_canary_does_not_count() -> None:
    told = entries(*turn(TEST, "passed"), {**END, "exit": 0})
    assert failure(written(*told), exit_code=0).startswith("exit 0 although a planted test failed")


def test_a_run_that_was_killed_keeps_what_it_had_told() -> None:
    journal = written(*entries({"at": "start", "id": TEST})) + b'{"at": "te'
    done = Completed(None, b"", b"", 9.0, "wall limit", {JOURNAL: journal})
    report = read_suite(done, "seed")
    assert (report.failure, report.killed, report.not_run) == ("", "wall limit", 1)
    assert report.cases[TEST].message == "did not end: wall limit"
    assert failure(written(BEGUN), exit_code=None, killed="memory") == "killed outside of any test: memory"
    # a canary cannot hang by itself
    assert failure(written(BEGUN, {"at": "start", "id": PASSES}), exit_code=None, killed="wall limit") != ""


def test_a_kill_at_the_end_of_the_time_given_says_nothing_of_the_test_that_ran() -> None:
    journal = written(*entries({"at": "start", "id": TEST}))
    report = read_suite(Completed(None, b"", b"", 9.0, "wall limit", {JOURNAL: journal}), "seed", timed=True)
    assert (report.failure, report.killed, report.cases[TEST].outcome) == ("", "", None)
    nothing = read_suite(Completed(None, b"", b"", 9.0, "wall limit", {}), "seed", timed=True)
    assert nothing.failure == "the time given ended before a test could run"
    forged = written(BEGUN, *turn(FAILS, "passed"))
    told = read_suite(Completed(None, b"", b"", 9.0, "wall limit", {JOURNAL: forged}), "seed", timed=True)
    assert told.failure.startswith("the planted test that must fail is told as passed")


STRANGE: list[Any] = [
    [],
    "text",
    {"at": "else"},
    {"at": "start"},
    {"at": "test", "id": TEST, "outcome": "passed", "lines": []},
    {"at": "collected", "tests": [["a", "b"]]},
    {"at": "collected", "tests": "all"},
    {**END, "exit": "1"},
    {**END, "imported": [["a.py", "1"]]},
    {**END, "imported": [["../a.py", 1]]},
    {key: value for key, value in END.items() if key != "seen"},
    {**END, "seen": [["0", []]]},
    {**END, "seen": [[0, [{"name": "builtins.int"}]]]},
    {**END, "seen": [[0, [{"name": 3, "holds": []}]]]},
    {**END, "seen": [[0, [{"name": "builtins.list", "holds": ["int"]}]]]},
    {**END, "seen": [[0, []], [0, []]]},
    {**END, "seen": [[0, [nested(20)]]]},
]


@pytest.mark.parametrize("entry", STRANGE)
def test_entries_that_the_plugin_cannot_have_written_are_refused(entry: object) -> None:
    with pytest.raises(ValueError, match=r"an entry that|no test|no line|nothing that was seen|no kind|no place"):
        read_journal(written(entry))


def test_a_journal_that_is_no_json_or_too_deep_is_refused() -> None:
    for line in (b"{nonsense}\n", b"\xff\n", b"[" * 100_000 + b"\n"):
        with pytest.raises(ValueError, match=r"."):
            read_journal(line)


def test_places_outside_of_the_workspace_are_not_taken() -> None:
    tests = [["t::a", "/etc/passwd", 1], ["t::b", "../b.py", 1], ["t::c", "c.py", 0]]
    journal = read_journal(written({"at": "collected", "tests": tests}))
    assert {case.id: (case.file, case.place) for case in journal.cases.values()} == {
        "t::a": (None, None),
        "t::b": (None, None),
        "t::c": (None, None),
    }


def test_what_tests_say_is_cut() -> None:
    told = turn(TEST, "failed", message="x " * 9999, causes=["y" * 9999], path="a/b.py", line=7)
    case = read_journal(written(BEGUN, *told)).cases[TEST]
    assert (len(case.message), case.causes[0], case.place) == (302, "...", (PurePosixPath("a/b.py"), 7))
