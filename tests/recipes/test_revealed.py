"""Types in a checker's words become types that can be written, or nothing."""

from __future__ import annotations

import importlib
from pathlib import PurePosixPath

import pytest

from assay.core.diagnostics import Diagnostic
from assay.core.text import Position
from assay.recipes.revealed import ELLIPSIS, EMPTY_TUPLE, NONE, PUBLIC, Type, joined, of_class, of_note_in_part, read

INT, STR, BOOL = Type("int"), Type("str"), Type("bool")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("builtins.str", STR),
        ("str", STR),
        ("Literal['a']?", STR),
        ("Literal[b'']", Type("bytes")),
        ("Literal[-1]?", INT),
        ("Literal[True]?", BOOL),
        ("Literal[socket.AddressFamily.AF_INET]?", Type("socket.AddressFamily")),
        ("Literal[pkg.Color.RED] | None", Type("", (Type("pkg.Color"), NONE))),
        ("_io.BytesIO", Type("io.BytesIO")),
        ("_io.TextIOWrapper[_io._WrappedBuffer]", Type("io.TextIOWrapper")),
        ("list[_asyncio.Task[int]]", Type("list", (Type("asyncio.Task", (INT,)),))),
        ("None", NONE),
        ("int | None", Type("", (INT, NONE))),
        ("Union[builtins.int, None]", Type("", (INT, NONE))),
        ("typing.Optional[int]", Type("", (INT, NONE))),
        ("str | Literal[0] | None", Type("", (STR, INT, NONE))),
        ("re.Match[str]", Type("re.Match", (STR,))),
        ("dict[str, list[int]]", Type("dict", (STR, Type("list", (INT,))))),
        ("tuple[int, ...]", Type("tuple", (INT, ELLIPSIS))),
        ("tuple[()]", EMPTY_TUPLE),
        ("tuple[()] | None", Type("", (EMPTY_TUPLE, NONE))),
        ("type[r.It]", Type("type", (Type("r.It"),))),
    ],
)
def test_what_can_be_written_is_read(words: str, expected: Type) -> None:
    assert read(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Any", "list[Any]", "dict[str, Any | None]", "list[Never]", "def (int) -> str", "object", "T`-1", "list[()]",
        "list[Unknown]", "", "list[", "int]", "int |", "a b", "Overload(def (), def ())", "<nothing>", "Self",
    ],
)  # fmt: skip
def test_what_is_unknown_or_cannot_be_written_is_nothing(words: str) -> None:
    assert read(words) is None


def told(words: str) -> Diagnostic:
    here = Position(0, 0)
    return Diagnostic(PurePosixPath("a.py"), here, here, f'Revealed type is "{words}"', "", "mypy", "note")


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("def (x: Any) -> shop.Box", "Box", "shop.Box"),
        ("def (x: def (int) -> str) -> shop.Box", "Box", "shop.Box"),
        ("Overload(def (int) -> bytes, def () -> bytes)", "bytes", "bytes"),
        ("def (initial_bytes: typing_extensions.Buffer =) -> _io.BytesIO", "BytesIO", "io.BytesIO"),
    ],
)
def test_what_makes_things_of_its_own_name_is_a_class(words: str, name: str, expected: str) -> None:
    assert of_class(told(words), name) == Type("type", (Type(expected),))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("def () -> shop.Box", "box"),
        ("def () -> Any", "Any"),
        ("def [T] () -> list[T]", "list"),
        ("Overload(def () -> list[T], def (int) -> list[T])", "list"),
        ("Overload(def () -> shop.Box, def (int) -> shop.Bag)", "Box"),
        ("shop.Box", "Box"),
        ("def () -> shop.Box | None", "Box"),
    ],
)
def test_what_makes_other_things_is_no_class(words: str, name: str) -> None:
    assert of_class(told(words), name) is None


@pytest.mark.parametrize(("module", "name"), sorted(PUBLIC.items()))
def test_what_a_module_gives_another_one_is_the_same_there(module: str, name: str) -> None:
    inside, public = importlib.import_module(module), importlib.import_module(name)
    classes = [each for each in vars(inside) if isinstance(getattr(inside, each), type) and hasattr(public, each)]
    assert classes
    assert all(getattr(inside, each) is getattr(public, each) for each in classes if not each.startswith("_"))


def test_types_join_into_one_each_once_and_none_last() -> None:
    assert joined([NONE, INT, Type("", (INT, STR))]) == Type("", (INT, STR, NONE))
    assert joined([INT, BOOL]) == INT
    assert joined([STR, STR]) == STR


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("str | Any", STR),
        ("str | Any | None", Type("", (STR, NONE))),
        ("Union[builtins.str, Any]", STR),
        ("tuple[str | Any, ...]", Type("tuple", (STR, ELLIPSIS))),
        ("Any | None", NONE),
        ("int", INT),
        ("Any", None),
        ("list[Any]", None),
        ("list[Any] | None", None),
        ("dict[str, Any] | Any", None),
        ("shop.Anything | Any", Type("shop.Anything")),
    ],
)
def test_of_a_union_the_part_that_is_known_is_read(words: str, expected: Type | None) -> None:
    here = Position(0, 0)
    note = Diagnostic(PurePosixPath("shop.py"), here, here, f'Revealed type is "{words}"', "misc", "mypy", "note")
    assert of_note_in_part(note) == expected
