"""Why no call is worth keeping is said as it is: what notices the faults already is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from assay.core.text import Span
from assay.recipes.drafting.case import Case
from assay.recipes.drafting.selecting import asserting, selected, why_none_kept
from assay.tools.mutants import Mutant
from assay.tools.mutation import Reached, Session

OWN, DRAFTS = PurePosixPath("tests/test_a.py"), PurePosixPath("tests/test_assay_drafts.py")
FAULTS = tuple(Mutant(Span(number, number + 1), "1", "2", number) for number in range(2))


def case_of(file: PurePosixPath, name: str, noticed: Iterable[int], *acts: str, passed: bool = True) -> Reached:
    """A test that noticed these faults, by accident."""
    return Reached(
        id=f"{file}::{name}",
        file=file,
        passed=passed,
        again=True,
        acts=acts,
        ways=frozenset(),
        lines=frozenset(),
        noticed=frozenset(noticed),
        asserted=frozenset(),
    )


SAID = {
    "no test passes": ([case_of(DRAFTS, "test_0_", [], passed=False)], "no call of it comes to the same in a test"),
    "all do something": ([case_of(DRAFTS, "test_0_", [0], "sleeps")], "each call of it sleeps"),
    "nothing is noticed": (
        [case_of(DRAFTS, "test_0_", [])],
        "no call of it notices a fault (of 2 that were tried)",
    ),
    "others notice it": (
        [case_of(DRAFTS, "test_0_", [0]), *(case_of(OWN, f"test_x[{row}]", [0, 1]) for row in "ab")],
        "each fault that a call of it notices is noticed already by tests/test_a.py::test_x",
    ),
    "many others do": (
        [case_of(DRAFTS, "test_0_", [0]), *(case_of(OWN, f"test_{name}", [0]) for name in "abcde")],
        (
            "each fault that a call of it notices is noticed already by tests/test_a.py::test_a, "
            "tests/test_a.py::test_b, tests/test_a.py::test_c and 2 more"
        ),
    ),
    "by accident alone": (
        [case_of(DRAFTS, "test_0_", [0, 1]), case_of(OWN, "test_x", [0])],
        "a test of it would notice faults by failing before it comes to what it asserts, and by no more",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_said_why(name: str) -> None:
    tests, said = SAID[name]
    assert why_none_kept(Session(FAULTS, tuple(tests), frozenset()), DRAFTS) == said


def test_no_case_is_kept_for_a_fault_that_another_one_likely_notices() -> None:
    cases = [Case("f(0)", cost=1), Case("f(1)", cost=2)]
    noticed = {0: frozenset({9}), 1: frozenset({1})}
    assert selected(cases, noticed, frozenset()) == (0, 1)
    assert selected(cases, noticed, frozenset(), {1: frozenset({9})}) == (1,)
    assert selected(cases, {0: frozenset({9})}, frozenset(), {0: frozenset({1})}) == (0,)


def test_of_cases_that_notice_the_same_those_that_take_more_ways_are_kept() -> None:
    cases = [Case(f"f({number})", cost=number) for number in range(4)]
    noticed = {0: frozenset({1}), 1: frozenset({2}), 2: frozenset({1}), 3: frozenset({2})}
    ways = {0: frozenset({"4+"}), 1: frozenset({"4+"}), 2: frozenset({"4-", "6+"}), 3: frozenset({"6+"})}
    assert selected(cases, noticed, frozenset()) == (0, 1)
    assert selected(cases, noticed, frozenset(), ways=ways) == (1, 2)
    no_way_lost = {**ways, 0: frozenset({"4+", "4-", "7+"})}
    assert selected(cases, noticed, frozenset(), ways=no_way_lost) == (0, 3)


def test_no_case_is_kept_for_its_ways_that_notices_too_little() -> None:
    cases = [Case(f"f({number})", cost=number) for number in range(3)]
    noticed: dict[int, frozenset[int]] = {0: frozenset({1, 2}), 1: frozenset({1}), 2: frozenset()}
    ways = {0: frozenset({"4+"}), 1: frozenset({"4-"}), 2: frozenset({"6+"})}
    assert selected(cases, noticed, frozenset(), ways=ways) == (0,)
    more = {**noticed, 1: frozenset({1, 3})}
    assert selected(cases, more, frozenset({3}), ways=ways) == (0,)


def test_each_test_has_a_case_that_notices_something_by_what_it_asserts() -> None:
    cases = [Case(f"f({number})", cost=number) for number in range(4)]
    noticed = {0: frozenset({1}), 1: frozenset({1, 2}), 2: frozenset({2, 3}), 3: frozenset({3})}
    shapes = {0: "a", 1: "b", 2: "b", 3: "a"}

    def chosen(*able: int) -> tuple[int, ...]:
        return asserting(lambda among: selected(cases, among, frozenset()), noticed, shapes, able)

    assert chosen(0, 1, 2, 3) == (1, 2)
    assert chosen(0, 2) == (1, 2), "one case of the test is enough"
    assert chosen(0) == (0, 3)
    assert chosen(3) == (0, 3)
    assert chosen() == ()
