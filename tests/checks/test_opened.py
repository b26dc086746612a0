"""That a private variable holds objects may be declared; `object` everywhere else is refused, as it always was."""

from __future__ import annotations

from textwrap import dedent

import pytest

from assay.checks.not_gamed import not_gamed
from assay.checks.opened import openings
from assay.checks.trees import parsed
from support.candidates import candidate, judged

SHOP = dedent('''\
    """Shop."""
    from collections import deque

    from typing import Any

    _known = {}
    public = []
    queue = deque()
    total: list[int] = []


    def sell(items, name: str) -> list:
        seen = set()
        found = list(items)
        found = str(items)
        both, count = {}, 0
        given = (items, name)
        given += (count,)
        add = seen.add
        for item in items:
            add(item)
        return [seen, both, given]


    def again(items):
        global public
        public = []
        alike = []
        alike.append(items)


    def again(items):
        alike = []
        alike.append(items)


    class Till:
        settings = {}
        _cache = {}

        def __init__(self):
            self.sold = []
            self._bought = []
            self.__paid = []
            kept: dict[str, int] = {}
''')
ASSUMED = "what it holds is not known"


def status(old: str, new: str, *, assumed: str = ASSUMED, after: tuple[tuple[str, str], ...] = ()) -> str:
    text = SHOP
    for was, now in ((old, new), *after):
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    return judged(not_gamed(()), candidate({"shop.py": (SHOP, text)}, assumed=assumed)).status


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seen = set()", "seen: set[object] = set()"),
        ("both, count = {}, 0", "both: dict[str, list[object]]\n    both, count = {}, 0"),
        ("    _cache = {}", "    _cache: 'dict[object, Till]' = {}"),
        ("found = list(items)", "found: list[object] | str = list(items)"),
        ("found = list(items)", "found: 'Union[Sequence[int], itertools.chain[object]]' = list(items)"),
        ("given = (items, name)", "given: tuple[object, ...] = (items, name)"),
        ("_known = {}", "_known: dict[object, int] = {}"),
        ("    _cache = {}", "    _cache: dict[object, object] = {}"),
        ("self._bought = []", "self._bought: list[tuple[str, object]] = []"),
        ("self.__paid = []", "self.__paid: list[object] = []"),
    ],
)
def test_a_private_variable_may_be_declared_to_hold_objects(old: str, new: str) -> None:
    assert status(old, new) == "passed"
    assert status(old, new, assumed="") == "failed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seen = set()", "seen: object = set()"),
        ("seen = set()", 'seen: "object" = set()'),
        ("seen = set()", 'seen: "set[Any]" = set()'),
        ("seen = set()", "seen: Collection[object] = set()"),
        ("seen = set()", "seen: set[object] | None = set()"),
        ("seen = set()", "seen: set[object | None] = set()"),
        ("found = list(items)", "found: list[object] | object = list(items)"),
        ("found = list(items)", "found: list[object] | set[Any] = list(items)"),
        ("found = list(items)", "found: list[object] | Callable[[object], int] = list(items)"),
        ("found = list(items)", "found: Collection[object] | str = list(items)"),
        ("seen = set()", "seen: set[Any] = set()"),
        ("both, count = {}, 0", "both: dict[str, Callable[[object], int]]\n    both, count = {}, 0"),
        ("seen = set()", "seen: set[object] = set(items)"),
        ("seen = set()", "seen = set()\n    other: set[object] = set()"),
        ("public = []\nqueue", "public: list[object] = []\nqueue"),
        ("queue = deque()", "queue: deque[object] = deque()"),
        ("total: list[int] = []", "total: list[object] = []"),
        ("def sell(items, name", "def sell(items: list[object], name"),
        ("name: str) -> list:", "name: object) -> list:"),
        ("-> list:", "-> list[object]:"),
        ("    settings = {}", "    settings: dict[str, object] = {}"),
        ("self.sold = []", "self.sold: list[object] = []"),
        ("kept: dict[str, int] = {}", "kept: dict[str, object] = {}"),
        ("    global public\n    public = []", "    global public\n    public: list[object] = []"),
        ("    public = []\n    alike = []", "    public = []\n    alike: list[object] = []"),
        (
            "        self._bought = []",
            "        self._bought: list[object] = []\n        self._bought: list[object] = []",
        ),
    ],
)
def test_it_is_refused_everywhere_else(old: str, new: str) -> None:
    assert status(old, new) == "failed"


def test_more_than_its_type_is_told() -> None:
    text = SHOP.replace("seen = set()", "seen: set[object] = set()")
    for after, same in ((text, True), (text.replace("[seen, both, given]", "[seen, seen, given]"), False)):
        (found,) = openings(parsed(candidate({"shop.py": (SHOP, after)}).proposal.patch))
        assert (found.name, found.kind) == ("seen", "set[object]")
        assert (found.reads() is not None) is same
