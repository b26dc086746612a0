"""What no test can be drafted for: it is said why, and nothing is pretended."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.core.action import Proposal
from assay.recipes.drafting.case import Case
from support.drafting import Shared, shared

MODULE = """\
import random
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from typing import overload

SEEN: list[int] = []


def never_returns(value: int) -> int:
    while True:
        value += 1


def mutates_globals(value: int) -> int:
    SEEN.append(value)
    return len(SEEN)


def reads_the_clock(value: int) -> float:
    return time.time() + value


def draws(value: int) -> float:
    return random.random() + value


def uses_the_network(host: str) -> int:
    try:
        return len(socket.getaddrinfo(host, 80))
    except OSError:
        return -1


def spawns(word: str) -> int:
    return subprocess.run(["true", word]).returncode


def needs_a_database(name: str) -> int:
    return sqlite3.connect("/nowhere/else.db").execute(name).fetchone()[0]


class Handle:
    def __init__(self, secret: object) -> None:
        raise RuntimeError


def takes_a_handle(handle: Handle) -> int:
    return 1


def endless(start: int) -> Iterator[int]:
    while True:
        yield start
        start += 1


@overload
def either(value: int) -> int: ...
@overload
def either(value: str) -> str: ...
def either(value):
    return value + value


def parts(items: list[int]) -> tuple[int, Iterator[int]]:
    found = iter(items)
    return next(found), found


def promises(value: int) -> bool: ...


def counts_by_hash(word: str) -> int:
    return hash(word) % 7
"""
SHARES = '''\
def share(part: int, whole: int = 4) -> float:
    """Say.

    >>> share(1)
    0.5
    """
    return part / whole
'''
BROKEN = "import nothing_of_that_name\n\n\ndef broken(value: int) -> int:\n    return value\n"
NUMBERED = """\
import store


def number(value: int) -> int:
    if value not in store.NUMBERS:
        store.NUMBERS[value] = len(store.NUMBERS)
    return store.NUMBERS[value] + (100 if value > 10 else 0)
"""
FILES = {
    "odd.py": MODULE,
    "broken.py": BROKEN,
    "shares.py": SHARES,
    "numbered.py": NUMBERED,
    "store.py": "NUMBERS: dict[int, int] = {}\n",
}

EXPECTED = {
    "never_returns": "does not return",
    "mutates_globals": "changes the state of its module",
    "reads_the_clock": "gives another answer at another time",
    "draws": "gives another answer at another time",
    "uses_the_network": "uses the network",
    "spawns": "starts a process",
    "needs_a_database": "all that could be made up for it fails",
    "takes_a_handle": "cannot be given what it needs (RuntimeError)",
    "endless": "gives items without end",
    "parts": "it gives a value that cannot be written down",
    "either": "this is one signature of several",
    "promises": "gives None, where its annotation says bool",
    "counts_by_hash": "gives another answer at another time",
    "broken": "the module cannot be imported (ModuleNotFoundError",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The modules in a project."""
    with shared(tmp_path_factory.mktemp("drafting"), FILES) as found:
        yield found


LISTED = """\
def listed(items: set[str] | list[str]) -> list[str]:
    return [each.upper() for each in items if each]


def chosen(items: set[str] | list[str]) -> str:
    return min(items, key=hash) if items else "none"
"""


def test_sets_whose_order_is_another_one_each_time_are_left_out(tmp_path: Path) -> None:
    with shared(tmp_path, {"listing.py": LISTED}) as project:
        found, refused = (project.drafted("listing.py", name) for name in ("listed", "chosen"))
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert "assert listed(" in text
    assert not any(isinstance(each, ast.Set) and len(each.elts) > 1 for each in ast.walk(ast.parse(text))), text
    assert isinstance(refused, str), refused
    assert "gives another answer at another time" in refused


@pytest.mark.parametrize(
    ("source", "unordered"),
    [
        ("{'a', 'b'}", True),
        ("[{('a', 1), ('b', 2)}]", True),
        ("frozenset(['a', 'b'])", True),
        ("set()", False),
        ("{1, 2}", False),
        ("{'a'}", False),
        ("{'a': 1, 'b': 2}", False),
        ("['a', 'b']", False),
    ],
)
def test_what_is_gone_through_in_another_order_in_another_process(source: str, *, unordered: bool) -> None:
    assert Case("f(items)", (("items", source),)).is_unordered is unordered


@pytest.mark.parametrize("name", EXPECTED)
def test_not_drafted_because(project: Shared, name: str) -> None:
    said = project.drafted("broken.py" if name == "broken" else "odd.py", name)
    assert isinstance(said, str), said
    assert said.startswith("not drafted, because ")
    assert EXPECTED[name] in said


def test_what_calls_find_wrong_is_for_the_person(project: Shared) -> None:
    found = project.drafted("shares.py", "share")
    assert isinstance(found, Proposal)
    assert "share(1) gives 0.25, where its documentation says 0.5" in found.unverified
    assert "raises ZeroDivisionError" in found.unverified
    assert "ZeroDivisionError" not in (found.patch.changes[0].after or "")


def test_what_comes_of_a_call_because_of_an_earlier_one_is_not_taken_for_its_own(project: Shared) -> None:
    found = project.drafted("numbered.py", "number")
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert set(re.findall(r"(?:, |== )(\d+)\b", text)) <= {"0", "100"}, text
    assert "100" in text
