"""Each mutation operator makes the mistakes that it is named for, and leaves alone what only looks like their place."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from evaluate.operators import OPERATORS, Module

BY_NAME = {operator.name: operator for operator in OPERATORS}


def made(name: str, text: str) -> list[str]:
    """The mutants of a text, each as the lines that differ, stripped."""
    text = dedent(text)
    before = text.splitlines()
    mutants = [site.applied(text).splitlines() for site in BY_NAME[name].sites(text)]
    return [" ".join(line.strip() for line in mutant if line not in before) for mutant in mutants]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("M1", "if name is not None:\n    use(name)\n", ["if True:"]),
        ("M1", "def f(name):\n    if name is None:\n        return\n    use(name)\n", ["pass"]),
        ("M1", "assert name is not None\n", ["pass"]),
        ("M1", "if name is None:\n    name = 1\nif name:\n    use()\nassert name\n", []),
        ("M2", "if isinstance(name, str):\n    use(name)\n", ["if True:"]),
        ("M2", "if callable(name):\n    use(name)\n", []),
        ("M3", "def f() -> str: ...\n", ["def f() -> int: ..."]),
        ("M3", "def f() -> None: ...\ndef g() -> Other: ...\ndef h(): ...\n", ["def f() -> int: ..."]),
        ("M4", "def f(a: int | None = None): ...\n", ["def f(a: int = None): ..."]),
        ("M4", "def f(*, a: t.Optional[int] = None): ...\n", ["def f(*, a: int = None): ..."]),
        ("M4", "def f(a: int | None, b: int | None = 1, c: int = 2, d=None): ...\n", []),
        ("M5", "def f() -> int:\n    a = 1\n    return a\n", ["pass"]),
        ("M5", "def f() -> int:\n    return 1\n\n\ndef g():\n    a = 1\n    return a\n", []),
        ("M6", "class A(B):\n    def f(self) -> int: ...\n", ["def f(self, _extra: int) -> int: ..."]),
        ("M6", "class A:\n    def f(self) -> int: ...\nclass C(B):\n    def __init__(self) -> None: ...\n", []),
        ("M7", "a.name\n", ["a.name_x"]),
        ("M7", "a.name = 1\n", []),
        ("M8", "f(1, two)\ng(three)\nh(*a)\nk(a=1)\n", ["f(1)", "g()"]),
        ("M9", "f('a')\nf(1, 2)\nf(True)\nf(name)\n", ["f(0)", 'f(1, "0")']),
        ("M10", "a: list[int] = []\nb: set[int] = set()\nc: int = 1\nd: list[int]\n", ["a = []", "b = set()"]),
        ("M11", "a: list[int]\nb: dict[str, int]\nc: list[Own]\n", ["a: list[str]"]),
        ("M12", "from os import path\nimport sys\nfrom a import b, c\nfrom __future__ import x\n", ["pass", "pass"]),
        ("M13", "def f():\n    return name\n\n\ndef g():\n    return 1\n", ["return object()"]),
        ("M14", "async def f():\n    return await g()\n", ["return g()"]),
        ("M15", "a = f()\nb = g()  # told\nc = [\n    h()\n]\n", ["a = f()  # type: ignore[arg-type]"]),
    ],
)  # fmt: skip
def test_an_operator_makes_its_mistakes(name: str, text: str, expected: list[str]) -> None:
    assert made(name, text) == expected


def test_there_are_fifteen_of_them() -> None:
    assert [operator.name for operator in OPERATORS] == [f"M{number}" for number in range(1, 16)]


def test_what_would_not_parse_is_no_mutant() -> None:
    # without its import the body would be empty, were it not for what stands in its place
    assert all(ast.parse(site.applied(text)) for text in ["import a\n"] for site in BY_NAME["M12"].sites(text))
    assert made("M8", "print(f(x) for x in y)\n") == ["print(f() for x in y)"]


def test_places_behind_other_characters_than_ascii() -> None:
    text = 'word = "äöü💡"; f("ß", 1)\n'
    assert made("M9", text) == ['word = "äöü💡"; f("ß", "0")']
    module = Module(text)
    call = module.tree.body[1]
    assert module.source(call) == 'f("ß", 1)'
