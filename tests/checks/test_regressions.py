from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.checks.regressions import Regression, problem, regressions, sentence
from assay.tools.pytest_journal import Case, Outcome
from assay.tools.pytest_report import SuiteReport

FILE = PurePosixPath("tests/test_x.py")


def report(*cases: Case, uncollected: tuple[Case, ...] = ()) -> SuiteReport:
    return SuiteReport({case.id: case for case in cases}, uncollected)


def case(name: str, outcome: Outcome | None, message: str = "") -> Case:
    return Case(f"tests/test_x.py::{name}", FILE, (FILE, 7), outcome, message)


@pytest.mark.parametrize(
    ("before", "after", "loss"),
    [
        ("passed", "failed", "fails"),
        ("passed", "error", "fails"),
        ("passed", "killed", "does not end"),
        ("passed", "skipped", "is skipped"),
        ("passed", "xfailed", "is skipped"),
        ("passed", "passed", None),
        ("passed", "xpassed", None),
        ("passed", None, None),
        ("failed", "failed", None),
        ("failed", "error", None),
        ("skipped", "failed", None),
        (None, "failed", None),
        ("xpassed", "failed", None),
    ],
)
def test_only_what_passed_before_can_become_worse(
    before: Outcome | None, after: Outcome | None, loss: str | None
) -> None:
    found = regressions(report(case("test_a", before)), report(case("test_a", after)))
    assert [each.loss for each in found] == ([loss] if loss else [])


@pytest.mark.parametrize("before", ["passed", "failed", "skipped", None])
def test_whatever_was_collected_and_is_not_any_more_is_gone(before: Outcome | None) -> None:
    found = regressions(report(case("test_a", before)), report())
    assert [(each.loss, each.case.id) for each in found] == [("is gone", "tests/test_x.py::test_a")]


def test_a_file_that_cannot_be_imported_says_why_its_tests_are_gone() -> None:
    broken = Case("tests/test_x.py", FILE, (FILE, 1), "error", "ImportError: no b\nmore")
    found = regressions(report(case("test_a", "passed"), case("test_b", "passed")), report(uncollected=(broken,)))
    assert sentence(found) == (
        "2 tests are gone that were there before: tests/test_x.py:1 test_a (ImportError: no b), "
        "tests/test_x.py:1 test_b (ImportError: no b)"
    )


def test_a_sentence_names_the_first_few_of_each_kind() -> None:
    cases = [case(f"test_{number}", "failed", "AssertionError: assert 0\nwhere") for number in range(7)]
    found = [*(Regression("fails", each) for each in cases), Regression("is skipped", Case("odd id"))]
    assert sentence(found) == (
        "7 tests fail that passed before: "
        + ", ".join(f"tests/test_x.py:7 test_{number} (AssertionError: assert 0)" for number in range(5))
        + " and 2 more; 1 test is skipped that passed before: odd id"
    )


def test_the_same_failure_reads_the_same_in_every_run() -> None:
    first, second = (
        problem(Regression("fails", case("test_a", "failed", f"assert 1\n where <f at 0x7f{number}>")))
        for number in (123, 456)
    )
    assert first == second
    assert first is not None
    assert (first.path, first.start.line, first.code, first.source) == (FILE, 6, "fails", "pytest")
    assert problem(Regression("is gone", Case("odd id"))) is None
