"""A drafted test that asserts nothing of the code under test is caught by its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.checks.asserting import asserting
from support.candidates import candidate, judged
from support.sandboxes import write_tree

HEAD = """\
import os
import unittest

import pytest

import sizes
from helpers import made
from sizes import Box, larger, shown


"""
IDLE = {
    "nothing": "larger(2, 1)",
    "a thing with itself": "assert larger(2, 1) == larger(2, 1)",
    "a thing with itself in a list": "assert larger(2, 1) in [larger(2, 1), 3]",
    "its own words": "two = 2\n    larger(two + 0, 1)\n    three = 3\n    assert three == 3",
    "what another call gives": "larger(2, 1)\n    assert len('ab') == 2",
    "what the system says": "larger(2, 1)\n    assert os.getcwd() != ''",
    "a pair": "assert (larger(2, 1), 'is 2')",
    "what holds anyhow": "assert larger(2, 1) == 2 or True",
    "any exception": "with pytest.raises(Exception):\n        larger(1, None)",
    "one of any exceptions": "with pytest.raises((ValueError, Exception)):\n        larger(1, None)",
    "an exception of its own": "with pytest.raises(ValueError):\n        raise ValueError",
    "a function that is there": "assert larger",
    "a constant": "assert sizes.WIDE == 4",
}
CASES = {
    "a value": "assert larger(2, 1) == 2",
    "truth": "assert larger(2, 1)",
    "a lie": "assert not larger(0, 0)",
    "a part of what holds": "assert True and larger(2, 1) == 2",
    "a kind": "assert isinstance(larger(2, 1), int)",
    "what it is called with": "items = [1]\n    sizes.sort(items)\n    assert items == [1]",
    "what a method changes": "box = Box()\n    box.up()\n    assert box.count == 1",
    "a part of a part": "found = larger(2, 1)\n    both = found, 1\n    assert both == (2, 1)",
    "what a context gives": "with sizes.opened('a') as value:\n        assert value == 'a'",
    "an exception": "with pytest.raises(TypeError):\n        larger(1, None)",
    "an exception of a call": "pytest.raises(TypeError, larger, 1, None)",
    "what a helper makes": "assert made(1).size == 2",
    "items": "for each in sizes.all():\n        assert each > 0",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project."""
    return write_tree(tmp_path_factory.mktemp("asserts") / "workspace", {"sizes.py": "", "tests/helpers.py": ""})


def said(workspace: Path, text: str) -> str:
    """Why it is rejected; empty where it is not."""
    return judged(
        asserting, candidate({"tests/test_sizes.py": (None, HEAD + text)}, target="sizes.py", root=workspace)
    ).reason


@pytest.mark.parametrize("name", IDLE)
def test_one_that_cannot_fail(workspace: Path, name: str) -> None:
    text = f"def test_it():\n    {IDLE[name]}\n"
    assert said(workspace, text).endswith(": test_it: asserts nothing of the code under test that can fail")
    assert said(workspace, f"async {text}") != ""
    assert said(workspace, f"def test_good():\n    assert larger(2, 1) == 2\n\n\n{text}") != ""


@pytest.mark.parametrize("name", CASES)
def test_one_that_can(workspace: Path, name: str) -> None:
    text = f"def test_it():\n    {CASES[name]}\n"
    assert said(workspace, text) == said(workspace, f"async {text}") == ""


@pytest.mark.parametrize(
    ("line", "can_fail"),
    [
        ("self.assertEqual(larger(2, 1), 2)", True),
        ("self.assertEqual(first=larger(2, 1), second=2)", True),
        ("self.assertEqual(larger(2, 1), larger(2, 1), 'the same')", False),
        ("self.assertEqual(2, 2, larger(2, 1))", False),
        ("self.assertTrue(larger(2, 1), 'is true')", True),
        ("self.assertIsNone(larger(2, 1))", True),
        ("self.assertTrue(2, larger(2, 1))", False),
        ("self.fail()", False),
    ],
)
def test_unittest(workspace: Path, line: str, can_fail: bool) -> None:  # noqa: FBT001 - a column of the table
    text = f"class SizesTests(unittest.TestCase):\n    def test_it(self):\n        {line}\n"
    assert (said(workspace, text) == "") is can_fail


def test_a_fixture_of_the_project_and_what_pytest_has_seen(workspace: Path) -> None:
    assert said(workspace, "def test_it(box):\n    assert box.size == 1\n") == ""
    assert said(workspace, "def test_it(capsys):\n    shown(1)\n    assert capsys.readouterr().out == '1'\n") == ""
    assert said(workspace, "def test_it(capsys):\n    print(1)\n    assert capsys.readouterr().out == '1'\n") != ""
    table = "@pytest.mark.parametrize('one, two', [(1, 1)])\n"
    assert said(workspace, f"{table}def test_it(one, two):\n    assert one == two\n") != ""
    assert said(workspace, f"{table}def test_it(one, two):\n    assert larger(one, 0) == two\n") == ""


def test_all_that_are_idle_are_named(workspace: Path) -> None:
    text = f"{HEAD}def test_a():\n    larger(1, 2)\n\n\nclass TestB:\n    def test_b(self):\n        pass\n"
    found = judged(
        asserting, candidate({"tests/test_sizes.py": (None, text)}, target="sizes.py", root=workspace)
    ).problems
    assert [each.message for each in found] == [
        "test_a: asserts nothing that can fail",
        "TestB.test_b: asserts nothing that can fail",
    ]
    assert [(each.start.line, each.end.line) for each in found] == [(10, 12), (15, 17)]
