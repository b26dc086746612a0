"""What the table of drafted tests rests on: suites of which all is known get the figures that are known."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from evaluate_tests.judge import JudgeFailed, Score, score, spread
from evaluate_tests.subjects import Subject, halved
from evaluate_tests.suites import Coverage, coverage, unasserting, unlike
from evaluate_tests.table import report, unsound

SUBJECT = Subject("measured", "measured", "measured.py")
MODULE = """\
def total(price, count):
    if count > 9:
        return price
    return price * count + 1


class Box:
    def lid(self):
        return "lid"
"""
OF_TOTAL, OF_LID = 9, 2
"""How many mutants Assay's operators make of each function."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "measured.py").write_text(MODULE)
    return folder


def judged(project: Path, *asserted: str, each: int | None = None) -> Score:
    tests = "\n\n".join(f"def test_{number}():\n    {each}\n" for number, each in enumerate(asserted))
    (project / "test_measured.py").write_text(f"import measured\n\n{tests}")
    return score(SUBJECT, project, ["test_measured.py"], "own", each=each, python=Path(sys.executable))


@pytest.mark.parametrize(
    ("asserted", "killed", "uncovered"),
    [
        (("measured.total(2, 3)",), 0, OF_LID),
        (("assert measured.total(2, 3) == 7",), 5, OF_LID),
        (("assert measured.total(2, 3) == 7", "assert measured.total(2, 9) == 19"), 6, OF_LID),
        (("assert measured.total(2, 3) == 7", "assert measured.total(2, 10) == 2"), 8, OF_LID),
        (("assert measured.Box().lid() == 'lid'",), OF_LID, OF_TOTAL),
        (("assert measured",), 0, OF_TOTAL + OF_LID),
    ],
)
def test_a_known_suite_notices_what_it_is_known_to(
    project: Path, asserted: tuple[str, ...], killed: int, uncovered: int
) -> None:
    found = judged(project, *asserted)
    assert (found.killed, found.mutants, found.uncovered) == (killed, OF_TOTAL + OF_LID, uncovered)
    assert (found.late, found.unfit, found.failing, found.uncollected) == (0, 0, (), ())


def test_a_test_that_fails_anyway_notices_nothing(project: Path) -> None:
    found = judged(project, "assert measured.total(2, 3) == 8")
    assert (found.killed, found.failing) == (0, ("test_measured.py::test_0",))


def test_a_file_that_cannot_be_imported_is_named(project: Path) -> None:
    found = judged(project, "pass", "):")
    assert found.killed == found.tests == 0
    assert found.uncollected[0].startswith("test_measured.py: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [("pytest.ini", "[pytest]\naddopts = --no-such-option\n"), ("conftest.py", "import no_such_module\n")],
)
def test_where_pytest_does_not_start_there_is_no_score(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text)
    with pytest.raises(JudgeFailed, match="were not judged"):
        judged(project, "assert measured.total(2, 3) == 7")
    with pytest.raises(JudgeFailed, match="did not do its work"):
        coverage(SUBJECT, project, ["test_measured.py"], Path(sys.executable))


def test_tests_that_end_the_process_give_no_score(project: Path) -> None:
    (project / "test_measured.py").write_text("import os\nos._exit(0)\n")
    with pytest.raises(JudgeFailed, match="were not judged"):
        score(SUBJECT, project, ["test_measured.py"], "own", python=Path(sys.executable))


def test_a_mutant_without_end_is_noticed_by_its_cpu(project: Path) -> None:
    (project / "measured.py").write_text("def count(n):\n    while n > 0:\n        n -= 1\n    return n\n")
    (project / "test_measured.py").write_text("import measured\n\ndef test():\n    assert measured.count(3) == 0\n")
    found = score(SUBJECT, project, ["test_measured.py"], "own", python=Path(sys.executable))
    assert found.killed > 0
    assert found.late == 0


def test_lines_and_branches_are_those_that_ran(project: Path) -> None:
    judged(project, "assert measured.total(2, 3) == 7")
    python = Path(sys.executable)
    assert coverage(SUBJECT, project, ["test_measured.py"], python) == Coverage(100 * 5 / 7, 50)
    assert coverage(SUBJECT, project, [], python) == Coverage(100 * 3 / 7, 0)


def test_what_asserts_nothing_is_told_from_what_does() -> None:
    text = """\
def test_nothing(): print(1)
def test_value(): assert 1
def test_error():
    with pytest.raises(ValueError): int("")
class TestMore:
    def test_equal(self): self.assertEqual(1, 1)
    def test_less(self): equal(1, 1)
    async def test_later(self): await equal(1, 1)
"""
    assert unasserting([text]) == ("test_nothing", "test_less", "test_later")


def test_a_test_that_is_not_always_there_is_flaky() -> None:
    always = {"a": "passed", "b": "failed"}
    assert unlike([always, always]) == ()
    assert unlike([always, {"a": "failed", "b": "failed"}, {"a": "passed"}]) == ("a", "b")


def test_every_second_test_is_left_out_and_nothing_else() -> None:
    text = """\
A = 1

@mark
def test_a(): pass

@mark
@other(
    2)
def test_b():
    assert A

class TestC:
    def test_c(self): pass
    @mark
    def test_d(self):
        pass

def help(): pass
"""
    assert (
        halved(text)
        == """\
A = 1

@mark
def test_a(): pass


class TestC:
    def test_c(self): pass
    pass

def help(): pass
"""
    )


def test_mutants_are_taken_from_all_over_each_function() -> None:
    found = [{"function": "a", "name": number} for number in range(9)] + [{"function": "b", "name": 9}]
    assert [each["name"] for each in spread(found, 3)] == [0, 3, 6, 9]
    assert list(spread(found, None)) == found


def row(module: str, part: str, noticed: int, branches: float, seed: int = 0) -> dict[str, Any]:
    judged = asdict(Score(noticed, 100, 0, 0, 0, 3, (), ()))
    draft: dict[str, Any] = {"files": {}, "seconds": 1.0, "cpu": 1.0, "units": [], "failure": ""}
    coverages = {"alone": {"lines": 10, "branches": 5}, "coverage": {"lines": 60, "branches": branches}}
    figures: dict[str, Any] = {"mutmut": judged, "own": judged, "unasserting": [], "flaky": ["test_a"]}
    return {"module": module, "part": part, "seed": seed, "draft": draft, **coverages, **figures}


def test_a_bar_that_is_missed_is_said_to_be() -> None:
    failed = {**row("m", "pynguin", 0, 0)["draft"], "failure": "it broke"}
    crashed = {"module": "m", "part": "pynguin", "seed": 2, "draft": failed}
    rows = [row("m", "scratch", 61, 55), row("m", "pynguin", 80, 95, 1), crashed]
    told = "\n".join(report(rows))
    assert "| m | Assay | 3 | yes | 0 | +50.0 | +50.0 | 61.0 | 61.0 | 0 | 1 | 1 |" in told
    assert "| m | Pynguin | 3 / - | yes / - | 0 / - | +25.0 | +45.0 | 40.0 | 40.0 | 0 / - | 1 / - | 1 |" in told
    assert "a mean of 62: missed" in told
    assert "Above Pynguin in mutants on each of 1 modules: met" in told
    assert "- m, Pynguin seed 2: it broke" in told
    told = "\n".join(report([row("m", "scratch", 62, 55), row("m", "pynguin", 62, 55)]))
    assert "a mean of 62: met" in told
    assert told.count("not on m") == 2


def test_a_module_for_which_nothing_was_drafted_is_told_and_is_not_unsound() -> None:
    nothing = {"module": "m", "part": "scratch", "seed": 0, "draft": row("m", "scratch", 0, 0)["draft"]}
    assert "| m | Assay | - | - | - | +0.0 | +0.0 | 0.0 | 0.0 | - | - | 1 |" in "\n".join(report([nothing]))
    assert not unsound([nothing])
    assert unsound([nothing, row("n", "scratch", 50, 50)])


def test_with_half_what_counts_is_beyond_the_half() -> None:
    rows = [row("m", "half before", 40, 45), row("m", "half", 70, 65)]
    assert "| m | 3 | 0 | +0.0 | +20.0 | 40.0 | 70.0 | 40.0 | 70.0 | 0 | 1 | 1 |" in "\n".join(report(rows))
