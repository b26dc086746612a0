"""Which faults outside of functions are tried, and what is left alone."""

from __future__ import annotations

import pytest

from assay.syntax.tree import parse
from assay.tools.outside_faults import outside
from assay.tools.subject import functions

MODULE = """
import logging
from typing import Optional, TypeVar

__version__ = "1.2"
LOG = logging.getLogger("shop")
Name = TypeVar("Name")
Price = Optional["Money"]
BASE = 7
RATE: float = 1.5
TWICE = 1
TWICE = 2
TABLE = {"one": BASE}
OTHER = 9
first = second = 4


def price(kind: Name, count: int = 3, sign: str = "-", *, far: bool = False, near: object = None) -> Price:
    LOG.info(__version__)
    return TABLE[kind] * RATE * count * TWICE * first


class Till:
    coins, NOTES = 3, 4
    LEAST = 5
    MOST = 6

    def holds(self) -> int:
        return self.LEAST


class Big(Till):
    LEAST = 8

    def more(self) -> int:
        return self.LEAST
"""


def _found(name: str) -> list[str]:
    tree = parse(MODULE)
    scope = next(each for each in functions(tree) if each.name == name)
    return [f"{each.old} -> {each.new}" for each in outside(tree, (scope,))]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (
            "price",
            ["7 -> (7 + 1)", "1.5 -> (1.5 + 1)", '"one" -> "XXone"', "3 -> (3 + 1)", '"-" -> "XX-"', "False -> True"],
        ),
        ("holds", ["5 -> (5 + 1)"]),
        ("more", []),
    ],
)
def test_defaults_and_what_the_names_in_it_stand_for(name: str, found: list[str]) -> None:
    assert _found(name) == found


def test_a_text_with_a_prefix_keeps_it() -> None:
    text = 'A, B = 1, 2\nC = r\'a\' b\'\' f"{x}" """long"""\n\n\ndef f():\n    return C\n'
    tree = parse(text)
    (scope,) = functions(tree)
    assert [each.new for each in outside(tree, (scope,))] == ["r'XXa'", "b'XX'", 'f"XX{x}"']
