from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.checks.changed import Touched, touched_statements
from assay.core.patch import FileChange, Patch

PATH = PurePosixPath("mod.py")
BEFORE = '''\
"""Docstring."""
import os

LIMIT = 1


@cache
def f(x=None):
    """Docstring."""
    # a comment
    if x:
        return (
            1 +
            2
        )
    else:
        for i in x:
            pass
    return x


class A:
    y: int
    z = 2

    def g(self):
        global LIMIT
        with self:
            LIMIT = 3
        match self:
            case 1:
                return 1
            case _:
                return 2
'''


def touched(before: str, after: str) -> list[tuple[list[int], list[int], bool]]:
    found = touched_statements(Patch((FileChange(PATH, before, after),)))
    assert all(each.path == PATH for each in found)
    return [(sorted(each.lines), sorted(each.witnesses), each.called) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("LIMIT = 1", "LIMIT = 9", [([4], [4], False)]),
        ('"""Docstring."""\nimport', '"""Other."""\nimport', []),
        ("# a comment", "# another", []),
        ("    if x:", "    if not x:", [([11], [11], True)]),
        ("1 +", "9 +", [([13], [12, 13, 14, 15], True)]),
        ("        )", "        ) # end", [([15], [12, 13, 14, 15], True)]),
        ("    else:", "    else:  # or", [([16], [11], True)]),
        ("def f(x=None)", "def f(x=1)", [([8], list(range(9, 20)), True)]),
        ("@cache", "@other", [([7], list(range(9, 20)), True)]),
        ("class A:", "class A(B):", [([22], [22], False)]),
        ("y: int", "y: str", [([23], [23], False)]),
        ("global LIMIT", "global LIMIT, OTHER", []),
        ("with self:", "with self, self:", [([28], [28], True)]),
        ("case 1:", "case 9:", [([31], [30, 31], True)]),
        ("return 2\n", "return 9\n", [([34], [34], True)]),
        ("\n\nclass A", "\n\n\nclass A", []),
    ],
    ids=range(16),
)
def test_a_changed_line_belongs_to_the_innermost_statement(
    old: str, new: str, expected: list[tuple[list[int], list[int], bool]]
) -> None:
    assert BEFORE.count(old) == 1
    assert touched(BEFORE, BEFORE.replace(old, new)) == expected


def test_new_lines_stand_for_themselves() -> None:
    after = BEFORE.replace("    # a comment\n", "    if x is None:\n        x = []\n")
    assert touched(BEFORE, after) == [([10], [10], True), ([11], [11], True)]


def test_where_lines_are_only_taken_away_the_neighbours_bear_witness() -> None:
    assert touched("def f():\n    a()\n    b()\n    c()\n", "def f():\n    a()\n    c()\n") == [([3], [2, 3], True)]
    assert touched("a = 1\nb = 2\n", "a = 1\n") == [([1], [1], False)]
    assert touched("a = 1\n", "") == []


def test_a_new_file_is_touched_all_over_and_one_that_is_gone_is_not() -> None:
    assert touched_statements(Patch((FileChange(PATH, None, "a = 1\n"),))) == (
        Touched(PATH, frozenset({1}), frozenset({1}), called=False, raises=False),
    )
    assert touched_statements(Patch((FileChange(PATH, "a = 1\n", None),))) == ()
    assert touched_statements(Patch((FileChange(PurePosixPath("a.toml"), "a = 1\n", "a = 2\n"),))) == ()


def test_in_a_text_that_cannot_be_parsed_every_line_is_by_itself() -> None:
    assert touched("", "type X = (\n    a\n# b\n\n") == [([1], [1], False), ([2], [2], True)]


def test_a_witness_is_a_line_of_the_same_file() -> None:
    statement = Touched(PATH, frozenset({1}), frozenset({1, 2}), called=True, raises=False)
    assert statement.ran({(PATH, 2)})
    assert not statement.ran({(PATH, 3), (PurePosixPath("other.py"), 2)})
