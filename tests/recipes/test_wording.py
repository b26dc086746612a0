"""Each kind of error, as the real checkers say it, is read as what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest

from assay.core.diagnostics import Diagnostic
from assay.core.text import Position
from assay.recipes.wording.meaning import Meaning
from assay.recipes.wording.read import is_about_none, meaning
from support.checked import said
from support.sandboxes import write_tree

CHECKERS = ("mypy", "pyright", "basedpyright", "ty", "pyrefly")

KINDS = """\
import re
from typing import Dict, List, Optional, cast


class Thing:
    size: int = 1

    def __call__(self) -> int:
        return 1

    def __enter__(self) -> int:
        return 1

    def __exit__(self, *a: object) -> None: ...

    def method(self, a: int) -> int:
        return a


def implicit(
    a: int = None,  #: implicit optional
    *,
    b: Dict[str, int] = None,  #: implicit optional
) -> None: ...


async def nones(
    t: Optional[Thing], d: Optional[Dict[str, int]], n: Optional[int], s: Optional[str], many: Optional[List[int]]
) -> None:
    t.size  #: none attribute
    t.method(1)  #: none attribute
    re.match("a", "b").group()  #: none attribute
    d["a"]  #: none index
    d["b"] = 3  #: none index
    for each in many:  #: none iteration
        print(each)
    a, b = many  #: none iteration
    print([y for y in many])  #: none iteration
    print(*many)  #: none iteration
    n + 1  #: none operand
    1 + n  #: none operand
    n < 1  #: none operand
    "a" in s  #: none operand
    t()  #: none call
    with t:  #: none context
        pass
    takes(n)  #: none argument
    takes(1, b=s)  #: none argument
    len(s)  #: none argument
    Thing().method(n)  #: none argument


def takes(a: int, *, b: str = "") -> None: ...


def names(t: Thing) -> None:
    print(nowhere)  #: undefined name
    t.nothing  #: no attribute
    t.nothing = 3  #: no attribute
    Thing.nothing  #: no attribute
    "a".foo()  #: no attribute


def containers() -> None:
    x = []  #: needs annotation, not pyright, not ty
    z = set()  #: needs annotation, not ty, not pyrefly


unused: int = 1  # type: ignore  #: unused ignore, not pyrefly


def casts(a: int) -> None:
    cast(int, a)  #: redundant cast


def forms(
    a: any,  #: not a type
    b: callable,  #: not a type
    c: re,  #: not a type
    d: casts,  #: not a type
    e: unused,  #: not a type
) -> None: ...


def returns(a: Optional[int]) -> int:
    if a == 3:
        return "a"  #: wrong return
    return a  #: wrong return


def missing(a: int) -> int:  #: wrong return
    if a:
        return 1


def assignments(t: Thing) -> None:
    x: int = ""  #: wrong assignment
    x = "a"  #: wrong assignment
    t.size = "b"  #: wrong assignment
    y: List[int] = None  #: wrong assignment
    z: str = max  #: wrong assignment
    print(x, y, z)


def elements(a: str, b: Optional[str]) -> None:
    x = {"a": 1}
    x["b"] = a  #: wrong element, not ty, not pyrefly
    x[b] = 2  #: wrong key, not ty, not pyrefly
    print(x[2])  #: wrong key, not ty, not pyrefly
    y = [1]
    y.append(a)  #: wrong element, not ty, not pyrefly
    print(x, y)


def again(a: str) -> None:
    z: str = a
    z: str = ""  #: declared again, not pyright, not ty, not pyrefly
    print(z)


class Base:
    def method(self, a: Optional[int] = None) -> int:
        return 1

    def other(self) -> int:
        return 1


class Child(Base):
    def method(self, a: int = 1) -> int:  #: wrong override
        return 1

    def other(self, b: int) -> int:  #: wrong override
        return 1


class Kept(Dict[str, int]):
    def __init__(self) -> None:
        above = super()
        above.__init__()  #: unsound initializer, not pyright, not ty, not pyrefly

    def method(self, a: str) -> int:
        above = super()
        above.__contains__(a)  #: kept super, not pyright, not ty, not pyrefly
        above.__getitem__(a)  #: kept super, not pyright, not ty, not pyrefly
        above.__setitem__(a, 1)  #: kept super, not pyright, not ty, not pyrefly
        above.__delitem__(a)  #: kept super, not pyright, not ty, not pyrefly
        above.__or__(self)  #: kept super, not pyright, not ty, not pyrefly
        return above.pop(a)  #: kept super, not pyright, not ty, not pyrefly


class Late:
    def text(self) -> str:
        try:
            return self.words  #: unknown type, not pyright, not ty, not pyrefly
        except AttributeError:
            self.words = "a"
        return self.words


def unknown(*, a: int) -> None:
    unknown(b=3)
    unknown(a="")
    print("a" - "b")
    raise 3
"""
MARK = re.compile(r"  #: (?P<kind>[\w ]+)(?P<exceptions>(?:, not \w+)*)$")

CONFIGURATIONS = {
    "mypy.ini": "[mypy]\nwarn_redundant_casts = true\nwarn_unused_ignores = true\n",
    "pyrightconfig.json": (
        '{"reportUnnecessaryCast": true, "reportUnnecessaryTypeIgnoreComment": true, "reportUnknownVariableType": true,'
        ' "reportUnusedExpression": false, "typeCheckingMode": "standard"}'
    ),
    "ty.toml": '[rules]\nredundant-cast = "error"\nunused-type-ignore-comment = "error"\n',
    "pyrefly.toml": "[errors]\nredundant-cast = true\nunused-ignore = true\nimplicit-any-empty-container = true\n",
}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Diagnostic, ...]]:
    # what mypy remembers is left beside the folder
    folder = write_tree(tmp_path_factory.mktemp("kinds") / "workspace", {"shop.py": KINDS, **CONFIGURATIONS})
    return {name: said(folder, name) for name in CHECKERS}


@pytest.mark.parametrize("name", CHECKERS)
def test_every_kind_is_read_where_it_is_said(spoken: Mapping[str, tuple[Diagnostic, ...]], name: str) -> None:
    read = {(each.start.line, found.kind) for each in spoken[name] if (found := meaning(each)) is not None}
    for number, line in enumerate(KINDS.splitlines()):
        if (match := MARK.search(line)) and f"not {name.removeprefix('based')}" not in match["exceptions"]:
            assert (number, match["kind"]) in read, (line, [e for e in spoken[name] if e.start.line == number])


@pytest.mark.parametrize("name", CHECKERS)
def test_what_has_no_meaning_is_read_as_none(spoken: Mapping[str, tuple[Diagnostic, ...]], name: str) -> None:
    lines = KINDS.splitlines()
    start = lines.index("def unknown(*, a: int) -> None:")
    unknown = [each for each in spoken[name] if each.start.line > start]
    assert len({each.start.line for each in unknown}) >= 3, unknown
    assert [(each, meaning(each)) for each in unknown if meaning(each) is not None] == []
    # and no line that is marked for one kind is read as another besides
    for each in spoken[name]:
        match, found = MARK.search(lines[each.start.line]), meaning(each)
        assert found is None or (match is not None and match["kind"] == found.kind), each


def diagnostic(source: str, code: str, message: str) -> Diagnostic:
    return Diagnostic(PurePosixPath("a.py"), Position(0, 0), Position(0, 0), message, code, source)


@pytest.mark.parametrize(
    ("source", "code", "message", "expected"),
    [
        (
            "Pylance",
            "reportOptionalMemberAccess",
            '"size" is not a known attribute of "None"',
            Meaning("none attribute", name="size"),
        ),
        (
            "Pyright",
            "reportIncompatibleMethodOverride",
            (
                'Method "f" overrides class "A" in an incompatible manner\n\xa0\xa0Parameter 2 type mismatch: base '
                'parameter is type "int | None", override parameter is type "int"'
            ),
            Meaning("wrong override", name="f", owner="A", number=1),
        ),
        (
            "mypy",
            "override",
            'Argument 1 of "f" is incompatible with supertype "A"; supertype defines the argument type as "int | None"',
            Meaning("wrong override", name="f", number=1),
        ),
        (
            "mypy",
            "index",
            'Invalid index type "tuple[Any | None]" for "dict[tuple[str], int]"; expected type "tuple[str]"',
            Meaning("wrong key", owner="dict[tuple[str], int]", got="tuple[Any | None]", wanted="tuple[str]"),
        ),
        (
            "ty",
            "unresolved-attribute",
            "Object of type `None` has no attribute `foo`",
            Meaning("none attribute", name="foo", got="None"),
        ),
        (
            "ty",
            "invalid-return-type",
            "Return type does not match returned value: expected `int`, found `None`",
            Meaning("wrong return", wanted="int", got="None"),
        ),
        (
            "Pyrefly",
            "bad-argument-type",
            "Argument `int | None` is not assignable to parameter `a` with type `int` in function `A.f`",
            Meaning("none argument", got="int | None", wanted="int", owner="A.f"),
        ),
        (
            "pyrefly",
            "bad-argument-type",
            "Argument `int | None` is not assignable to parameter `a` with type `str | None` in function `f`",
            None,
        ),
        ("ty", "invalid-argument-type", "Argument to function `f` is incorrect: Expected `str`, found `int`", None),
        (
            "basedpyright",
            "reportUnknownVariableType",
            'Type of "x" is partially unknown\n  Type of "x" is "Dict[str, Grammar[Unknown]]"',
            None,
        ),
        (
            "basedpyright",
            "reportUnknownMemberType",
            'Type of "x" is partially unknown\n  Type of "x" is "list[Unknown]"',
            None,
        ),
        (
            "basedpyright",
            "reportDeprecated",
            'This type is deprecated as of Python 3.9; use "collections.abc.Iterable" instead',
            Meaning("deprecated alias", wanted="collections.abc.Iterable"),
        ),
        ("basedpyright", "reportDeprecated", 'The function "f" is deprecated\n  Use "g" instead', None),
        ("Pyright", "reportArgumentType", '"size" is not a known attribute of "None"', None),
        ("ruff", "F821", 'Name "x" is not defined', None),
    ],
)
def test_words_of_other_versions_and_places(source: str, code: str, message: str, expected: Meaning | None) -> None:
    assert meaning(diagnostic(source, code, message)) == expected


def test_a_call_that_fits_no_signature_may_be_about_none() -> None:
    assert is_about_none(diagnostic("ty", "no-matching-overload", "No overload of function `open` matches arguments"))
    assert is_about_none(diagnostic("mypy", "misc", 'About "None" in words that nobody knows'))
    assert not is_about_none(diagnostic("ty", "invalid-argument-type", "Nonesuch"))
