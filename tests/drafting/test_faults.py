"""A drafted test notices faults in what the function rests on, too: private functions, what remembers its answers."""

from __future__ import annotations

from pathlib import Path

from assay.checks.kills import kills
from assay.core.action import Proposal
from support.drafting import shared

MODULE = '''\
import functools


def price(kind: str) -> int:
    """The price of a child, an adult or a dog."""
    return _found(kind)


def _found(kind: str) -> int:
    if kind == "child":
        return 3
    return 7 if kind == "adult" else 5


@functools.lru_cache(maxsize=None)
def doubled(value: int) -> int:
    return value * 2 if value > 10 else value


class Scale:
    def __init__(self, unit: int = 2) -> None:
        self.unit = unit

    def of(self, value: int) -> int:
        return self._times(value)

    def _times(self, value: int) -> int:
        return value * self.unit if value else -1
'''


def test_of_private_functions_and_of_what_remembers(tmp_path: Path) -> None:
    with shared(tmp_path, {"prices.py": MODULE}) as project:
        found = {name: project.drafted("prices.py", name) for name in ("price", "doubled", "of")}
    texts: dict[str, str] = {}
    for name, each in found.items():
        assert isinstance(each, Proposal), each
        texts[name] = each.patch.changes[0].after or ""
    for wanted in ('"child", 3', '"adult", 7'):
        assert wanted in texts["price"]
    assert "(11, 22)" in texts["doubled"]
    assert "-1" in texts["of"]


DISPATCHED = """\
import functools


@functools.singledispatch
def size(value: int | str | list[int]) -> int:
    return 7


@size.register
def _(value: str) -> int:
    return len(value) * 2


@size.register(list)
def _(value: list[int]) -> int:
    for _ in value:
        return sum(value)
    return -1
"""


def test_of_what_a_function_hands_on_to_by_the_class_of_its_argument(tmp_path: Path) -> None:
    known = "from sizes import size\n\n\ndef test_size():\n    assert (size(1), size('ab')) == (7, 4)\n"
    lists = "from sizes import size\n\n\ndef test_lists():\n    assert (size([1, 2]), size([])) == (3, -1)\n"
    with shared(tmp_path, {"sizes.py": DISPATCHED, "tests/test_size.py": known}) as project:
        found = project.drafted("sizes.py", "size")
        judged = project.judged(kills, "sizes.py", "size", lists)
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert "([], -1),\n" in text, text
    assert "([5], 5),\n" in text, text
    assert (judged.before["killed"], judged.after["killed"], judged.after["mutants"]) == (5, 8, 8)
