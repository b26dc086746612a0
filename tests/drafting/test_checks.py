"""Each check of drafted tests finds the bad draft that it is there for, and lets a good one pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from assay.checks.asserting import asserting
from assay.checks.clean import clean
from assay.checks.kills import kills
from assay.checks.only_tests import only_tests
from assay.checks.stable import stable
from assay.core.check import Check
from assay.core.command import Limits
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from support.drafting import Shared, shared

MODULE = """\
KEPT = []


def larger(one: int, other: int) -> int:
    if one > other:
        return one
    return other
"""
KNOWN = "from sizes import larger\n\n\ndef test_known():\n    assert larger(1, 3) == 3\n"
HEAD = "import datetime\nimport os\nimport random\nimport time\n\nimport sizes\nfrom sizes import larger\n\n\n"
YEAR = dt.datetime.now(dt.UTC).year
GOOD = f"{HEAD}def test_one():\n    found = larger(2, 1)\n    both = found, 1\n    assert both == (2, 1)\n"
Make = Callable[[Project, Tool, Limits], Check]


def _asserts(*_: object) -> Check:
    return asserting


def _only(*_: object) -> Check:
    return only_tests(Policy())


BAD: dict[str, tuple[Make, str, str]] = {
    "flaky by clock": (
        stable,
        f"    assert (larger(2, 1), datetime.date.today().year) == (2, {YEAR})\n",
        "test_bad: failed",
    ),
    "flaky by hash seed": (
        stable,
        "    assert larger(hash('a') % 5, 0) == larger(hash('a') % 5, hash('b') % 5)\n",
        "test_bad: failed",
    ),
    "flaky by order": (
        stable,
        (
            "    sizes.KEPT.append(1)\n    assert larger(len(sizes.KEPT), 0) == 1\n\n\n"
            "def test_worse():\n    assert larger(len(sizes.KEPT), 0) == 1\n"
        ),
        "failed",
    ),
    "without an assertion": (_asserts, "    larger(2, 1)\n", "test_bad: asserts nothing that can fail"),
    "that compares a thing with itself": (_asserts, "    assert larger(2, 1) == larger(2, 1)\n", "asserts nothing"),
    "that compares its own words": (_asserts, "    two = 2\n    assert two == 3\n", "asserts nothing"),
    "that kills nothing": (kills, "    assert larger(1, 4) == 4\n", "notices no fault that another test does not"),
    "that fails": (kills, "    assert larger(2, 1) == 1\n", "fails on the code as it is"),
    "that leaves state": (clean, "    sizes.KEPT.append(1)\n    assert larger(2, 1) == 2\n", "leaves another state"),
    "that sleeps": (clean, "    time.sleep(0.01)\n    assert larger(2, 1) == 2\n", "sleeps"),
    "that writes": (clean, "    open('left.txt', 'w').close()\n    assert larger(2, 1) == 2\n", "writes files outside"),
    "that starts a process": (clean, "    os.system('true')\n    assert larger(2, 1) == 2\n", "starts a process"),
    "that does more at import": (_only, "    assert larger(2, 1) == 2\n\n\nos.environ['X'] = '1'\n", "neither a test"),
}  # fmt: skip
ALL: tuple[Make, ...] = (_only, _asserts, kills, clean, stable)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The module with the test that it has."""
    with shared(tmp_path_factory.mktemp("checks"), {"sizes.py": MODULE, "tests/test_sizes.py": KNOWN}) as found:
        yield found


@pytest.mark.parametrize("name", BAD)
def test_a_bad_draft_is_caught(project: Shared, name: str) -> None:
    make, body, reason = BAD[name]
    found = project.judged(make, "sizes.py", "larger", f"{HEAD}def test_bad():\n{body}")
    assert found.status == "failed"
    assert reason in found.reason


def test_a_good_draft_passes_them_all(project: Shared) -> None:
    found = [project.judged(make, "sizes.py", "larger", GOOD) for make in ALL]
    assert [each.status for each in found] == ["passed"] * len(ALL), [each.reason for each in found]
    assert found[2].summary.startswith("1 case, kill ")
    assert "+50% branch" in found[2].summary
    assert found[4].summary == "stable in 5 varied runs"
