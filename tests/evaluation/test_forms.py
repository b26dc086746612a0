"""How near an answer comes to the original, and what counts as a change of the interface."""

from __future__ import annotations

import pytest

from evaluate.forms import likeness
from evaluate.interface import changes

ORIGINAL = "from typing import Optional\n\ndef f(a: Optional[int] = None) -> int:\n    return a or 0\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ORIGINAL + "# a comment\n", "exact"),
        ("def f(a: int | None = None) -> int:\n    return a or 0\n", "equivalent"),
        ('def f(a: "None | int" = None) -> int:\n    return a or 0\n', "equivalent"),
        ("import typing\n\ndef f(a: typing.Union[int, None] = None) -> int:\n    return a or 0\n", "equivalent"),
        ("def f(a: str | None = None) -> int:\n    return a or 0\n", "same at run time"),
        ("def f(a: int = None) -> int:\n    return a or 0\n", "same at run time"),
        ("def f(a: int | None = None) -> int:\n    return a or 1\n", "other"),
        ("def f(a: int | None = None) -> int:\n    assert a is not None\n    return a or 0\n", "other"),
        ("import os\n\ndef f(a: int | None = None) -> int:\n    return a or 0\n", "other"),
    ],
)
def test_likeness(text: str, expected: str) -> None:
    assert likeness(ORIGINAL, text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("List[int]", "list[int]"),
        ("Dict[str, Optional[int]]", "dict[str, int | None]"),
        ("Callable[[Optional[int]], None]", "Callable[[int | None], None]"),
    ],
)
def test_ways_to_write_one_type(one: str, other: str) -> None:
    assert likeness(f"a: {one} = b", f"a: {other} = b") == "equivalent"


BEFORE = """
LIMIT: int = 3
class Box(Base):
    size = 1
    def open(self, key: str = None, *, slow: bool = False) -> None: ...
    def _hidden(self, a): ...
def _private(a): ...
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("key: str = None", "key: str | None = None", []),
        ("def _hidden(self, a)", "def _hidden(self, a, b)", []),
        ("def _private(a)", "def _private(a: int)", []),
        ("key: str = None", "key: bytes | None = None", ["shop.py: Box.open"]),
        ("key: str = None", "key: str = ''", ["shop.py: Box.open"]),
        ("slow: bool = False", "slow: bool | None = False", ["shop.py: Box.open"]),
        ("-> None", "-> int", ["shop.py: Box.open"]),
        ("class Box(Base)", "class Box(Other)", ["shop.py: Box"]),
        ("    size = 1\n", "    size = 1\n    log: list[str]\n", ["shop.py: Box.log"]),
        ("LIMIT: int = 3\n", "", ["shop.py: LIMIT"]),
    ],
)
def test_interface_changes(old: str, new: str, expected: list[str]) -> None:
    assert old in BEFORE
    assert list(changes({"shop.py": BEFORE}, {"shop.py": BEFORE.replace(old, new)})) == expected


FALLBACK = "try:\n    from fast import Lock\nexcept ImportError:\n    class Lock:\n        def get(self): ...\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (FALLBACK, FALLBACK.replace("try", "if fast").replace("except ImportError", "else"), []),
        (FALLBACK, FALLBACK.replace("get", "take"), ["shop.py: Lock.get", "shop.py: Lock.take"]),
        (
            f"__all__ = ['Box']\n{BEFORE}",
            f"__all__ = ['Box']\n{BEFORE.replace('size', 'length')}",
            ["Box.length", "Box.size"],
        ),
        (f"__all__ = ['Box']\n{BEFORE}", f"__all__ = ['Box']\n{BEFORE.replace('LIMIT', 'MOST')}", []),
        (f"__all__ = ['Box']\n{BEFORE}", f"__all__ = ['Box'] + MORE\n{BEFORE}", ["LIMIT", "__all__"]),
    ],
)
def test_what_is_public(before: str, after: str, expected: list[str]) -> None:
    names = [each.rpartition(" ")[2] for each in changes({"shop.py": before}, {"shop.py": after})]
    assert names == [each.rpartition(" ")[2] for each in expected]
