"""What a drafted test could do to look better than it is, or to act where nobody watches: each way is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.checks.clean import clean
from assay.checks.gains import gains
from assay.checks.kills import kills
from support.drafting import Shared, named, shared

MODULE = """\
import os
import threading

WIDE = 4


def larger(one: int, other: int) -> int:
    if one > other:
        return one
    return other


def named(name: str) -> str:
    if hasattr(threading, name):
        raise ValueError(name)
    setattr(threading, name, 1)
    return name


def helper() -> int:
    return 3


class Box:
    size = 1

    def __init__(self) -> None:
        self.count = Box.size


class Crate:
    def larger(self, value: int) -> bool:
        if value > WIDE:
            return True
        return False


def wide(value: int) -> bool:
    return value > WIDE


def wide(value: int) -> bool:
    return value >= WIDE
"""
KNOWN = """\
from sizes import Box, helper, larger, wide


def test_known():
    assert larger(1, 3) == 3


def test_box():
    assert Box().count == 1


def test_helper():
    assert helper() == 3
"""
HEAD = """\
import asyncio
import os
import threading
from pathlib import Path

import pytest

import sizes
from sizes import larger
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The module with the test that it has."""
    files = {"sizes.py": MODULE, "tests/test_sizes.py": KNOWN}
    with shared(tmp_path_factory.mktemp("attacks"), files) as found:
        yield found


ONCE = """

def test_one():
    assert larger(2, 1) == 2


def test_in_a_copy_of_the_process():
    assert larger(1, 2) == 2
    assert os.getpgrp() != os.getpid()


def test_once():
    assert larger(1, 2) == 2 and not hasattr(os, "once")
    os.once = True
"""


def test_one_that_fails_when_it_runs_again_notices_nothing(project: Shared) -> None:
    found = project.judged(kills, "sizes.py", "larger", f"{HEAD}{ONCE}")
    again = "does not pass where it runs once more, on the code as it is"
    assert named(found) == [("test_in_a_copy_of_the_process", again), ("test_once", again)]


def test_one_of_a_function_that_refuses_the_second_time(project: Shared) -> None:
    found = project.judged(
        kills, "sizes.py", "named", f"{HEAD}\n\ndef test_named():\n    assert sizes.named('box') == 'box'\n"
    )
    assert named(found) == [("test_named", "does not pass where it runs once more, on the code as it is")]


ACTS = {
    "makes a folder": "os.mkdir('left')",
    "removes a folder": "os.rmdir('empty') if os.path.exists('empty') else None\n    os.makedirs('left')",
    "renames": "os.rename('pyproject.toml', 'other.toml')",
    "removes": "Path('pyproject.toml').unlink()",
    "links": "os.symlink('a', 'b')",
    "writes by a name in bytes": "open(b'left.txt', 'w').close()",
    "forks": "child = os.fork()\n    os._exit(0) if child == 0 else os.waitpid(child, 0)",
    "puts another function there": "sizes.helper = lambda: 3",
    "changes a class": "sizes.Box.size = 2",
    "waits in a coroutine": "asyncio.run(asyncio.sleep(0.01))",
    "leaves a thread": "threading.Thread(target=threading.Event().wait, daemon=True).start()",
}


@pytest.mark.parametrize("name", ACTS)
def test_one_that_does_something(project: Shared, name: str) -> None:
    text = f"{HEAD}\n\ndef test_one():\n    assert larger(2, 1) == 2\n    {ACTS[name]}\n"
    found = project.judged(clean, "sizes.py", "larger", text)
    assert [each for each, _ in named(found)] == ["test_one"], found.summary


def test_one_that_does_something_while_it_is_collected(project: Shared) -> None:
    table = "@pytest.mark.parametrize('value', [2], ids=lambda value: str(os.mkdir('left')))\n"
    text = f"{HEAD}\n\n{table}def test_one(value):\n    assert larger(value, 1) == 2\n"
    found = project.judged(clean, "sizes.py", "larger", text)
    assert found.status == "failed"
    assert "when it is collected" in found.reason


BREAKS = """

def test_one():
    assert larger(2, 1) == 2
    sizes.Box.__init__.__code__ = (lambda self: setattr(self, "count", 2)).__code__
"""


def test_one_with_which_a_test_of_the_project_fails(project: Shared) -> None:
    found = project.judged(project.project.stable, "sizes.py", "larger", f"{HEAD}{BREAKS}")
    assert found.status == "failed"
    assert "fails that passed before: tests/test_sizes.py:9 test_box" in found.reason


def test_of_a_function_that_is_defined_twice_the_one_that_runs_is_meant(project: Shared) -> None:
    found = project.judged(kills, "sizes.py", "wide", f"{HEAD}\n\ndef test_wide():\n    assert sizes.wide(4) is True\n")
    assert found.status == "failed"
    assert found.reason == "what its name is bound to is no function, or none that is defined there"


def test_of_two_methods_of_one_name_the_branches_of_one_count(project: Shared) -> None:
    found = project.judged(gains, "sizes.py", "larger", f"{HEAD}\n\ndef test_one():\n    assert larger(2, 1) == 2\n")
    assert found.summary == "+1 of 3 lines, +1 of 2 ways of branches"
