"""What is made of the code under test is made in the test; what a table holds is what it is made of."""

from __future__ import annotations

import pytest

from assay.recipes.drafting.case import Case, filled
from assay.recipes.drafting.making import made_within

MADE = {
    "Size(3)": ("a < Size(other)", {"a": "1", "other": "3"}),
    "Size(3, height=4)": (
        "a < Size(other_1, height=other_height)",
        {"a": "1", "other_1": "3", "other_height": "4"},
    ),
    "Size.of('3')": ("a < Size.of(other)", {"a": "1", "other": "'3'"}),
    "Size(f(3))": ("a < Size(f(3))", {"a": "1"}),
    "Size()": ("a < Size()", {"a": "1"}),
    "Size(1).state()": ("a < Size(1).state()", {"a": "1"}),
    "[Size(1)]": ("a < [Size(1)]", {"a": "1"}),
    "Other(3)": ("a < other", {"a": "1", "other": "Other(3)"}),
    "3": ("a < other", {"a": "1", "other": "3"}),
}


@pytest.mark.parametrize("source", MADE)
def test_what_is_made_of_a_value(source: str) -> None:
    judged, given = MADE[source]
    found = made_within(Case("a < other", (("a", "1"), ("other", source))), {"Size"})
    assert (found.judged, dict(found.given)) == (judged, given)


def test_what_lines_need_is_made_in_them() -> None:
    case = Case("size.add(1)", (("other", "Size(3)"),), ("size = other",), "size")
    found = made_within(case, {"Size"})
    assert found.lines == ("size = Size(other)",)
    assert found.given == (("other", "3"),)


def test_a_name_that_is_taken_is_left_alone() -> None:
    case = Case("f(other, other_1)", (("other", "Size(3, 4)"), ("other_1", "5")))
    found = made_within(case, {"Size"})
    assert found.judged == "f(Size(3, other_2), other_1)"
    assert found.given == (("other_2", "4"), ("other_1", "5"))


@pytest.mark.parametrize("source", ["'1.2+abc'", "f('a')"])
def test_a_value_stands_as_it_is_written(source: str) -> None:
    assert filled(source, {}) == source
