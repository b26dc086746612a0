"""What a file defines, uses and imports; and of what is not Python, what is."""

from __future__ import annotations

import pytest

from assay.syntax.outline import LONGEST_HEADER, Definition, Import, Use, outline
from assay.syntax.stored import restored, stored

MODULE = """\
import os, a.b as q
from .m import f as g, h

X: int = 1


class C(Base):
    y = g(1)

    @property
    def m(self, a,  # the first
          b=X) -> int:
        t = [i for i in a]
        return g(t, k=self.y).foo() + h


def z():
    def inner():
        return a
    a = 1
    return inner()
"""


def test_functions_classes_and_variables_are_defined_with_their_headers() -> None:
    assert outline(MODULE).definitions == (
        Definition("variable", "X", "X: int", 3, 3),
        Definition("class", "C", "class C(Base):", 6, 13),
        Definition("variable", "C.y", "y", 7, 7),
        Definition("function", "C.m", "def m(self, a, b=X) -> int:", 9, 13),
        Definition("function", "z", "def z():", 16, 20),
        Definition("function", "z.inner", "def inner():", 17, 18),
    )


def test_uses_stand_by_name_and_scope_under_the_name_that_was_imported() -> None:
    found = outline(MODULE).uses
    assert Use("f", "C", called=True, lines=(7,)) in found
    assert Use("f", "C.m", called=True, lines=(13,)) in found
    assert Use("y", "C.m", called=False, lines=(13,)) in found
    assert Use("foo", "C.m", called=True, lines=(13,)) in found
    assert Use("X", "C.m", called=False, lines=(11,)) in found
    assert Use("inner", "z", called=True, lines=(20,)) in found


def test_what_a_function_binds_for_itself_is_no_use() -> None:
    assert {use.name for use in outline(MODULE).uses}.isdisjoint({"a", "b", "i", "t", "self", "k", "g", "q", "os"})
    assert [use.name for use in outline("def f(total):\n    return total\n").uses] == []
    shared = outline("def f():\n    global total\n    total = 1\n    return total\n").uses
    assert shared == (Use("total", "f", called=False, lines=(1, 3)),)


def test_imports_are_told_with_their_dots() -> None:
    assert outline(MODULE).imports == (Import("os", ""), Import("a.b", ""), Import(".m", "f"), Import(".m", "h"))
    assert outline("from .. import x\nfrom m import *\n").imports == (Import("..", "x"), Import("m", "*"))


@pytest.mark.parametrize(("line", "name"), [(0, None), (6, "C"), (9, "C.m"), (13, "C.m"), (18, "z.inner"), (19, "z")])
def test_the_innermost_function_or_class_around_a_line(line: int, name: str | None) -> None:
    found = outline(MODULE).enclosing(line)
    assert (found and found.qualified) == name


def test_lines_are_those_of_the_text_whatever_ends_them() -> None:
    expected = outline(MODULE)
    assert outline(MODULE.replace("\n", "\r\n")) == expected
    assert outline(MODULE.replace("\n", "\r")) == expected


def test_a_header_is_whole_or_is_the_name_alone() -> None:
    (long,) = outline(f"def f(key='{'x' * LONGEST_HEADER}'):\n    pass\n").definitions
    assert long.header == "f"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "def",
        "(" * 5000,
        "".join(f"{' ' * n}if x:\n" for n in range(300)),
        "\0\x01\ud800 = 1",
        "é = ü(1)",
    ],
    ids=["empty", "cut", "brackets", "nested", "binary", "accents"],
)
def test_whatever_the_text_there_is_an_outline_that_can_be_kept(text: str) -> None:
    found = outline(text)
    assert restored(stored(found)) == found


def test_what_is_kept_comes_back_and_anything_else_does_not() -> None:
    kept = stored(outline(MODULE))
    assert restored(kept) == outline(MODULE)
    others: list[object] = [
        None,
        [],
        {},
        {**kept, "uses": None},
        {**kept, "uses": [["f", "", True, [-1]]]},
        {**kept, "uses": [["f", "", 1, [1]]]},
        {**kept, "definitions": [["module", "x", "x", 0, 0]]},
        {**kept, "definitions": [["class", "x", "x", 5, 2]]},
        {**kept, "imports": [["x"]]},
    ]
    for broken in others:
        assert restored(broken) is None
