"""What became worse from one run of the tests to another, and the words for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assay.core.diagnostics import Diagnostic
from assay.core.text import Position
from assay.tools.pytest_journal import Case, Line
from assay.tools.pytest_report import SuiteReport

SHOWN = 5
"""Tests named in a sentence; all of them are among the problems."""

BAD = ("failed", "error")
"""Outcomes of a test that did not pass, and came to its end."""

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")

Loss = Literal["fails", "does not end", "is skipped", "is gone"]
_LOSSES: dict[str | None, Loss] = {
    "failed": "fails",
    "error": "fails",
    "killed": "does not end",
    "skipped": "is skipped",
    "xfailed": "is skipped",
}
_PLURALS: dict[Loss, str] = {
    "fails": "fail",
    "does not end": "do not end",
    "is skipped": "are skipped",
    "is gone": "are gone",
}


@dataclass(frozen=True, slots=True)
class Regression:
    """One test that passed before and does not now, or is no longer collected; `case` is the test as it is now."""

    loss: Loss
    case: Case


def regressions(before: SuiteReport, after: SuiteReport) -> tuple[Regression, ...]:
    """The tests that came out worse. One that did not get its turn in either run is none."""
    broken = {case.file: case for case in after.uncollected}
    found: list[Regression] = []
    for name, case in before.cases.items():
        now = after.cases.get(name)
        if now is None:
            why = broken.get(case.file)
            found.append(
                Regression(
                    "is gone",
                    Case(name, case.file, why.place if why else case.place, message=why.message if why else ""),
                )
            )
        elif case.outcome == "passed" and (loss := _LOSSES.get(now.outcome)):
            found.append(Regression(loss, now))
    return tuple(found)


def refuting(before: SuiteReport, after: SuiteReport, raising: Collection[Line]) -> tuple[Regression, ...]:
    """The tests that failed before and now fail at one of these lines, which the patch makes to raise.

    What the patch takes to be a mistake of the caller is what such a test does, and wants another answer to.
    """
    return tuple(
        Regression("fails", case)
        for name, case in after.cases.items()
        if case.outcome in BAD and case.place in raising and name in before.cases and before.cases[name].outcome in BAD
    )


def refutation(found: Collection[Regression]) -> str:
    """Such tests in words; empty where there are none."""
    if not found:
        return ""
    subject = "1 test that failed before fails" if len(found) == 1 else f"{len(found)} tests that failed before fail"
    return f"{subject} of what the patch raises: {first_few(tuple(found))}"


def sentence(found: Iterable[Regression]) -> str:
    """All of them in words: how many of each kind, and the first few by name."""
    kinds: dict[Loss, list[Regression]] = {}
    for regression in found:
        kinds.setdefault(regression.loss, []).append(regression)
    return "; ".join(_of_a_kind(loss, each) for loss, each in kinds.items())


def first_few(found: Sequence[Regression]) -> str:
    """The first of them by name, and how many more there are."""
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{', '.join(_named(each.case) for each in found[:SHOWN])}{more}"


def _of_a_kind(loss: Loss, found: list[Regression]) -> str:
    was = "was there" if loss == "is gone" else "passed"
    subject = f"1 test {loss}" if len(found) == 1 else f"{len(found)} tests {_PLURALS[loss]}"
    if loss == "is gone" and len(found) > 1:
        was = "were there"
    return f"{subject} that {was} before: {first_few(found)}"


def _named(case: Case) -> str:
    name = case.id.partition("::")[2] or case.id
    place = f"{case.place[0]}:{case.place[1]} " if case.place else ""
    why = case.message.partition("\n")[0]
    return f"{place}{name}{f' ({why})' if why else ''}"


def problem(regression: Regression) -> Diagnostic | None:
    """The regression as something that the next attempt can look at; None where no place is known."""
    case = regression.case
    if case.place is None:
        return None
    start = Position(case.place[1] - 1, 0)
    said = _ADDRESS.sub("", case.message)  # it differs from run to run, and the same failure must read the same
    message = f"{case.id} {regression.loss}: {said}" if said else f"{case.id} {regression.loss}"
    return Diagnostic(case.place[0], start, start, message, regression.loss.replace(" ", "-"), "pytest")
