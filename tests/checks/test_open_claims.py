"""What a declaration of objects claims is asked of a checker in the real sandbox, and what is not true fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.courts import Court

TEXT = """\
from typing import Any, List


def repeated(items, names: List[str]):
    seen = set()
    add = seen.add
    for item in items:
        add(item)
    return seen


def known(items, names: List[str]):
    titles = set()
    add = titles.add
    for name in names:
        add(name)
    return len(items)


def counted(items, names: List[str]):
    counts = {}
    first = counts.setdefault
    for name in names:
        first(name, items)
    return len(items)


def used(items, names: List[str]):
    kinds = {}
    kinds[names[0]] = items
    for kind in kinds:
        print(kind)


def grown(items, names: List[str], size: float):
    given = (items, size)
    if items:
        given += (names,)
    print("%s: %s" % given)


def first(items, names: List[str], size: float):
    pair = (items, size)
    if items:
        pair += (names,)
    print(pair[1])


def lengthened(names: List[str], size: float):
    sizes = (size, size)
    if names:
        sizes += (names,)


def unseen(items):
    rest = {}
    rest.update(**items)


def several(items, names: List[str]):
    found = list(items)
    if names:
        found = ", ".join(names)
    print(found)


def settled(items, names: List[str]):
    texts = map(str, names)
    if items:
        texts = zip(items, names)
    print(texts)


class Shelf:
    def fill(self, items) -> None:
        found = []
        put = found.append
        put(items)
        every = list(found)
        self.found = every

    def count(self, items) -> None:
        bought = []
        put = bought.append
        put(items)
        self._bought = bought
        self.number = len(bought)
"""


TEXTS = "shop.py: what is put into texts is known"
KINDS = "shop.py:31: it is dict[object, object] now, and was dict[str, Any]; shop.py: what is put into kinds is known"


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    court = Court(tmp_path_factory.mktemp("claims"), "mypy", TEXT)
    yield court
    court.close()


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("seen = set()", "seen = set()", "seen: set[object] = set()"),
        ("counts = {}", "counts = {}", "counts: dict[str, object] = {}"),
        ("given += ", "given = (items", "given: tuple[object, ...] = (items"),
        ("bought = []", "bought = []", "bought: list[object] = []"),
        ('found = ", ".join', "found = list(items)", "found: list[object] | str = list(items)"),
        ("texts = zip(", "texts = map", "texts: map[str] | zip[tuple[object, str]] = map"),
    ],
)
def test_what_is_true_passes(court: Court, words: str, old: str, new: str) -> None:
    result = court.judged(words, (old, new))
    assert (result.status, result.reason) == ("passed", "")


@pytest.mark.parametrize(
    ("words", "edits", "reason"),
    [
        (
            "titles = set()",
            [("titles = set()", "titles: set[object] = set()")],
            "shop.py: what is put into titles is known",
        ),
        (
            "counts = {}",
            [("counts = {}", "counts: dict[object, object] = {}")],
            "shop.py: what is put into counts is known",
        ),
        (
            "seen = set()",
            [("kinds = {}", "kinds: dict[object, object] = {}")],
            KINDS,
        ),
        (
            "pair += ",
            [("pair = (items", "pair: tuple[object, ...] = (items")],
            "shop.py:46: it is object now, and was float",
        ),
        (
            "sizes += ",
            [("sizes = (size", "sizes: tuple[object, ...] = (size")],
            "shop.py: what is put into sizes is known",
        ),
        (
            "texts = zip(",
            [("texts = map", "texts: map[object] | zip[tuple[object, str]] = map")],
            "shop.py:71: it is map[object] | zip[tuple[object, str]] now, and was map[str]; " + TEXTS,
        ),
        (
            "texts = zip(",
            [("texts = map", "texts: map[str] | filter[object] | zip[tuple[object, str]] = map")],
            TEXTS,
        ),
        (
            "found = []",
            [("found = []", "found: list[object] = []")],
            "shop.py:80: others get list[object] now, and got list[Any]",
        ),
        (
            "seen = set()",
            [("seen = set()", "seen: set[object] = set()"), ("return seen", "return list(seen) + list(seen)")],
            "shop.py: more was changed about seen than its type",
        ),
        (
            "seen = set()",
            [("rest = {}", "rest: dict[str, object] = {}")],
            "shop.py: not all that is put into rest can be seen",
        ),
    ],
)
def test_what_is_not_true_fails(court: Court, words: str, edits: list[tuple[str, str]], reason: str) -> None:
    result = court.judged(words, *edits)
    assert (result.status, result.reason) == ("failed", reason)


def test_what_is_returned_counts_where_the_checker_tells_its_type_from_the_body(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = TEXT.replace("    return seen\n", "    print(seen.nothing)\n    return seen\n")
    other = Court(tmp_path_factory.mktemp("returned"), "basedpyright", text)
    result = other.judged("print(seen.nothing", ("seen = set()", "seen: set[object] = set()"))
    other.close()
    assert result.status == "failed"
    assert "others get set[object] now" in result.reason
