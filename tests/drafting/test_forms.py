"""What the tests of each kind of function look like: methods, properties, objects that change, async, containers."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest

from assay.core.action import Proposal
from support.drafting import Shared, shared

MODULE = '''\
import contextlib
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class Color(enum.Enum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: int
    y: int = 0

    def moved(self, dx: int, dy: int = 0) -> "Point":
        return Point(self.x + dx, self.y - dy)

    @property
    def size(self) -> int:
        return abs(self.x) + abs(self.y)


class Stack:
    """A stack.

    >>> stack = Stack(2)
    >>> stack.push(1)
    >>> stack.push(2)
    >>> stack.pop()
    2
    """

    def __init__(self, limit: int = 3) -> None:
        self.limit = limit
        self.items: list[int] = []

    def push(self, item: int) -> None:
        if len(self.items) >= self.limit:
            raise OverflowError("full")
        self.items.append(item)

    def pop(self) -> int:
        return self.items.pop()

    def add(self, item: int) -> "Stack":
        self.items.append(item * 2)
        return self

    @classmethod
    def of(cls, *items: int) -> "Stack":
        made = cls(len(items) + 1)
        for each in items:
            made.push(each)
        return made


def paint(color: Color, mode: Literal["fast", "slow"] = "fast") -> str:
    return color.name.lower() if mode == "slow" else color.name


def sort_down(values: list[int]) -> None:
    values.sort(reverse=True)


def suffixed(path: Path, suffix: str) -> Path:
    return path.with_name(path.stem + suffix)


def counted(start: int, stop: int) -> Iterator[int]:
    for each in range(start, stop):
        yield each * 2


async def later(value: int) -> int:
    return await given(value) * 2


async def given(value: int) -> int:
    return value


def matching(word: str) -> "re.Pattern[str]":
    return re.compile(word + "+", re.IGNORECASE | re.DOTALL)


@contextlib.contextmanager
def prefixed(word: str):
    yield "pre" + word
'''

EXPECTED = {
    "moved": "    assert Point(2).moved(1, dy=2) == Point(x=3, y=-2)\n",
    "size": "    assert Point(1, y=1).size == 2\n",
    "push": "    stack = Stack(2)\n    stack.push(1)\n    assert stack.items == [1]\n",
    "pop": """\
        def test_stack_pop_after_push_as_documented():
            \"\"\"As its documentation says.\"\"\"
            stack = Stack(2)
            stack.push(1)
            stack.push(2)
            assert stack.pop() == 2
            assert stack.items == [1]
        """,
    "add": "    assert stack.add(1) is stack\n    assert stack.items == [2]\n",
    "of": "    result = Stack.of(1)\n    assert (result.items, result.limit) == ([1], 2)\n",
    "paint": '    assert paint(Color.RED, mode="slow") == "red"\n',
    "sort_down": "    values = [1, 2, 3]\n    sort_down(values)\n    assert values == [3, 2, 1]\n",
    "suffixed": "from pathlib import Path\n\nfrom forms import suffixed\n",
    "counted": "    assert list(counted(",
    "later": "    assert asyncio.run(later(1)) == 2\n",
    "matching": '+", re.IGNORECASE | re.DOTALL)\n',
    "prefixed": '    with prefixed("") as value:\n        assert value == "pre"\n',
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The module in a project."""
    with shared(tmp_path_factory.mktemp("forms"), {"forms.py": MODULE}) as found:
        yield found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_test_reads_like_one_that_a_person_wrote(project: Shared, name: str) -> None:
    found = project.drafted("forms.py", name)
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert dedent(EXPECTED[name]) in text or EXPECTED[name] in text, text
