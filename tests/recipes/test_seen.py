"""Kinds of values that tests showed, as types."""

from __future__ import annotations

import pytest

from assay.recipes.revealed import Type, is_told, read
from assay.recipes.seen import type_of_all
from assay.tools.watched import Kind

INT, TEXT, NOTHING = Kind("builtins.int"), Kind("builtins.str"), Kind("builtins.NoneType")


def holding(name: str, *places: tuple[Kind, ...]) -> Kind:
    return Kind(name, places)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([INT], "int"),
        ([INT, Kind("builtins.bool")], "int"),
        ([NOTHING, INT], "int | None"),
        ([holding("builtins.list", ()), holding("builtins.list", (INT,))], "list[int]"),
        ([holding("builtins.list", (TEXT,)), holding("builtins.list", (NOTHING,))], "list[str | None]"),
        ([holding("builtins.dict", (INT,), (holding("builtins.set", (TEXT,)),))], "dict[int, set[str]]"),
        ([holding("builtins.tuple", (INT,), (TEXT,))], "tuple[int, str]"),
        ([holding("builtins.tuple", (INT,)), holding("builtins.tuple", (INT,), (INT,))], "tuple[int, ...]"),
        ([holding("tuple*", (INT, TEXT))], "tuple[int | str, ...]"),
        ([holding("type", (Kind("shop.Item"),))], "type[shop.Item]"),
        ([Kind("_io.BytesIO")], "io.BytesIO"),
        ([Kind("builtins.code")], "types.CodeType"),
        ([holding("re.Pattern", (TEXT,))], "re.Pattern[str]"),
    ],
)
def test_what_all_of_them_are(kinds: list[Kind], expected: str) -> None:
    assert type_of_all([kinds]) == read(expected)
    assert type_of_all([[kind] for kind in kinds]) == read(expected)


@pytest.mark.parametrize(
    "kinds",
    [
        [],
        [Kind("builtins.object")],
        [Kind("shop.make.<locals>.Item")],
        [Kind("shop.Box[?]")],
        [Kind("?")],
        [Kind("unittest.mock.Mock")],
        [Kind("tests.doubles.Item")],
        [Kind("test_shop.Item")],
        [Kind("conftest.Item")],
        [Kind("__main__.Item")],
        [INT, Kind("unittest.mock.MagicMock")],
        [holding("builtins.list", (Kind("test_shop.Item"),))],
        [holding("builtins.list", ())],
        [Kind("builtins.list")],
        [holding("builtins.dict", (INT,), ())],
        [INT, TEXT, Kind("builtins.bytes"), NOTHING],
    ],
)
def test_what_has_no_type(kinds: list[Kind]) -> None:
    assert type_of_all([kinds]) is None


def test_what_says_nothing() -> None:
    assert type_of_all([[NOTHING]]) is None
    assert type_of_all([[holding("builtins.tuple")]]) is None
    assert not any(map(is_told, (Type("None"), read("tuple[()]") or Type("None"))))
    assert is_told(Type("int"))
