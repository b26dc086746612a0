"""The check that asks what is known where the errors were, with every checker in the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.core.check import CheckResult
from assay.core.command import Limits
from support.courts import Court
from support.judging import OF_NAME

TEXT = '''\
"""Some text, \N{PILE OF POO}."""
import re

import nowhere
from typing import Any, Dict, List, Optional


def size(text: str = None) -> int:
    """How long it is."""
    if text is None:
        return 0
    return len(text)


def year(date: str) -> str:
    mark = "\N{PILE OF POO}"; return re.match("[0-9]+", date).group() + mark


def many(values: Optional[List[int]], other: Any) -> int:
    number: int = "3"
    print(other.thing, nowhere.thing)
    return values[0] + number


class Till:
    total: int = 0

    def add(self, amount: int) -> int:
        self.total = str(amount)
        return self.missing(amount)


def nobody(x: Any) -> int:
    return len(x.name, x)


class Box:
    width: int = "3"
'''


@pytest.fixture(scope="module", params=OF_NAME)
def court(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    court = Court(tmp_path_factory.mktemp("revealed"), request.param, TEXT)
    yield court
    court.close()


def told(result: CheckResult) -> tuple[str, str, bool]:
    return result.status, result.reason, result.required


def test_an_attribute_of_a_class_is_known_or_not(court: Court) -> None:
    right = court.judged('width: int = "3"', ('width: int = "3"', 'width: str = "3"'))
    assert told(right) == ("passed", "", True)
    assert (right.after["asked"], right.after["known"]) == (1, 1)
    wrong = court.judged('width: int = "3"', ('width: int = "3"', "width = nowhere.width"))
    assert wrong.status == "failed"
    assert wrong.reason.startswith("shop.py:")


def test_a_parameter_that_may_be_none_is_known(court: Court) -> None:
    result = court.judged("text: str = None", ("text: str = None", "text: Optional[str] = None"))
    assert told(result) == ("passed", "", True)
    assert "str" in result.summary
    assert [ran.side for ran in result.commands] == ["after"]
    assert (result.after["asked"], result.after["known"]) == (1, 1)


def test_a_parameter_that_is_anything_now_fails(court: Court) -> None:
    result = court.judged("text: str = None", ("text: str = None", "text: Any = None"))
    assert (result.status, result.required) == ("failed", True)
    name = court.judge.tool.name
    assert result.reason in {
        f"shop.py:8: for {name} it is {what} now, and was str" for what in ("Any", "Any | None", "None | Any")
    }, result.reason
    assert [ran.side for ran in result.commands] == ["before", "after"]


def test_a_guard_before_an_attribute_is_followed_down_the_lines(court: Court) -> None:
    old = 'mark = "\N{PILE OF POO}"; return re.match("[0-9]+", date).group() + mark'
    new = old.replace("; return re", "\n    found = re").replace(
        ".group() + mark", "\n    assert found\n    return found.group()"
    )
    guarded = (old, new)
    gone = court.judged("mark =", guarded)
    assert told(gone)[0] in ("skipped", "passed")
    kept = court.judged(
        "return values[0]", ("    number: int", "    if values is None:\n        raise TypeError\n    number: int")
    )
    assert told(kept) == ("passed", "", True)


def test_a_place_that_is_reached_no_more_fails(court: Court) -> None:
    for edit in (
        ("    number: int", "    return 1\n    number: int"),
        ("    number: int", "    raise ValueError\n    number: int"),
    ):
        result = court.judged("return values[0]", edit)
        assert told(result) == ("failed", f"shop.py:22: {court.judge.tool.name} finds no way there any more", True)


def test_a_variable_is_asked_for_what_it_is_behind_its_assignment(court: Court) -> None:
    result = court.judged("number: int", ('number: int = "3"', 'number: str = "3"'))
    assert told(result) == ("passed", "", True)
    assert "str" in result.summary or "3" in result.summary


def test_an_attribute_that_is_assigned_is_asked_for_behind_it(court: Court) -> None:
    result = court.judged("self.total = str", ("total: int = 0", "total: object = 0"))
    assert told(result) == ("passed", "", True)


def test_an_import_and_a_word_that_is_gone_are_not_asked_about_and_that_is_said(court: Court) -> None:
    result = court.judged("import nowhere", ("import nowhere\n", ""))
    assert told(result) == ("skipped", "it stands at no expression", False)
    gone = court.judged("return values[0]", ("values[0]", "next(iter(other))"))
    assert told(gone) == ("skipped", "the patch took its words away", False)
    assert gone.commands == ()


def test_what_was_unknown_before_may_be_unknown_still(court: Court) -> None:
    if not any("missing" in each.message for each in court.known):
        pytest.fail("every checker knows this error")
    result = court.judged("self.missing", ("    total: int = 0", "    total: int = 0\n    missing: Any = None"))
    assert told(result)[0] == "passed"


VERSIONS = """\
import os, sys

old = sys.version_info[0] < 3
newer = sys.version_info >= (3, 12)


def size(text: str) -> int:
    if old:
        return text.first
    return len(text)


def width(text: str) -> int:
    if newer:
        number: int = "3"
        return number
    return text.second


def end(text: str) -> int:
    if os.name == "nt":
        return text.third
    return len(text)


def kind(text: str) -> object:
    try:
        found = unicode
    except NameError:
        found = str
    return found
"""
ON_3_11 = {
    "mypy.ini": "[mypy]\npython_version = 3.11\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.12"\n',
}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    court = Court(tmp_path_factory.mktemp("versions"), "mypy", VERSIONS, ON_3_11)
    yield court
    court.close()


def test_what_never_runs_is_not_asked_about(versions: Court) -> None:
    right = versions.judged("text.first", ("if old", "if sys.version_info < (3,)"))
    assert (right.status, right.reason) == ("skipped", "no Python that the project is for ever runs it")


def test_nor_is_what_only_other_platforms_run(versions: Court) -> None:
    right = versions.judged("text.third", ('if os.name == "nt"', 'if sys.platform == "win32"'))
    assert (right.status, right.reason) == ("skipped", "only other platforms run it")
    wrong = versions.judged("text.third", ('if os.name == "nt"', 'if sys.platform == "aix"'))
    assert told(wrong) == ("failed", "shop.py:22: mypy finds no way there any more", True)


def test_what_another_condition_hides_is(versions: Court) -> None:
    wrong = versions.judged("text.first", ("if old", "if sys.version_info < (2,)"))
    assert told(wrong) == ("failed", "shop.py:9: mypy finds no way there any more", True)


def test_the_branch_that_runs_has_to_be_reached(versions: Court) -> None:
    """The checker is set to an older version than the project is for, and so takes the other branch."""
    wrong = versions.judged("text.second", ("if newer", "if sys.version_info >= (3, 12)"))
    assert told(wrong) == ("failed", "shop.py:15: mypy finds no way there any more", True)


def test_so_has_that_of_a_fallback(versions: Court) -> None:
    handler = ("except NameError:", "else:")
    right = versions.judged("unicode", ("try:", "if sys.version_info < (3,):"), handler)
    never = "1 of 1 places not asked: no Python that the project is for ever runs it"
    assert told(right) == ("passed", "", True)
    assert right.summary == f"the checker comes to every branch that runs; {never}"
    wrong = versions.judged("unicode", ("try:", "if sys.version_info < (3, 12):"), handler)
    assert told(wrong) == ("failed", "shop.py:30: mypy finds no way there any more", True)


def test_a_checker_that_cannot_be_asked_leaves_it_open(court: Court) -> None:
    edit = ("text: str = None", "text: Optional[str] = None")
    result = court.judged("text: str = None", edit, limits=Limits(wall=0.01))
    name = court.judge.tool.name
    assert told(result) == ("skipped", f"could not be asked: {name} was ended before it was done: wall limit", True)


def test_several_errors_are_asked_about_in_one_run(court: Court) -> None:
    edit = ('    number: int = "3"', "    assert values is not None\n    number: int = 3")
    result = court.judged("number: int; values[0]", edit)
    assert told(result) == ("passed", "", True)
    assert len(result.commands) == 1
