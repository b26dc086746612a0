"""Requests that several runs wait for: sent once, ended with the last that waits, and failed for all."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from assay.core.model import Message, ModelFailed, Prompt, Reply, Saved, Share, Usage
from assay.model.egress import Egress, Shared
from assay.model.toolbox import FUNCTIONS
from support.models import egress
from support.scripted_openai import Exchange, Recorded, ScriptedOpenAI, Step, calls, hangs, refuses

T = TypeVar("T")

PROMPT = Prompt((Message("system", "Be brief."), Message("user", "The error.")), FUNCTIONS)
DONE = calls(("finish", {}))


def held(until: threading.Event, step: Step) -> Step:
    """A step that is not taken before an event."""

    async def waits(exchange: Exchange, recorded: Recorded) -> None:
        await asyncio.to_thread(until.wait, 30)
        await step(exchange, recorded)

    return waits


def two(server: ScriptedOpenAI, folder: Path, work: Callable[[Egress, Egress], Awaitable[T]]) -> T:
    """What comes of two runs of one process."""

    async def run() -> T:
        shared = Shared()
        ways = [egress(server.url, folder, frozenset(), shared=shared) for _ in range(2)]
        try:
            return await work(*ways)
        finally:
            for each in ways:
                await each.close()

    return asyncio.run(run())


async def both_ask(server: ScriptedOpenAI, one: Egress, two: Egress) -> list[asyncio.Task[Reply]]:
    """Both of them on the way with the same prompt, the first one first."""
    tasks = [asyncio.create_task(one.ask(PROMPT, remaining=None))]
    assert await asyncio.to_thread(server.asked.wait, 30)
    tasks.append(asyncio.create_task(two.ask(PROMPT, remaining=None)))
    await asyncio.sleep(0.2)
    return tasks


def shares(*ways: Egress) -> list[Share]:
    found = [each.taken() for each in ways]
    return [each for each in found if each is not None]


def test_the_same_at_the_same_time_is_sent_once(tmp_path: Path) -> None:
    release = threading.Event()

    async def work(one: Egress, two: Egress) -> list[Share]:
        tasks = await both_ask(server, one, two)
        release.set()
        first, second = await asyncio.gather(*tasks)
        assert first.message == second.message
        return shares(one, two)

    with ScriptedOpenAI(held(release, DONE)) as server:
        first, second = two(server, tmp_path, work)
    assert (first.sent.bytes, first.usage, first.saved) == (server.requests[0].size, Usage(100, 10), Saved())
    assert (second.sent.bytes, second.usage, second.saved) == (0, Usage(), Saved(1, Usage(100, 10)))


def test_a_run_that_is_cancelled_takes_nothing_from_another(tmp_path: Path) -> None:
    release = threading.Event()

    async def work(one: Egress, two: Egress) -> list[Share]:
        first, second = await both_ask(server, one, two)
        first.cancel()
        await asyncio.wait([first])
        await one.close()
        left = shares(one)
        release.set()
        assert (await second).message.calls[0].name == "finish"
        return [*left, *shares(two)]

    with ScriptedOpenAI(held(release, DONE)) as server:
        first, second = two(server, tmp_path, work)
    assert (first.sent.bytes, first.usage) == (server.requests[0].size, None)
    assert (second.sent.bytes, second.usage, second.saved) == (0, Usage(100, 10), Saved()), "nobody else counts it"


def test_when_the_last_one_goes_the_request_ends_at_once(tmp_path: Path) -> None:
    async def work(one: Egress, two: Egress) -> None:
        first, second = await both_ask(server, one, two)
        first.cancel()
        await asyncio.wait([first])
        assert not await asyncio.to_thread(server.requests[0].gone.wait, 0.3), "one still waits"
        second.cancel()
        await asyncio.wait([second])
        assert await asyncio.to_thread(server.requests[0].gone.wait, 5)

    with ScriptedOpenAI(hangs()) as server:
        two(server, tmp_path, work)


def test_a_failure_is_told_to_all_and_nothing_is_sent_again(tmp_path: Path) -> None:
    release = threading.Event()

    async def work(one: Egress, two: Egress) -> list[str]:
        tasks = await both_ask(server, one, two)
        release.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [each.kind for each in found if isinstance(each, ModelFailed)]

    with ScriptedOpenAI(held(release, refuses(401))) as server:
        assert two(server, tmp_path, work) == ["key", "key"]
    assert len(server.requests) == 1


def test_who_has_no_more_time_goes_alone(tmp_path: Path) -> None:
    release = threading.Event()

    async def work(one: Egress, two: Egress) -> None:
        first = asyncio.create_task(one.ask(PROMPT, remaining=1.0))
        assert await asyncio.to_thread(server.asked.wait, 30)
        second = asyncio.create_task(two.ask(PROMPT, remaining=None))
        with pytest.raises(ModelFailed, match="the time of the run was over"):
            await first
        release.set()
        assert (await second).message.calls[0].name == "finish"

    with ScriptedOpenAI(held(release, DONE)) as server:
        two(server, tmp_path, work)


def test_after_one_that_failed_the_next_is_asked(tmp_path: Path) -> None:
    async def work(one: Egress, two: Egress) -> Reply:
        began = time.monotonic()
        with pytest.raises(ModelFailed, match="scripted"):
            await one.ask(PROMPT, remaining=None)
        found = await two.ask(PROMPT, remaining=None)
        assert time.monotonic() - began < 60
        return found

    with ScriptedOpenAI(refuses(400), DONE) as server:
        assert two(server, tmp_path, work).message.calls


def test_who_asks_with_another_key_is_not_told_that_of_the_first_is_wrong(tmp_path: Path) -> None:
    release = threading.Event()
    (tmp_path / "key").write_text("sk-that-is-right")

    async def work() -> Reply:
        shared = Shared()
        ways = (
            egress(server.url, tmp_path, frozenset(), shared=shared, key_variable="MODEL_KEY"),
            egress(server.url, tmp_path, frozenset(), shared=shared, key_file=tmp_path / "key"),
        )
        try:
            first, second = await both_ask(server, *ways)
            release.set()
            with pytest.raises(ModelFailed, match="the key was not accepted"):
                await first
            return await second
        finally:
            for each in ways:
                await each.close()

    with ScriptedOpenAI(held(release, refuses(401)), DONE) as server:
        assert asyncio.run(work()).message.calls[0].name == "finish"
    assert [each.headers["authorization"] for each in server.requests] == [
        "Bearer sk-of-marta",
        "Bearer sk-that-is-right",
    ]
