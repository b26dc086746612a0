"""What a person reads of a unit on the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from assay.cli import report
from assay.core.check import CheckResult, Json
from assay.core.outcome import Outcome, Verdict
from assay.core.summary import Applied
from support.receipts import PASSED, RECEIPT, SHARE, receipt_of

SKIPPED = CheckResult("tests", required=True, status="skipped", summary="not run", reason="no sandbox on this system")
APPLIED = Applied(1, "applied", "applied to src/mean.py", (PurePosixPath("src/mean.py"),), ())


def test_a_unit_is_its_verdict_its_checks_and_its_diff() -> None:
    assert report.unit(RECEIPT.statement(), None, applying=False) == (
        "src/mean.py:3:5: Implicit Optional\n"
        "verified: parses, types and tests passed\n"
        "  passed  parses: 1 file parses\n"
        "  passed  types: the error is gone, nothing new in 12 files [mypy 2.4.1]\n"
        "  passed  tests (not required): 3 tests pass [pytest 9.2.0]\n"
        "  not verified: No check tells whether None makes sense to callers.\n"
        "  not checked: at most 5 lines\n"
        "  not checked: keep it pretty\n"
        "\n"
        "--- a/src/mean.py\n"
        "+++ b/src/mean.py\n"
        "@@ -1 +1 @@\n"
        "-def mean(xs: list = None): ...\n"
        "+def mean(xs: list | None = None): ...\n"
        "\n"
        "another way: --after 5f2b8c1d9e0a --intent TEXT\n"
        "not applied; apply with --apply\n"
    )


def test_what_a_model_had_to_do_with_it_is_one_line() -> None:
    lines = report.unit(replace(RECEIPT, share=SHARE).statement(), None, applying=False).splitlines()
    assert lines[8] == (
        "  model: coder-30b at https://models.example.com:8443; 4,500 tokens; 0.013 EUR; "
        "12,345 bytes left the machine, from src/mean.py, src/sum.py; 3 places made unreadable"
    )


@pytest.mark.parametrize(
    ("statement", "applied", "applying", "last"),
    [
        (RECEIPT.statement(), APPLIED, True, "applied to src/mean.py"),
        (
            RECEIPT.statement(),
            replace(APPLIED, state="stale", message="src/mean.py: changed since it was verified; run it again"),
            True,
            "stale: src/mean.py: changed since it was verified; run it again",
        ),
        (
            receipt_of(*PASSED, SKIPPED, verdict="partial").statement(),
            None,
            False,
            "not applied; apply with --apply --confirm partial",
        ),
    ],
)
def test_it_says_what_became_of_the_patch(
    statement: dict[str, Any], applied: Applied | None, *, applying: bool, last: str
) -> None:
    assert report.unit(statement, applied, applying=applying).splitlines()[-1] == last


def test_a_skipped_check_says_why() -> None:
    statement = receipt_of(PASSED[0], SKIPPED, verdict="partial").statement()
    lines = report.unit(statement, None, applying=False).splitlines()
    assert lines[1:4] == [
        "partial: tests not run: no sandbox on this system; parses passed",
        "  passed  parses: 1 file parses",
        "  skipped tests: not run; no sandbox on this system",
    ]


def test_a_check_that_judged_only_a_part_does_not_read_as_passed() -> None:
    tests = replace(PASSED[2], required=True, summary="0 of 3 tests pass", incomplete="no test passed before the patch")
    lines = report.unit(receipt_of(tests, verdict="partial").statement(), None, applying=False).splitlines()
    assert lines[1:3] == [
        "partial: tests in part: no test passed before the patch",
        "  in part tests: 0 of 3 tests pass; no test passed before the patch [pytest 9.2.0]",
    ]


def test_what_survives_is_shown_below_its_check() -> None:
    figures: dict[str, Json] = {"mutants": 3, "killed": 2, "survivors": ["@@ line 2 @@\n-\x1ba\n+b"]}
    lines = report.unit(receipt_of(replace(PASSED[0], after=figures)).statement(), None, applying=False).splitlines()
    assert lines[3].strip().startswith("1 survive; to have number N noticed: --survivor ")
    assert [each.strip() for each in lines[4:7]] == ["1. @@ line 2 @@", "-<U+001B>a", "+b"]


def test_without_a_proposal_there_is_nothing_to_apply() -> None:
    unsolved = replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "unsolved", (), "no recipe fits"))
    assert report.unit(unsolved.statement(), None, applying=True) == (
        "src/mean.py:3:5: Implicit Optional\nunsolved: no recipe fits\n"
    )


@pytest.mark.parametrize("verdict", ["rejected", "unsolved", "cancelled"])
def test_a_change_that_is_not_offered_does_not_read_as_one_that_is(verdict: Verdict) -> None:
    failed = replace(PASSED[1], status="failed", summary="3 errors more", reason="3 errors more")
    receipt = receipt_of(PASSED[0], failed, verdict=verdict, reason="nothing is left that holds")
    lines = report.unit(receipt.statement(), None, applying=False).splitlines()
    assert lines[lines.index("--- a/src/mean.py") - 1] == "tried last, and not offered:"
    assert lines[-1].startswith("+def")


def test_text_of_the_repository_cannot_steer_the_terminal() -> None:
    statement = RECEIPT.statement()
    predicate = statement["predicate"]
    predicate["target"]["title"] = predicate["checks"][0]["summary"] = "\x1b[2J\r\x9b1m\u202e"
    predicate["patch"]["diff"] = "+\x1b]52;c;AAAA\x07\tx\r\n"
    shown = report.unit(statement, None, applying=False)
    assert "src/mean.py:3:5: <U+001B>[2J<U+000D><U+009B>1m<U+202E>\n" in shown
    assert "+<U+001B>]52;c;AAAA<U+0007>\tx\n" in shown
    assert not set(shown) & set("\x1b\r\x9b\u202e\x07")


def test_what_no_checker_pointed_at_is_not_called_an_error() -> None:
    unsolved = replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "unsolved", (), "not drafted, because"))
    errors, asked = [RECEIPT.statement(), unsolved.statement()], [RECEIPT.statement(), unsolved.statement()]
    for statement in asked:
        for each in statement["predicate"]["target"]["diagnostics"]:
            each["source"] = "assay"
    count = len(errors[0]["predicate"]["target"]["diagnostics"])
    assert f"; {count} error{'s'[: count - 1]} solved and verified" in report.total(errors)
    assert report.total(asked) == "2 in all: 1 verified, 1 unsolved"
    assert "unsolved: not drafted, because\n" in report.unsolved(asked[1:])
