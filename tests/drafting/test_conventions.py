"""Drafted tests are written as the project writes its own, and pass the same checks in every form."""

from __future__ import annotations

import asyncio

import pytest

from assay.core.action import Proposal
from support.drafting import small

JUDGES = 6
MODULE = """\
class Counter:
    def __init__(self, start: int = 0) -> None:
        self.count = start

    def up(self, by: int) -> None:
        if by < 0:
            raise ValueError("by")
        self.count += by
"""
UNITTEST = """\
import unittest

from counting import Counter


class CounterTests(unittest.TestCase):
    def test_starts(self):
        self.assertEqual(Counter(3).count, 3)
"""
CLASSES = """\
from counting import Counter


class TestCounter:
    def test_starts(self) -> None:
        assert Counter(3).count == 3
"""
EXPECTED = {
    UNITTEST: '''

class CounterUpTests(unittest.TestCase):
    def test_counter_up(self):
        """Records current behaviour."""
        counter = Counter()
        counter.up(1)
        self.assertEqual(counter.count, 1)
''',
    CLASSES: '''

class TestCounterUp:
    def test_counter_up(self) -> None:
        """Records current behaviour."""
        counter = Counter()
        counter.up(1)
        assert counter.count == 1
''',
}


@pytest.mark.parametrize("own", EXPECTED, ids=["unittest", "classes"])
def test_in_the_form_of_the_tests_that_are_there(tmp_path_factory: pytest.TempPathFactory, own: str) -> None:
    async def ask() -> tuple[Proposal | str, list[str]]:
        files = {"counting.py": MODULE, "tests/test_counting.py": own}
        async with small(tmp_path_factory.mktemp("conventions"), files) as project:
            found = await project.drafted("counting.py", "up")
            return found, await project.verdicts("counting.py", "up", found)

    found, said = asyncio.run(ask())
    assert isinstance(found, Proposal), found
    after = found.patch.changes[0].after or ""
    assert EXPECTED[own].strip() in after
    assert "test_starts" in after
    assert said == ["passed"] * len(said)
    assert len(said) == JUDGES
