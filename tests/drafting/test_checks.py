"""Each check of drafted tests finds the bad ones that it is there for, all of them, and lets good ones pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from assay.checks.asserting import asserting
from assay.checks.clean import clean
from assay.checks.gains import gains
from assay.checks.kills import kills
from assay.checks.only_tests import only_tests
from assay.core.check import Check, CheckResult
from assay.core.command import Limits
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from support.drafting import Shared, named, shared

MODULE = """\
import itertools
from collections.abc import Iterator

KEPT = []


def larger(one: int, other: int) -> int:
    if one > other:
        return one
    return other


def twice(value: int) -> int:
    return value * 2


def both(one: list[int], other: list[int]) -> Iterator[int]:
    return itertools.chain(one, other)
"""
KNOWN = """\
from sizes import larger, twice


def test_known():
    assert larger(1, 3) == 3


def test_twice():
    assert twice(0) == 0
"""
BROKEN = "import sizes\n\nassert not sizes\n"
HEAD = "import datetime\nimport os\nimport time\n\nimport pytest\n\nimport sizes\nfrom sizes import larger\n"
YEAR = dt.datetime.now(dt.UTC).year
GOOD = f"{HEAD}\n\ndef test_one():\n    found = larger(2, 1)\n    both = found, 1\n    assert both == (2, 1)\n"
DYING = "\n\ndef test_dies():\n    assert larger(2, 1) == 2\n    os._exit(0)\n"
Make = Callable[[Project, Tool, Limits], Check]


def _asserts(*_: object) -> Check:
    return asserting


def _only(*_: object) -> Check:
    return only_tests(Policy())


WORTHLESS = """

def test_one():
    assert larger(2, 1) == 2


def test_fails():
    assert larger(2, 1) == 1


def test_again():
    assert larger(1, 4) == 4


def test_calls():
    found = larger(2, 1) + larger(1, 2)
    assert found + 0 == found


def test_skips():
    if larger(3, 3) != 3:
        pytest.skip("it is not")


@pytest.mark.parametrize("value", [1, 5, 7])
def test_is_equal(value):
    assert larger(value, value - 1) == value or value != 5


class Unseen:
    def test_of_no_class(self):
        assert larger(2, 1) == 2
"""
DOING = """

def test_one():
    assert larger(2, 1) == 2


def test_leaves():
    sizes.KEPT.append(1)
    assert larger(2, 1) == 2


def test_sleeps():
    time.sleep(0.01)
    assert larger(2, 1) == 2


def test_writes():
    open('left.txt', 'w').close()
    assert larger(2, 1) == 2


def test_starts():
    os.system('true')
    assert larger(2, 1) == 2
"""
FLAKY = f"""

def test_one():
    assert larger(2, 1) == 2


def test_by_clock():
    assert (larger(2, 1), datetime.date.today().year) == (2, {YEAR})


def test_by_hash():
    assert larger(hash('a') % 5, 0) == larger(hash('a') % 5, hash('b') % 5)


def test_by_order():
    sizes.KEPT.append(1)
    assert larger(len(sizes.KEPT), 0) == 1


def test_by_order_too():
    assert larger(len(sizes.KEPT), 0) == 1


@pytest.mark.parametrize('value', [1, 2])
def test_a_row(value):
    assert larger(value, 0) == value if value == 1 else datetime.date.today().year == {YEAR}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The module with the test that it has; a broken file in another folder is no matter of the drafts."""
    # it has the name that drafts have
    files = {"sizes.py": MODULE, "tests/test_sizes.py": KNOWN, "other/test_drafted.py": BROKEN}
    with shared(tmp_path_factory.mktemp("checks"), files) as found:
        yield found


def bad(project: Shared, make: Make, text: str) -> CheckResult:
    """What a check says of a file of tests of which some are bad."""
    return project.judged(make, "sizes.py", "larger", f"{HEAD}{text}")


def test_one_that_earns_no_place(project: Shared) -> None:
    nothing = "notices no fault that another test does not notice too"
    assert named(bad(project, kills, WORTHLESS)) == [
        ("test_fails", "fails on the code as it is"),
        ("test_again", nothing),
        ("test_calls", "notices no fault by what it asserts"),
        ("test_skips", nothing),
        ("test_is_equal", nothing),
        ("Unseen.test_of_no_class", "is not collected"),
    ]


def test_one_that_does_something_to_the_world(project: Shared) -> None:
    found = bad(project, clean, DOING)
    assert named(found) == [
        ("test_leaves", "leaves another state behind"),
        ("test_sleeps", "sleeps"),
        ("test_writes", "writes files outside of the temporary folder"),
        ("test_starts", "starts a process"),
    ]
    assert found.commands


def test_one_that_is_flaky(project: Shared) -> None:
    found = bad(project, project.project.stable, FLAKY)
    assert [name for name, _ in named(found)] == [
        "test_by_clock",
        "test_by_hash",
        "test_by_order_too",
        "test_a_row, a row of its table",
    ]
    row = found.problems[-1]
    assert (
        row.start.line
        == row.end.line
        == f"{HEAD}{FLAKY}".splitlines().index("@pytest.mark.parametrize('value', [1, 2])")
    )
    assert row.end.column - row.start.column == 1
    varied = list(dict.fromkeys(each.argv[1:5] for each in found.commands if each.side == "after"))
    assert varied[1] == ("PYTHONHASHSEED=1", "ASSAY_SEED=1", "ASSAY_DAYS=1", "TZ=XXX-14")
    assert len(varied) == 5
    rewritten = [each.argv for each in found.commands if each.side == "after" and "--assert=plain" not in each.argv]
    assert [each[1] for each in rewritten] == ["PYTHONHASHSEED=0"] * len(rewritten)


def test_two_processes_at_a_time_and_none_after_one_that_never_comes_to_an_end(project: Shared) -> None:
    found = bad(project, project.project.stable, DYING)
    assert found.status == "failed"
    assert found.reason.startswith("the tests do not come to their end: ")
    assert len(found.commands) == 2


ITERATING = """

def test_equal_to_itself():
    assert [*sizes.both([1], [2])] == list(sizes.both([1], [2]))


def test_items():
    assert list(sizes.both([1], [2])) == [1, 2]
"""


def test_one_that_looks_at_no_item_of_an_iterator(project: Shared) -> None:
    found = project.judged(kills, "sizes.py", "both", f"{HEAD}{ITERATING}")
    assert named(found) == [("test_equal_to_itself", "notices no fault by what it asserts")]
    items = ITERATING.partition("\n\n\ndef test_items")
    good = project.judged(kills, "sizes.py", "both", f"{HEAD}\n{''.join(items[1:])}")
    assert (good.status, good.summary.partition(" (")[0]) == ("passed", "1 case, kill 5 of 5 mutants")


def test_a_file_that_cannot_be_collected(project: Shared) -> None:
    found = project.judged(kills, "sizes.py", "larger", f"{GOOD}\n\nassert False\n")
    assert found.reason.startswith("tests/test_drafted.py cannot be collected: ")


def test_a_good_draft_passes_them_all(project: Shared) -> None:
    every: tuple[Make, ...] = (_only, _asserts, kills, clean, project.project.stable, gains)
    found = [project.judged(make, "sizes.py", "larger", GOOD) for make in every]
    assert [each.status for each in found] == ["passed"] * len(every), [each.reason for each in found]
    assert found[2].summary.startswith("1 case, kill ")
    assert "+50% branch" in found[2].summary
    assert found[4].summary == "stable in 5 varied runs"
    assert found[3].commands
    assert found[5].summary == "+1 of 3 lines, +1 of 2 ways of branches"


def test_one_that_runs_nothing_new(project: Shared) -> None:
    found = bad(project, gains, "\n\ndef test_again():\n    assert larger(1, 4) == 4\n")
    assert (found.status, found.required) == ("failed", False)
    assert found.reason == "they run no line and take no branch that the project's tests do not"


def test_where_all_runs_already_nothing_is_said_to_be_added(project: Shared) -> None:
    more = "\n\ndef test_more():\n    assert sizes.twice(3) == 6\n"
    found = project.judged(gains, "sizes.py", "twice", f"{HEAD}{more}")
    assert (found.status, found.required) == ("skipped", False)
    assert found.reason == "the project's tests run every line and take every branch already"
