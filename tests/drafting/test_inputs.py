"""Which calls are tried: many are made up, their ways looked at, and more made from those that tell something."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from assay.core.action import Proposal
from assay.core.command import Completed
from assay.core.snapshot import Snapshot
from assay.recipes.drafting import patterns
from assay.recipes.drafting.case import Case
from assay.recipes.drafting.patterns import examples
from assay.recipes.drafting.telling import telling
from assay.recipes.drafting.trial import Trial
from assay.tools.following import Way, following_command, read_ways
from assay.tools.observing import Calling
from assay.tools.project import find_project
from assay.tools.subject import subject_of
from support.drafting import LIMITS, shared, small

LABELS = '''\
import re

PARTS = re.compile(r"#(\\d+);")


def label(text, width=0, strict=False, mark=".", style="plain"):
    """Options matter together alone: style and strict, width and mark."""
    if style == "modern":
        text = PARTS.sub(lambda found: chr(int(found.group(1))), text)
        if strict and width:
            return text[:width] + mark
        if strict:
            return text.upper()
    return text


def adder(step=1):
    def add(value):
        if value > 10:
            return value - step
        return value + step

    return add


class Box:
    def __init__(self, size=1, name="box"):
        self.size = size
        self.name = name

    def replaced(self, **parts):
        for key in parts:
            if key not in ("size", "name"):
                raise TypeError(key)
        return {"size": self.size, "name": self.name, **parts}
'''


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"^(?P<major>0|[1-9]\d*)\.(?P<minor>0|[1-9]\d*)(?:-(?P<rest>[0-9a-zA-Z-]+(?:\.[0-9]+)*))?$", 0),
        (r"(?<=\d),(?=\d)", 0),
        (r"[^a-z]b{3}", 0),
        (r"(a|b)\1", re.IGNORECASE),
        ("a  # a letter\n b", re.VERBOSE),
    ],
)
def test_a_text_that_a_pattern_matches(pattern: str, flags: int) -> None:
    found = examples(pattern, flags)
    assert found
    assert all(re.compile(pattern, flags).search(each) for each in found)


@pytest.mark.parametrize("pattern", ["(", r"a\bb", "x{100}"])
def test_no_text_where_none_is_found(pattern: str) -> None:
    assert examples(pattern, 0) == ()


def _parsed(_pattern: str, _flags: int) -> list[int]:
    return [1]


@pytest.mark.parametrize("parser", [None, SimpleNamespace(parse=_parsed)])
def test_no_text_in_a_python_that_has_no_such_parser_or_another_one(
    monkeypatch: pytest.MonkeyPatch, parser: object
) -> None:
    monkeypatch.setattr(patterns, "_PARSER", parser)
    assert patterns.examples("a+", 0) == ()


def test_a_call_with_a_step_of_its_own_comes_first_and_of_equals_the_one_that_comes_to_more() -> None:
    tried = tuple(Trial(Case(f"f({number})")) for number in range(4))
    ways = (Way(frozenset({1}), "1"), Way(frozenset({1}), "'longer'"), Way(frozenset({1, 2}), "1"), Way())
    assert [each.judged for each in telling(tried, ways)] == ["f(1)", "f(2)", "f(0)", "f(3)"]


def test_a_short_result_counts_again_where_another_way_leads_to_it() -> None:
    tried = tuple(Trial(Case(f"f({number})")) for number in range(4))
    long = [Way(frozenset({1, 2}), "'a result'"), Way(frozenset({1}), "'a result'"), Way(frozenset({2}), "'result'")]
    short = [Way(each.steps, "True") for each in long]
    for ways, expected in ((long, ["f(0)", "f(2)", "f(1)"]), (short, ["f(0)", "f(1)", "f(2)"])):
        assert [each.judged for each in telling(tried[:3], ways)] == expected


def test_what_the_documentation_shows_is_never_left_out() -> None:
    tried = (Trial(Case("f(0)")), Trial(Case("f(1)", documented="2")))
    ways = (Way(frozenset({1}), "1"), Way())
    assert [each.judged for each in telling(tried, ways, most=1)] == ["f(1)"]


@pytest.mark.parametrize(
    ("lines", "second"), [(("a = 1",), "f(1)"), (("a = A()", "b = A()", "a.g()", "b.g()"), "f(0)")]
)
def test_what_a_long_example_takes_a_call_of_its_own_takes_too(lines: tuple[str, ...], second: str) -> None:
    tried = (Trial(Case("f(0)")), Trial(Case("f(1)")), Trial(Case("f(2)", lines=lines, documented="3")))
    ways = (Way(frozenset({1}), "11"), Way(frozenset({2}), "22"), Way(frozenset({1}), "33"))
    assert [each.judged for each in telling(tried, ways, most=2)] == ["f(2)", second]


def test_without_ways_they_are_as_they_were_tried() -> None:
    tried = tuple(Trial(Case(f"f({number})")) for number in range(3))
    assert telling(tried, (Way(),) * 3) == tuple(each.case for each in tried)


def test_options_that_matter_together_alone(tmp_path: Path) -> None:
    with shared(tmp_path, {"labels.py": LABELS}) as project:
        text = _after(project.drafted("labels.py", "label"))
        assert 'strict=True, style="modern"' in text
        assert re.search(r'width=\d+, strict=True, (mark=.*, )?style="modern"', text)
        assert re.search(r"#\d+;", text)


def test_what_a_function_gives_is_called(tmp_path: Path) -> None:
    with shared(tmp_path, {"labels.py": LABELS}) as project:
        text = _after(project.drafted("labels.py", "adder"))
        assert re.search(r"adder\(.*\)\((1[1-9]|\d{3,})\)|adder\(.*\)\(argument\)", text)


def test_options_by_the_names_of_what_the_object_is_made_of(tmp_path: Path) -> None:
    with shared(tmp_path, {"labels.py": LABELS}) as project:
        text = _after(project.drafted("labels.py", "replaced"))
        assert re.search(r"replaced\((size|name)=", text)


PRIVATE_BASE = """\
class _Base:
    def __init__(self, value: int) -> None:
        self.value = value

    def __lt__(self, other: "_Base") -> bool:
        return self.value < other.value


class Size(_Base):
    def __lt__(self, other: _Base) -> bool:
        if isinstance(other, Size):
            return self.value * 10 < other.value
        return super().__lt__(other)


def least(one: _Base, other: "_Base") -> int:
    return one.value if one.value < other.value else other.value


class _Alone:
    value = 1


def of(alone: _Alone) -> int:
    return alone.value + 1
"""


def test_where_a_private_class_is_asked_for_it_gets_one_that_inherits_from_it(tmp_path: Path) -> None:
    with shared(tmp_path, {"bases.py": PRIVATE_BASE}) as project:
        least = _after(project.drafted("bases.py", "least"))
        alone = project.drafted("bases.py", "of")
    assert "least(Size(" in least
    assert alone == "not drafted, because nothing fits the parameter alone"


FOLLOWED = """\
import os
import time


def follow(number):
    if number == 1:
        return "one"
    if number == 2:
        while True:
            pass
    if number == 3:
        os._exit(0)
    if number == 4:
        raise SystemExit
    if number == 5:
        with open("notes.txt") as file:
            return file.read()
    return "other"
"""
FILES = {"followed.py": FOLLOWED, "notes.txt": "notes"}


def test_each_way_is_told_and_what_ends_or_never_ends_is_none(tmp_path: Path) -> None:
    ways = asyncio.run(_followed(tmp_path, [0, 1, 2, 3, 4, 5, 6]))
    assert [each.came for each in ways] == ["'other'", "'one'", "", "", "raises SystemExit", "", "'other'"]
    assert ways[0].steps == ways[6].steps
    assert ways[0].steps not in (frozenset(), ways[1].steps)
    assert [not each.steps for each in ways] == [False, False, True, True, False, True, False]


def test_the_steps_of_a_package_below_another_folder_and_of_its_other_modules(tmp_path: Path) -> None:
    other = "def inner(number):\n    if number:\n        return 'one'\n    return 'other'\n"
    files = {
        "src/pack/__init__.py": "",
        "src/pack/followed.py": "from pack.deep.other import inner\n\ndef follow(number):\n    return inner(number)\n",
        "src/pack/deep/__init__.py": "",
        "src/pack/deep/other.py": other,
    }
    one, two = asyncio.run(_followed(tmp_path, [0, 1], files, "src/pack/followed.py"))
    assert one.steps
    assert two.steps
    assert one.steps != two.steps


def test_of_a_report_without_shape_nothing_is_known() -> None:
    for said in (b"", b"[]", b'{"calls": [{}]}', b'{"calls": []}'):
        completed = Completed(0, b"", b"", 0.1, None, {"observed.json": said})
        assert read_ways(completed, 2) == (Way(), Way())


async def _followed(
    folder: Path, numbers: list[int], files: Mapping[str, str] = FILES, path: str = "followed.py"
) -> tuple[Way, ...]:
    async with small(folder, files) as project:
        found = find_project(
            project.workspace,
            PurePosixPath(path),
            interpreter=Path(sys.executable),
            chosen=None,
            environ=os.environ,
        )
        snapshot = Snapshot(project.workspace)
        subject = subject_of(snapshot, project.target(path, "follow"), found.root)
        assert subject is not None
        calls = [Calling((), (), f"follow({number})") for number in numbers]
        command = following_command(
            found, PurePosixPath(), subject, calls, names={"follow": subject.module}, mode="plain"
        )
        side = await project.side(snapshot)
        assert side.branch is not None
        return read_ways(await side.branch.run(command, LIMITS), len(calls))


def _after(found: Proposal | str) -> str:
    assert isinstance(found, Proposal), found
    return found.patch.changes[0].after or ""
