"""What a type checker says is put into a container, joined to the type that it was declared to have."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.core.diagnostics import Diagnostic
from assay.core.text import Position
from assay.recipes.put_in import admitting_put
from assay.recipes.revealed import read
from assay.syntax.tree import parse

LINES = (
    "self.routes[key] = value",
    "self.routes[key].append(value)",
    "self.others[key] = value",
    "print(self.routes[key])",
    "self.routes.get(value)",
)
TREE = parse("".join(f"{line}\n" for line in LINES))


def said(message: str, code: str, line: int = 0) -> Diagnostic:
    return Diagnostic(PurePosixPath("a.py"), Position(line, 0), Position(line, 6), message, code, "mypy")


def key(got: str, wanted: str, line: int = 0) -> Diagnostic:
    return said(f'Invalid index type "{got}" for "dict[X, Y]"; expected type "{wanted}"', "index", line)


def value(got: str, wanted: str, line: int = 0) -> Diagnostic:
    words = f'Incompatible types in assignment (expression has type "{got}", target has type "{wanted}")'
    return said(words, "assignment", line)


def added(got: str, wanted: str, line: int = 1) -> Diagnostic:
    return said(
        f'Argument 1 to "append" of "list" has incompatible type "{got}"; expected "{wanted}"', "arg-type", line
    )


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [
        (
            "dict[tuple[int, str], int]",
            key("tuple[int, Any | None]", "tuple[int, str]"),
            "dict[tuple[int, str | None], int]",
        ),
        ("dict[tuple[int, str], int]", key("tuple[Any, ...]", "tuple[int, str]"), "dict[tuple[int | str, ...], int]"),
        ("dict[str, str]", key("int", "str"), "dict[str | int, str]"),
        ("dict[str, str]", value("int", "str"), "dict[str, str | int]"),
        ("dict[str, int | None]", value("Any | str", "int | None"), "dict[str, int | str | None]"),
        (
            "dict[str, list[re.Pattern[str]]]",
            value("tuple[str, str, str]", "list[Pattern[str]]"),
            "dict[str, list[re.Pattern[str]] | tuple[str, str, str]]",
        ),
        (
            "dict[str, list[re.Pattern[str]]]",
            value("list[Pattern[Any] | None]", "list[Pattern[str]]"),
            "dict[str, list[re.Pattern[str] | None]]",
        ),
        ("dict[str, list[int]]", added("str", "int"), "dict[str, list[int | str]]"),
        ("list[list[shop.Item]]", added("tuple[Item, int]", "Item"), "list[list[shop.Item | tuple[shop.Item, int]]]"),
        ("dict[str, tuple[int, ...]]", value("tuple[Any, str]", "tuple[int, ...]"), "dict[str, tuple[int | str, ...]]"),
    ],
)
def test_it_is_admitted(kind: str, told: Diagnostic, expected: str) -> None:
    before, after = read(kind), read(expected)
    assert before is not None
    assert admitting_put(before, TREE, "routes", [told]) == after


def test_all_that_is_told_at_once() -> None:
    kind = read("dict[str, list[int]]")
    told = [key("bytes", "str"), key("int", "str"), added("str", "int"), added("None", "int"), key("Any", "str")]
    assert kind is not None
    assert admitting_put(kind, TREE, "routes", told) == read("dict[str | bytes | int, list[int | str | None]]")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("dict[str, int]", value("Any", "str")),
        ("dict[str, int]", value("list[Any]", "int")),
        ("dict[str, int]", value("Item", "int")),
        ("dict[str, int]", value("object", "int")),
        ("dict[str, int]", value("def (x: Any) -> Any", "int")),
        ("dict[str, int]", value("str", "bytes")),
        ("dict[str, int]", value("str", "int", line=2)),
        ("dict[str, int]", key("int", "str", line=3)),
        ("dict[int, str]", added("None", "str", line=4)),
        ("dict[str, list[list[int]]]", added("tuple[int]", "tuple[str]")),
        ("dict[int, dict[int, str]]", key("str", "int")),
        ("dict[str, int | str | bytes]", value("list[int]", "int | str | bytes")),
    ],
)
def test_it_is_not_known_or_another(kind: str, told: Diagnostic) -> None:
    before = read(kind)
    assert before is not None
    assert admitting_put(before, TREE, "routes", [told]) == before
