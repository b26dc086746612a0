"""A change of what others can see asks for a confirmation; one that only says what the default said does not."""

from __future__ import annotations

import pytest

from assay.checks.interface import interface
from support.candidates import candidate, judged

HEAD = "from typing import Optional, Union\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(a: int): return 1\n", "def f(a: int):\n    if a is None:\n        raise TypeError\n    return 1\n"),
        ("def _f(a): pass\n", "def _f(a, b): pass\n"),
        ("class A:\n    def _m(self): pass\n", "class A:\n    def _m(self, a): pass\n"),
        ("import os\n", "import os\nfrom typing import Optional\n"),
        ("def f(a: int=1): pass\n", "def f(\n    a: int = 1,\n): pass\n"),
        ("X = 1\n", "X = 2\n"),
    ],
)
def test_the_same_interface_passes_unasked(before: str, after: str) -> None:
    result = judged(interface, candidate({"shop.py": (before, after)}))
    assert (result.name, result.required, result.status, result.boundaries) == ("interface", True, "passed", ())
    assert result.after == {"changed": [], "widened": []}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(a: int = None): pass\n", "def f(a: int | None = None): pass\n"),
        ("def f(a: int = None): pass\n", "def f(a: Optional[int] = None): pass\n"),
        ("def f(a: 'B' = None): pass\n", "def f(a: 'Optional[B]' = None): pass\n"),
        ("def f(a: Union[int, str] = None): pass\n", "def f(a: Union[int, str, None] = None): pass\n"),
        (
            "class A:\n    def m(self, *, a: int = None): pass\n",
            "class A:\n    def m(self, *, a: int | None = None): pass\n",
        ),
        ("def f(a: int = None, b: str = None): pass\n", "def f(a: int | None = None, b: str | None = None): pass\n"),
    ],
)
def test_an_annotation_that_admits_its_default_is_listed_and_passes_unasked(before: str, after: str) -> None:
    result = judged(interface, candidate({"shop.py": (HEAD + before, HEAD + after)}))
    assert (result.status, result.boundaries, result.after["changed"]) == ("passed", (), [])
    assert result.after["widened"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("def f(a): pass\n", "", "shop.py: f is gone"),
        ("", "def f(a): pass\n", "shop.py: f is new"),
        ("def f(a): pass\n", "def f(a, b): pass\n", "shop.py: f was def (a), becomes def (a, b)"),
        ("def f(a): pass\n", "def f(b): pass\n", "shop.py: f was def (a), becomes def (b)"),
        ("def f(a): pass\n", "def f(*, a): pass\n", "shop.py: f was def (a), becomes def (a)"),
        ("def f(a=1): pass\n", "def f(a=2): pass\n", "shop.py: f was def (a = 1), becomes def (a = 2)"),
        ("def f(a: int): pass\n", "def f(a: int | None): pass\n", "shop.py: f was"),
        ("def f(a: int = 1): pass\n", "def f(a: int | None = 1): pass\n", "shop.py: f was"),
        ("def f(a: int = None): pass\n", "def f(a: str | None = None): pass\n", "shop.py: f was"),
        ("def f(a: int = None): pass\n", "def f(a: object = None): pass\n", "shop.py: f was"),
        ("def f(a=None): pass\n", "def f(a: int | None = None): pass\n", "shop.py: f was"),
        ("def f(a: int = None) -> int: pass\n", "def f(a: int | None = None) -> str: pass\n", "shop.py: f was"),
        ("def f() -> int: pass\n", "def f() -> int | None: pass\n", "shop.py: f was def () -> int, becomes"),
        ("class A(B): pass\n", "class A(C): pass\n", "shop.py: A was class (B), becomes class (C)"),
        ("class A:\n    def m(self): pass\n", "class A:\n    def m(self, a): pass\n", "shop.py: A.m was"),
        ("x: int = 1\n", "x: str = 1\n", "shop.py: x was name int, becomes name str"),
        ("def f(): pass\n", "@cache\ndef f(): pass\n", "shop.py: f was"),
        ("__all__ = ['f']\nfrom a import f\n", "__all__ = ['f']\nfrom b import f\n", "shop.py: f was import a f"),
    ],
)
def test_everything_else_asks(before: str, after: str, said: str) -> None:
    result = judged(interface, candidate({"shop.py": (before, after)}))
    assert (result.status, result.boundaries) == ("passed", ("interface",))
    assert said in result.summary


@pytest.mark.parametrize("path", ["tests/test_shop.py", "_shop.py", "_internal/shop.py"])
def test_what_nobody_leans_on_has_no_interface(path: str) -> None:
    result = judged(interface, candidate({path: ("def f(a): pass\n", "def f(b): pass\n")}))
    assert result.boundaries == ()


@pytest.mark.parametrize("path", ["shop/__init__.py", "shop/__main__.py"])
def test_a_package_has_one(path: str) -> None:
    result = judged(interface, candidate({path: ("from .a import b\nx = 1\n", "x = 1\ndef f(): pass\n")}))
    assert result.boundaries == ("interface",)


def test_a_deleted_file_takes_its_interface_along() -> None:
    result = judged(interface, candidate({"shop.py": ("def f(a): pass\nx = 1\n", None)}))
    assert result.after["changed"] == ["shop.py: f is gone", "shop.py: x is gone"]
