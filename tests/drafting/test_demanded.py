"""What the user says of a call becomes a test, where it is so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.core.action import Proposal
from support.drafting import Shared, shared

MODULE = """\
from dataclasses import dataclass


@dataclass
class Seat:
    row: int
    free: bool = True


def ticket(number: int) -> str:
    if number * number == 1522756:
        return "golden"
    return "plain"


def seat(number: int) -> Seat:
    return Seat(number // 10, number * number != 1522756)


def refuse(number: int) -> int:
    if number * number == 1522756:
        raise LookupError(number)
    return number
"""
TESTS = "from tickets import refuse\n\n\ndef test_refuse():\n    assert (refuse(3), refuse(-5)) == (3, -5)\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The module in a project."""
    files = {"tickets.py": MODULE, "tests/test_refuse.py": TESTS}
    with shared(tmp_path_factory.mktemp("demanded"), files) as found:
        yield found


@pytest.mark.parametrize(
    ("function", "said", "asserted"),
    [
        ("ticket", "ticket(1234) returns 'golden'", 'assert ticket(1234) == "golden"'),
        ("seat", "seat(1234) returns Seat(123, False)", "assert seat(1234) == Seat(123, False)"),
    ],
)
def test_what_is_so_is_a_test(project: Shared, function: str, said: str, asserted: str) -> None:
    found = project.drafted("tickets.py", function, said)
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert f'    """As it was asked for."""\n    {asserted}\n' in text, text
    without = project.drafted("tickets.py", function)
    assert isinstance(without, Proposal)
    assert "1234" not in (without.patch.changes[0].after or "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ticket(1234) returns 'silver'", "ticket(1234) gives 'golden', where you say that it returns 'silver'"),
        ("ticket(1234) raises ValueError", "ticket(1234) gives 'golden', where you say that it raises ValueError"),
        ("ticket(-1234) returns 'gold' + 'en'", ""),
        ("ticket(8) returns 'pl' + 'ane'", "ticket(8): no test is drafted, as it is not what you say"),
    ],
)
def test_what_is_not_so_is_shown_and_not_asserted(project: Shared, said: str, words: str) -> None:
    found = project.drafted("tickets.py", "ticket", said)
    assert isinstance(found, Proposal), found
    assert ("As it was asked for" in (found.patch.changes[0].after or "")) == (not words)
    assert words in found.unverified


def test_what_it_says_of_something_else_is_no_test_of_it(project: Shared) -> None:
    found = project.drafted("tickets.py", "ticket", "seat(1234) returns Seat(123, False)")
    assert isinstance(found, Proposal), found
    assert "As it was asked for" not in (found.patch.changes[0].after or "")


def test_a_call_that_raises(project: Shared) -> None:
    found = project.drafted("tickets.py", "refuse", "refuse(1234) raises LookupError")
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert '"""As it was asked for."""\n    with pytest.raises(LookupError):\n        refuse(1234)\n' in text
