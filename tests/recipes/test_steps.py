"""What comes of `x += y` is told for numbers, texts and lists alone."""

from __future__ import annotations

import pytest

from assay.recipes.revealed import read
from assay.recipes.steps import stepped


@pytest.mark.parametrize(
    ("before", "sign", "operand", "expected"),
    [
        ("int", "+=", "float", "float"),
        ("int", "/=", "int", "float"),
        ("int", "//=", "int", "int"),
        ("bool", "+=", "bool", "int"),
        ("int | None", "-=", "int", "int"),
        ("float", "*=", "int", "float"),
        ("str", "+=", "str", "str"),
        ("bytes", "*=", "int", "bytes"),
        ("str", "%=", "dict[str, int]", "str"),
        ("list[int]", "+=", "tuple[int, ...]", "list[int]"),
    ],
)
def test_what_is_told(before: str, sign: str, operand: str, expected: str) -> None:
    was, other = read(before), read(operand)
    assert was is not None
    assert other is not None
    assert stepped([was], sign, other) == read(expected)


@pytest.mark.parametrize(
    ("before", "sign", "operand"),
    [
        ("int", "+=", "decimal.Decimal"),
        ("int", "*=", "str"),
        ("str", "+=", "bytes"),
        ("str", "-=", "str"),
        ("bytes", "%=", "int"),
        ("list[int]", "*=", "int"),
        ("None", "+=", "int"),
        ("shop.Till", "+=", "int"),
        ("str | int", "+=", "int"),
    ],
)
def test_what_is_not_told(before: str, sign: str, operand: str) -> None:
    was, other = read(before), read(operand)
    assert was is not None
    assert other is not None
    assert stepped([was], sign, other) is None
