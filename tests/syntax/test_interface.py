"""What of a module is public."""

from __future__ import annotations

import pytest

from assay.syntax.interface import Shape, Symbol, interface
from assay.syntax.tree import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass\ndef _g(): pass\n", ["f"]),
        ("import os\nfrom typing import List\n", []),
        ("from .a import b\n", []),
        ("from .a import b as b\nimport c as c\nfrom .a import d as e\n", ["b", "c"]),
        ("from .a import *\n", ["*"]),
        ("x = 1\n_y = 2\nz: int = 3\na, b = 1, 2\n", ["x", "z", "a", "b"]),
        ("class A:\n    x = 1\n    def m(self): pass\n    def _n(self): pass\n    def __init__(self): pass\n", None),
        ("__all__ = ['f', 'g']\ndef f(): pass\ndef h(): pass\nfrom .x import g\n", ["f", "g"]),
        ("__all__ = ('_f',)\n__all__ += ['C']\ndef _f(): pass\nclass C:\n    def _m(self): pass\n", ["_f", "C"]),
        (
            "if x:\n    def f(): pass\nelse:\n    def f(a): pass\ntry:\n    import a\nexcept E:\n    y = None\n",
            ["f", "f", "y"],
        ),
        ("def f():\n    def g(): pass\n    x = 1\n", ["f"]),
        ("type X = int\n", ["X"]),
    ],
)
def test_names_without_an_underscore_are_public_unless_a_list_says_which(text: str, expected: list[str] | None) -> None:
    found = [symbol.name for symbol in interface(parse(text))]
    assert found == (["A", "A.x", "A.m", "A.__init__"] if expected is None else expected)


def test_a_package_re_exports_what_it_imports_from_within() -> None:
    text = "import os\nfrom .a import b\nfrom ._c import D\n"
    assert [symbol.name for symbol in interface(parse(text), package=True)] == ["b", "D"]


def test_a_function_shows_all_that_a_caller_sees() -> None:
    text = '@cache\nasync def f(a, /, b: List[ int ]=None,  # why\n  *, c: "X" = 3) -> str: ...\n'
    assert interface(parse(text)) == (
        Symbol(
            "f",
            "async def",
            "str",
            ("@cache",),
            (
                Shape("a", "positional only", "", ""),
                Shape("b", "positional or keyword", "List[int]", "None"),
                Shape("c", "keyword only", '"X"', "3"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("annotation", "shown"),
    [
        ("Optional [ int ]", "Optional[int]"),
        ("Callable[[int,str],t.Any]|None", "Callable[[int, str], t.Any] | None"),
        ("dict[str,Literal['a , b']]", "dict[str, Literal['a , b']]"),
        ("tuple[\n  int,  # why\n  ...]", "tuple[int, ...]"),
    ],
)
def test_an_annotation_reads_as_people_write_it(annotation: str, shown: str) -> None:
    (symbol,) = interface(parse(f"def f(a: {annotation}): ...\n"))
    assert symbol.parameters[0].annotation == shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("def f(a: int=1): pass", "def f(\n    a : int = 1,  # new\n):\n    return 2", True),
        ("def f(a: int = 1): pass", "def f(a: str = 1): pass", False),
        ("def f(a): pass", "def f(b): pass", False),
        ("def f(a): pass", "def f(a, b=1): pass", False),
        ("def f(a, b): pass", "def f(a, *, b): pass", False),
        ("def f(): pass", "async def f(): pass", False),
        ("def f(): pass", "@deco\ndef f(): pass", False),
        ("class A(B): pass", "class A(C): pass", False),
        ("x: int = 1", "x: str = 1", False),
        ("x = 1", "x = 2", True),
        ("def _f(a): pass", "def _f(b): pass", True),
    ],
)
def test_layout_and_bodies_are_not_part_of_it(one: str, other: str, *, same: bool) -> None:
    assert (interface(parse(one)) == interface(parse(other))) is same
