"""Where drafting tests is offered, and what a place stands for."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.actions.draft_tests import offers, refuses, targets, untested
from assay.core.action import Request
from assay.core.errors import BadInput
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.syntax.tree import parse

PATH = PurePosixPath("pkg/words.py")
TEXT = """\
X = 1


@cached
def first(text):
    return text[0]


def _hidden(text):
    return text


class Word:
    def length(self):
        return 1
"""


def request(line: int | None) -> Request:
    place = None if line is None else Place(Position(line, 2), Position(line, 2))
    return Request("draft_tests", Snapshot(Path("/nowhere"), {PATH: TEXT}), PATH, place)


def offered(line: int) -> list[str]:
    return [each.title for each in offers(request(line), lambda: parse(TEXT))]


def test_it_is_offered_on_the_head_of_what_is_public() -> None:
    assert offered(3) == offered(4) == ["Draft tests of first"]
    assert offered(12) == ["Draft tests of Word"]
    assert offered(13) == ["Draft tests of Word.length"]


@pytest.mark.parametrize("line", [0, 5, 8, 14])
def test_it_is_not_offered_elsewhere(line: int) -> None:
    assert offered(line) == []


def test_a_place_stands_for_the_function_around_it() -> None:
    (target,) = targets(request(5), ())
    assert (target.title, target.diagnostics[0].start) == ("Draft tests of first", Position(4, 0))


@pytest.mark.parametrize(
    ("line", "titles"),
    [(None, ["first", "Word.length"]), (12, ["Word.length"]), (14, ["Word.length"])],
    ids=["a module", "a class", "a method"],
)
def test_what_holds_functions_stands_for_each_of_them(line: int | None, titles: list[str]) -> None:
    assert [each.title.removeprefix("Draft tests of ") for each in targets(request(line), ())] == titles


def test_where_no_function_is_it_says_what_to_name() -> None:
    with pytest.raises(BadInput, match="name a module, or a line of a function"):
        targets(request(0), ())


@pytest.mark.parametrize("path", ["tests/test_a.py", "a.pyi", "setup.cfg"])
def test_it_refuses_what_is_no_module(path: str) -> None:
    assert refuses(PurePosixPath(path))


UNTESTED = """\
import os


def shown(text):
    return _cut(text)


def other(text):
    return _cut(text)


def _cut(text):
    return text[:9]


def _lonely(text):
    return text
"""


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        ({5}, ["Draft tests of shown"]),
        ({9}, ["Draft tests of other"]),
        ({13}, ["Draft tests of shown"]),
        ({9, 13}, ["Draft tests of shown", "Draft tests of other"]),
        ({1, 17}, []),
    ],
)
def test_lines_that_no_test_runs_stand_for_the_functions_that_hold_or_reach_them(
    lines: set[int], titles: list[str]
) -> None:
    given = Request("draft_tests", Snapshot(Path("/nowhere"), {PATH: UNTESTED}), PATH, changed=True)
    assert [each.title for each in untested(given, {PATH: frozenset(lines)})] == titles
