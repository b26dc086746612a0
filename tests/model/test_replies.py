"""Replies that are given again: what of, to what, and what is never kept."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.cache.store import Store
from assay.core.model import Message, Prompt, Reply, Saved, Sent, Share, Usage
from assay.model.dialects import Abilities
from assay.model.egress import Shared
from assay.model.replies import Replies
from assay.model.toolbox import FUNCTIONS
from support.models import ENVIRON, egress
from support.scripted_openai import ScriptedOpenAI, Step, acts, calls, refuses, reply, says, stream

PROMPT = Prompt((Message("system", "Be brief."), Message("user", "The error.")), FUNCTIONS)
DONE = calls(("finish", {"rationale": "so"}))
OTHER = calls(("finish", {"rationale": "otherwise"}))


def ask(
    url: str, folder: Path, prompt: Prompt = PROMPT, *, kept: bool = True, shared: Shared | None = None, **more: Any
) -> tuple[Reply, Share | None]:
    """The reply to a prompt in a run of its own, which led to something where `kept`, and the run's share."""

    async def run() -> tuple[Reply, Share | None]:
        store = Store(folder / "cache", say=pytest.fail)
        way = egress(url, folder, frozenset(), shared=shared, replies=Replies(store, 1), **more)
        try:
            found = await way.ask(prompt, remaining=None)
            if kept:
                await way.keep([found.key])
            return found, way.taken()
        finally:
            await way.close()
            await store.close()

    return asyncio.run(run())


def test_the_very_same_is_asked_once(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE) as server:
        first, share = ask(server.url, tmp_path)
        again, saving = ask(server.url, tmp_path)
    assert again.message == first.message
    assert share is not None
    assert (share.cache, share.usage, share.saved) == ("miss", Usage(100, 10), Saved())
    assert saving == Share(share.endpoint, Sent(), Usage(), "hit", Saved(1, Usage(100, 10)))
    assert server.requests[0].body["temperature"] == 0


def test_what_led_to_nothing_is_not_kept(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE, OTHER) as server:
        first, _ = ask(server.url, tmp_path, kept=False)
        again, _ = ask(server.url, tmp_path, kept=False)
    assert first.message != again.message


@pytest.mark.parametrize(
    ("prompt", "url", "more"),
    [
        (replace(PROMPT, messages=(*PROMPT.messages, Message("user", "And more."))), "", {}),
        (replace(PROMPT, messages=(Message("system", "Be exact."), PROMPT.messages[1])), "", {}),
        (replace(PROMPT, functions=(*FUNCTIONS[1:], FUNCTIONS[0])), "", {}),
        (replace(PROMPT, functions=(replace(FUNCTIONS[0], description="Else."), *FUNCTIONS[1:])), "", {}),
        (PROMPT, "/v2", {}),
        (PROMPT, "?version=2", {}),
    ],
    ids=["a message", "the instructions", "an order", "a function", "the path", "the query"],
)
def test_of_anything_else_nothing_is_known(tmp_path: Path, prompt: Prompt, url: str, more: Mapping[str, Any]) -> None:
    with ScriptedOpenAI(DONE, OTHER) as server:
        ask(server.url, tmp_path)
        other, share = ask(f"{server.url}{url}", tmp_path, prompt, **more)
    assert json.loads(other.message.calls[0].arguments) == {"rationale": "otherwise"}
    assert share is not None
    assert share.cache == "miss"


def test_neither_the_key_nor_the_folder_matters(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    prompt = replace(PROMPT, messages=(PROMPT.messages[0], Message("user", f"{tmp_path}/one/a.py")))
    elsewhere = replace(PROMPT, messages=(PROMPT.messages[0], Message("user", f"{tmp_path}/two/a.py")))
    with ScriptedOpenAI(DONE) as server:
        ask(server.url, tmp_path / "one", prompt, key_variable="MODEL_KEY")
        (tmp_path / "one").rename(tmp_path / "two")
        _, share = ask(
            server.url, tmp_path / "two", elsewhere, key_variable="MODEL_KEY", environ={**ENVIRON, "MODEL_KEY": "new"}
        )
    assert share is not None
    assert share.cache == "hit"


def test_one_that_was_asked_in_other_terms_is_asked_again(tmp_path: Path) -> None:
    knows_less = Shared()
    with ScriptedOpenAI(DONE, refuses(400, "no tools here"), acts("finish", {}), acts("finish", {})) as server:
        ask(server.url, tmp_path)
        other = replace(PROMPT, messages=(*PROMPT.messages, Message("user", "Else.")))
        ask(server.url, tmp_path, other, shared=knows_less)
        _, share = ask(server.url, tmp_path, shared=knows_less)
        _, again = ask(server.url, tmp_path, shared=knows_less)
    assert share is not None
    assert again is not None
    assert (share.cache, again.cache) == ("miss", "hit")


@pytest.mark.parametrize(
    "step",
    [
        says("I know nothing."),
        calls(("drop", {})),
        calls(("finish", "no JSON")),
        calls(("finish", "[]")),
        stream(reply(None, [("finish", {})], finish="function_call")),
    ],
    ids=["no call", "no such function", "no JSON", "no object", "an ending of its own"],
)
def test_what_is_no_sound_reply_is_not_kept(tmp_path: Path, step: Step) -> None:
    shared = Shared()
    with ScriptedOpenAI(calls(("finish", {})), step, DONE) as server:
        # it is known to call functions
        ask(server.url, tmp_path, Prompt((*PROMPT.messages, Message("user", "First.")), FUNCTIONS), shared=shared)
        found, _ = ask(server.url, tmp_path, shared=shared)
        _, share = ask(server.url, tmp_path, shared=shared)
    assert found.key == ""
    assert share is not None
    assert share.cache == "miss"


def test_where_the_server_takes_no_temperature_nothing_is_kept(tmp_path: Path) -> None:
    refusal = refuses(400, "'temperature' does not support 0 with this model")
    with ScriptedOpenAI(refusal, DONE, OTHER) as server:
        shared = Shared()
        first, _ = ask(server.url, tmp_path, shared=shared)
        again, _ = ask(server.url, tmp_path, shared=shared)
    assert first.message != again.message
    assert ["temperature" in each.body for each in server.requests] == [True, False, False]


def _value(*, usage: object = (1, 1), **other: object) -> object:
    message = {"role": "assistant", "text": "", "calls": [["c", "finish", "{}"]], "answers": "", "files": [], **other}
    return {"message": message, "usage": usage}


def given(folder: Path, value: object, *steps: Step) -> Share | None:
    """What comes of a request for which others wrote a value into the store; `steps` are what the model is asked."""
    with ScriptedOpenAI(DONE, *steps) as server:
        ask(server.url, folder)
        written(folder, lambda _: json.dumps(value))
        _, share = ask(server.url, folder)
    return share


@pytest.mark.parametrize(
    "value",
    [
        _value(text=5),
        _value(calls=[]),
        _value(calls=[["c", "finish"]]),
        _value(calls=[["c", "drop", "{}"]]),
        _value(calls=[["c", "finish", "no"]]),
        _value(calls=[["c", "finish", "{}"]] * 65),
        _value(text="a" * 1_000_001),
        _value(role="system"),
        _value(files=["/etc/passwd"]),
        _value(usage=[-100, 10]),
        _value(usage=[True, 10]),
        [],
        "finish",
    ],
)
def test_what_others_wrote_into_the_store_is_no_reply(tmp_path: Path, value: object) -> None:
    share = given(tmp_path, value, DONE)
    assert share is not None
    assert share.cache == "miss"


def test_what_could_be_a_reply_is_one(tmp_path: Path) -> None:
    share = given(tmp_path, _value())
    assert share is not None
    assert (share.cache, share.saved) == ("hit", Saved(1, Usage(1, 1)))


def written(folder: Path, change: Callable[[str], str]) -> None:
    """Write into the store as somebody else would."""
    database = sqlite3.connect(folder / "cache" / "cache.db")
    with database:
        ((key, value),) = database.execute("SELECT rowid, value FROM Cache").fetchall()
        assert change(value) != value
        database.execute("UPDATE Cache SET value = ? WHERE rowid = ?", [change(value), key])
    database.close()


class Meanwhile(Store):
    """A store that takes so long that another run has found something out when it answers."""

    def __init__(self, folder: Path, shared: Shared, found: Abilities) -> None:
        super().__init__(folder, say=pytest.fail)
        self._shared = shared
        self._found = found

    async def get(self, key: str) -> object:
        """The value, with what was found out."""
        value = await super().get(key)
        for endpoint in [*self._shared.learned]:
            self._shared.learned[endpoint] = self._found
        return value


def test_what_another_run_finds_out_meanwhile_is_not_forgotten(tmp_path: Path) -> None:
    shared, found = Shared(), Abilities(usage=False, dialect="schema", proven=True)

    async def run(url: str) -> Reply:
        store = Meanwhile(tmp_path / "cache", shared, found)
        way = egress(url, tmp_path, frozenset(), shared=shared, replies=Replies(store, 1))
        try:
            return await way.ask(PROMPT, remaining=None)
        finally:
            await way.close()
            await store.close()

    with ScriptedOpenAI(DONE) as server:
        ask(server.url, tmp_path, shared=shared)
        asyncio.run(run(server.url))
    assert [*shared.learned.values()] == [found]


def test_a_run_that_began_before_does_not_take_back_what_was_found_out(tmp_path: Path) -> None:
    shared = Shared()
    other = replace(PROMPT, messages=(*PROMPT.messages, Message("user", "Else.")))

    async def run(url: str) -> None:
        first, second = (egress(url, tmp_path, frozenset(), shared=shared) for _ in range(2))
        try:
            await first.ask(PROMPT, remaining=None)
            await second.ask(other, remaining=None)
            await first.ask(other, remaining=None)
        finally:
            await first.close()
            await second.close()

    refusal = refuses(400, "'temperature' does not support 0 with this model")
    with ScriptedOpenAI(DONE, refusal, DONE, DONE) as server:
        asyncio.run(run(server.url))
    assert ["temperature" in each.body for each in server.requests] == [True, True, False, False]
    assert [each.steady for each in shared.learned.values()] == [False]
