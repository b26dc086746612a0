"""Kinds of values that tests showed, as types."""

from __future__ import annotations

import pytest

from assay.core.snapshot import Snapshot
from assay.recipes.revealed import Type, is_told, read
from assay.recipes.seen import type_of_all
from assay.recipes.sources import Sources
from assay.tools.watched import Kind

INT, TEXT, NOTHING = Kind("builtins.int"), Kind("builtins.str"), Kind("builtins.NoneType")


SHOP = """
class Item: ...
class Book(Item): ...
class Atlas(Book): ...
class Pen(Item): ...
class Cup(Item): ...
class Till: ...
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("seen")
    (folder / "shop.py").write_text(SHOP)
    return Sources(Snapshot(folder))


def of_shop(*names: str) -> list[Kind]:
    return [Kind(f"shop.{name}") for name in names]


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
        (of_shop("Atlas", "Book"), "shop.Book"),
        (of_shop("Book", "Pen"), "shop.Book | shop.Pen"),
        ([*of_shop("Atlas", "Pen", "Cup", "Item"), NOTHING], "shop.Item | None"),
        ([*of_shop("Book", "Pen", "Cup", "Atlas")], "shop.Book | shop.Pen | shop.Cup"),
        ([holding("builtins.list", (*of_shop("Atlas", "Item"),))], "list[shop.Item]"),
    ],
)
def test_what_all_of_them_are(sources: Sources, kinds: list[Kind], expected: str) -> None:
    assert type_of_all(sources, [kinds]) == read(expected)
    assert type_of_all(sources, [[kind] for kind in kinds]) == read(expected)


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
        of_shop("Book", "Pen", "Cup", "Till"),
    ],
)
def test_what_has_no_type(sources: Sources, kinds: list[Kind]) -> None:
    assert type_of_all(sources, [kinds]) is None


def test_what_says_nothing(sources: Sources) -> None:
    assert type_of_all(sources, [[NOTHING]]) is None
    assert type_of_all(sources, [[holding("builtins.tuple")]]) is None
    assert not any(map(is_told, (Type("None"), read("tuple[()]") or Type("None"))))
    assert is_told(Type("int"))
