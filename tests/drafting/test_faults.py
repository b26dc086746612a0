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


OF_LISTS = 4
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
    killed = judged.after["killed"]
    assert isinstance(killed, int)
    assert judged.before["killed"] == killed - OF_LISTS
    assert killed == judged.after["mutants"]


GUARDED = """\
def share(total: int, parts: int) -> int:
    if parts < 1:
        raise ValueError("parts")
    return total // parts
"""


def test_that_nothing_is_raised(tmp_path: Path) -> None:
    known = (
        "from shares import share\n\n\ndef test_share():\n    assert [share(6, each) for each in (1, 2)] == [6, 3]\n"
    )
    with shared(tmp_path, {"shares.py": GUARDED, "tests/test_shares.py": known}) as project:
        found = project.drafted("shares.py", "share")
    assert isinstance(found, Proposal), found
    assert "with pytest.raises(ValueError):\n        share(" in (found.patch.changes[0].after or "")


SUM = """\
def share(total: int, parts: int) -> int:
    return (total + 0 - 0 + 0 - 0 + 0) // parts
"""
LOCKED = """\
import os
import pathlib
import tempfile

from shares import share


def test_share():
    lock = pathlib.Path(tempfile.gettempdir(), "lock")
    lock.touch(exist_ok=False)
    try:
        assert {share(6, 1) for _ in range(100_000)} == {6}
    finally:
        lock.unlink()
"""


def test_one_at_a_time_where_two_tests_would_see_each_other(tmp_path: Path) -> None:
    with shared(tmp_path, {"shares.py": SUM}) as project:
        found = project.judged(kills, "shares.py", "share", LOCKED)
    assert found.summary.startswith(
        "1 case, kill 6 of 12 mutants"
    )  # those of a sum with 0, and to divide 6 by 1, survive


EARLY = '''\
def scaled(value: float | None) -> float | None:
    """Twice as much of it."""
    return _checked(value)


def _checked(value: float | None) -> float | None:
    if value is None:
        return value
    if value < 0:
        raise ValueError("value")
    return value * 2
'''


def test_that_a_function_does_not_end_early(tmp_path: Path) -> None:
    known = "from scales import scaled\n\n\ndef test_scaled():\n    assert scaled(2) == 4\n"
    with shared(tmp_path, {"scales.py": EARLY, "tests/test_scales.py": known}) as project:
        found = project.drafted("scales.py", "scaled")
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert "        (None, None),\n" in text, text
