"""What a run has taken, and what a person's thinking does not take."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from assay.workspace import permission
from assay.workspace.permission import asked_once
from assay.workspace.stopwatch import Stopwatch


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_of_a_person_does_not_count() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    clock.now += 5
    with watch.held():
        clock.now += 60
        assert (watch.spent(), watch.remaining(8.0)) == (5.0, 3.0)
    clock.now += 1
    assert (watch.spent(), watch.remaining(8.0), watch.remaining(2.0), watch.remaining(None)) == (6.0, 2.0, 0.0, None)


def test_each_command_is_asked_about_once_and_no_answer_is_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permission, "SECONDS", 0.05)
    asked: list[tuple[str, ...]] = []

    async def permit(argv: Sequence[str], _who: str) -> bool:
        asked.append(tuple(argv))
        if argv[0] == "slow":
            await asyncio.sleep(10)
        return argv[0] == "make"

    async def answers() -> list[bool]:
        ask = asked_once(permit, Stopwatch(), lambda _: None)
        return [
            await ask(argv, "the test") for argv in (["make"], ["make"], ["make", "x"], ["rake"], ["slow"], ["slow"])
        ]

    assert asyncio.run(answers()) == [True, True, True, False, False, False]
    assert asked == [("make",), ("make", "x"), ("rake",), ("slow",)]
