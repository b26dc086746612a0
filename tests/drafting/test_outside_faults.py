"""Faults in defaults and constants are noticed by tests, and no test notices that the module was run anew."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from assay.checks.kills import kills
from assay.core.action import Proposal
from assay.core.check import CheckResult
from assay.syntax.tree import parse
from assay.tools.mutants import mutants
from assay.tools.subject import functions
from support.drafting import Shared, shared

MODULE = r'''
import re

LIMIT = 3
UNITS = {"g": 1, "kg": 1000}
NUMBER = r"(\d+)"
_WEIGHT = re.compile(NUMBER + r" ?(g|kg)")
UNUSED = 5


def grams(text: str, times: int = 2) -> int:
    """What a text such as 3 kg says, several times, and how long it is up to a limit."""
    found = _WEIGHT.fullmatch(text)
    if found is None:
        return -1
    return int(found[1]) * UNITS[found[2]] * times + len(text[:LIMIT])


class Scale:
    STEP = 10

    def down(self, value: int) -> int:
        return value - value % self.STEP
'''
FRAGILE = """
class Thing:
    pass


DEFAULT = Thing()
MANY = 4


def many(thing: object = DEFAULT) -> int:
    return MANY if isinstance(thing, Thing) else 0
"""
GUARDED = """
MANY = 4
assert MANY == 4


def many(more: int) -> int:
    return MANY * more
"""
GRAMS = """
from weights import LIMIT, grams


def test_grams():
    assert (grams("3 g"), grams("2kg"), grams("2 kg", times=1), grams("1")) == (9, 4003, 2003, -1)
    assert grams("1 kg") == 2000 + LIMIT
"""
DOWN = "from weights import Scale\n\n\ndef test_scale():\n    assert Scale().down(25) == 20\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shared]:
    files = {"weights.py": MODULE, "fragile.py": FRAGILE, "guarded.py": GUARDED}
    with shared(tmp_path_factory.mktemp("outside"), files) as opened:
        yield opened


@pytest.mark.parametrize(("function", "tests"), [("grams", GRAMS), ("down", DOWN)])
def test_who_tests_what_they_lead_to_notices_them(project: Shared, function: str, tests: str) -> None:
    judged = project.judged(kills, "weights.py", function, tests)
    assert _survivors(judged) == []
    assert judged.after["killed"] == judged.after["mutants"]


def test_one_that_nothing_leads_to_survives(project: Shared) -> None:
    tests = "from weights import grams\n\n\ndef test_grams():\n    assert grams('3 g', times=2) == 9\n"
    found = "\n".join(_survivors(project.judged(kills, "weights.py", "grams", tests)))
    assert "times: int = (2 + 1)" in found
    assert '"kg": (1000 + 1)' in found
    assert '"g": (1 + 1)' not in found
    assert "UNUSED" not in found


def test_a_drafted_test_notices_them(project: Shared) -> None:
    found = project.drafted("weights.py", "grams")
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    survivors = _survivors(project.judged(kills, "weights.py", "grams", text))
    assert not any("times: int" in each or "LIMIT" in each for each in survivors), text


def test_where_running_anew_alone_makes_a_test_fail_it_notices_none(project: Shared) -> None:
    tests = "from fragile import DEFAULT, many\n\n\ndef test_many():\n    assert (many(DEFAULT), many(1)) == (4, 0)\n"
    judged = project.judged(kills, "fragile.py", "many", tests)
    assert (judged.after["mutants"], _survivors(judged)) == (_within(FRAGILE, "many"), [])


def test_what_the_module_does_not_survive_is_not_judged(project: Shared) -> None:
    tests = "from guarded import many\n\n\ndef test_many():\n    assert many(3) == 12\n"
    judged = project.judged(kills, "guarded.py", "many", tests)
    assert (judged.after["mutants"], _survivors(judged)) == (_within(GUARDED, "many"), [])


def _within(module: str, name: str) -> int:
    """How many faults of a function's body can be put in."""
    tree = parse(module)
    function = next(each for each in functions(tree) if each.name == name)
    return len([each for each in mutants(tree, function.node) if not each.of_iterator])


def _survivors(judged: CheckResult) -> list[str]:
    assert judged.status == "passed", judged.reason
    found = judged.after["survivors"]
    assert isinstance(found, list)
    return [str(each) for each in found]
