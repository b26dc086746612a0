"""What is tested through a function, as nobody tests it by itself."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.syntax.tree import parse
from assay.tools.mutation import MOST, MOST_OF_MAKER, faults_in
from assay.tools.subject import Subject, behind, behind_maker, functions

MODULE = """\
def ask(text):
    return _Reader(text).read() + _plain(text)

def _plain(text):
    return text

def _other(text):
    return text

class _Reader:
    def __init__(self, text):
        self.text = text

    def __eq__(self, other):
        return self.text == other.text

    def read(self):
        return self._rest()

    def _rest(self):
        return self.text

    def never(self):
        return 1

class _Idle:
    def read(self):
        return 2

class Box:
    def __init__(self, size):
        self._size = self._checked(size)

    def _checked(self, size):
        return size + 1

    def _near(self):
        return self._size

    def width(self):
        return self._near()
"""


def subject(qualified: str, text: str = MODULE) -> Subject:
    tree = parse(text)
    scope = next(each for each in functions(tree) if each.qualified == qualified)
    return Subject(PurePosixPath("shapes.py"), "shapes", tree, scope)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ask", {"_plain", "_Reader.__init__", "_Reader.read", "_Reader._rest"}),
        ("_plain", set[str]()),
        ("Box.__init__", {"Box._checked"}),
        ("Box.width", {"Box._near"}),
    ],
)
def test_it_is_what_is_private_and_reached_by_name(name: str, found: set[str]) -> None:
    assert {each.qualified for each in behind(subject(name))} == found


@pytest.mark.parametrize(
    ("name", "found"), [("Box.width", ["Box._checked"]), ("Box.__init__", []), ("Box._checked", []), ("ask", [])]
)
def test_what_makes_an_object_shows_in_its_methods(name: str, found: list[str]) -> None:
    assert [each.qualified for each in behind_maker(subject(name))] == found


def test_of_what_makes_an_object_a_few_faults_are_tried_from_all_over_it() -> None:
    lines = "".join(f"        found = size + {number}\n" for number in range(60))
    text = MODULE.replace("        return size + 1\n", f"{lines}        return found\n")
    tried = [(scope.qualified, each.line) for scope, each in faults_in(subject("Box.width", text)) if scope is not None]
    made = [line for name, line in tried if name == "Box._checked"]
    assert len(made) == MOST_OF_MAKER
    assert max(made) - min(made) > 50
    assert {"Box.width", "Box._near"} <= {name for name, _ in tried}


def test_of_private_functions_what_decides_a_condition_is_tried_before_other_faults() -> None:
    lines = "".join(f"        found = size + {number}\n" for number in range(90))
    deciding = "".join(f"        if found == {number}:\n            return found\n" for number in range(9))
    text = MODULE.replace("        return self._size\n", f"        size = 1\n{lines}{deciding}        return found\n")
    tried = [each for scope, each in faults_in(subject("Box.width", text)) if scope is not None]
    assert len(tried) == MOST
    assert sum(each.decides for each in tried) == 2 * 9
    assert any(not each.decides and each.new == "None" for each in tried)
