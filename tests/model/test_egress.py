"""The one way out: what a server really gets, and what is written down of it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pytest

from assay.core.model import Endpoint, Message, ModelFailed, Prices, Prompt, Reply, Sent, Share, Usage
from assay.model.egress import WITHHELD, Egress, Guard, Shared
from assay.model.redaction import Redaction
from assay.model.toolbox import FUNCTIONS
from support.models import egress
from support.scripted_openai import Recorded, ScriptedOpenAI, calls, refuses, reply, stream

T = TypeVar("T")

SECRET = "hunter2!"  # noqa: S105 - the example of one
OPEN, IGNORED = PurePosixPath("open.py"), PurePosixPath("ignored.py")
DONE = calls(("finish", {}))


def said(*messages: Message) -> Prompt:
    return Prompt((Message("system", "Be brief."), *messages), FUNCTIONS)


def within(way: Egress, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        try:
            return await work()
        finally:
            await way.close()

    return asyncio.run(run())


def send(way: Egress, *prompts: Prompt) -> list[Reply]:
    async def work() -> list[Reply]:
        return [await way.ask(each, remaining=None) for each in prompts]

    return within(way, work)


def content(recorded: Recorded) -> list[str]:
    return [each["content"] for each in recorded.body["messages"]]


def test_secrets_paths_and_names_do_not_leave(tmp_path: Path) -> None:
    text = f'password = "{SECRET}"  # marta.k\n{tmp_path}/open.py /home/marta.k/x sk-{"a1" * 20}'
    with ScriptedOpenAI(DONE) as server:
        way = egress(server.url, tmp_path, frozenset({OPEN}))
        send(way, said(Message("user", text, files=(OPEN,))))
    (recorded,) = server.requests
    assert content(recorded)[1] == 'password = "<secret-1>"  # <user>\n<workspace>/open.py <home>/x <secret-2>'
    for kept in (SECRET, "marta.k", str(tmp_path), "a1a1"):
        assert kept not in recorded.text()
    assert way.uncovered("<secret-1> <workspace>") == f"{SECRET} {tmp_path}"
    share = way.taken()
    assert share is not None
    assert (share.sent.files, share.sent.redactions) == ((OPEN,), 5)


def test_a_part_of_a_private_key_does_not_leave(tmp_path: Path) -> None:
    line = "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7"
    kind = f"OPENSSH {'PRIVATE'} KEY-----"
    (tmp_path / OPEN).write_text(f'KEY = """\n-----BEGIN {kind}\nb3BlbnNz\n{line}\n-----END {kind}\n"""\n')
    with ScriptedOpenAI(DONE) as server:
        way = egress(server.url, tmp_path, frozenset({OPEN}))
        send(way, said(Message("user", f"open.py, lines 4 to 4:\n{line}", files=(OPEN,))))
    assert content(server.requests[0])[1] == "open.py, lines 4 to 4:\n<secret-1>"


def test_what_an_ignored_file_holds_does_not_leave_even_by_mistake(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE) as server:
        way = egress(server.url, tmp_path, frozenset({OPEN}))
        send(way, said(Message("user", "both texts", files=(OPEN, IGNORED))))
    assert content(server.requests[0])[1] == WITHHELD
    share = way.taken()
    assert share is not None
    assert share.sent.files == ()


def test_the_beginning_of_a_prompt_stays_the_same_to_the_byte(tmp_path: Path) -> None:
    first = said(Message("user", f"{tmp_path}/a and {SECRET}", files=(OPEN,)))
    called = Message("assistant", "")
    second = Prompt((*first.messages, called, Message("user", 'password = "other-1"')), FUNCTIONS)
    with ScriptedOpenAI(DONE, DONE) as server:
        send(egress(server.url, tmp_path, frozenset({OPEN})), first, second)
    one, two = (each.body for each in server.requests)
    assert two["messages"][: len(one["messages"])] == one["messages"]
    assert two["tools"] == one["tools"]


def test_what_left_is_counted_once_for_each_that_asks(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE, DONE, DONE) as server:
        way = egress(server.url, tmp_path, frozenset({OPEN}))

        async def work() -> list[Share | None]:
            prompt = said(Message("user", f'password = "{SECRET}"', files=(OPEN,)))
            nothing = way.taken()
            await way.ask(prompt, remaining=None)
            await way.ask(prompt, remaining=None)
            first = way.taken()
            await way.ask(prompt, remaining=None)
            return [nothing, first, way.taken(), way.taken()]

        before, first, second, after = within(way, work)
    assert before is after is None
    assert first is not None
    assert second is not None
    sizes = [each.size for each in server.requests]
    assert [first.sent.bytes, second.sent.bytes] == [sum(sizes[:2]), sizes[2]]
    assert [first.sent.redactions, second.sent.redactions] == [1, 1]
    assert first.usage is not None
    assert first.usage.total == 220


def test_what_a_server_does_not_count_is_not_claimed(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE, stream(reply(None, [("finish", {})], usage=None))) as server:
        way = egress(server.url, tmp_path, frozenset())
        send(way, said(), said())
    share = way.taken()
    assert share is not None
    assert share.usage is None


def test_what_a_reply_without_an_end_used_is_counted(tmp_path: Path) -> None:
    endless = stream(reply("And so on, and", finish="length", usage=(100, 8000)))
    with ScriptedOpenAI(endless, endless) as server:
        way = egress(server.url, tmp_path, frozenset(), tokens=16_000)
        with pytest.raises(ModelFailed, match="cut where it became too long"):
            send(way, said())
        with pytest.raises(ModelFailed, match="the run has used its 16,000 tokens"):
            send(way, said())
    share = way.taken()
    assert share is not None
    assert share.usage == Usage(200, 16_000)


def test_when_the_tokens_are_used_up_nothing_more_is_sent(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE) as server:
        way = egress(server.url, tmp_path, frozenset(), tokens=110)
        with pytest.raises(ModelFailed, match="the run has used its 110 tokens; see `model_tokens`"):
            send(way, said(), said())
        assert len(server.requests) == 1


def test_tokens_that_nobody_counts_are_used_up_too(tmp_path: Path) -> None:
    with ScriptedOpenAI(stream(reply(None, [("finish", {})], usage=None))) as server:
        way = egress(server.url, tmp_path, frozenset(), tokens=50)
        with pytest.raises(ModelFailed, match="has used its 50 tokens"):
            send(way, said(), said())


@pytest.mark.parametrize(
    ("usage", "read", "written"), [((100, 10), 2.0, 30.0), ((100, 10), 4.0, 0.0), (None, 1000.0, 0.0)]
)
def test_at_the_limit_of_the_cost_nothing_more_is_sent(
    tmp_path: Path, usage: tuple[int, int] | None, read: float, written: float
) -> None:
    """By what the server counted, else by what was sent."""
    prices = Prices(read, written, "EUR")
    with ScriptedOpenAI(stream(reply(None, [("finish", {})], usage=usage))) as server:
        way = egress(server.url, tmp_path, frozenset(), prices=prices, cost=0.0004)
        with pytest.raises(ModelFailed, match=r"the run has cost \S+ EUR, its limit is 0.0004; see `model_cost`"):
            send(way, said(), said())
        assert len(server.requests) == 1


def test_below_the_limit_of_the_cost_it_goes_on(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE, DONE) as server:
        send(egress(server.url, tmp_path, frozenset(), prices=Prices(2.0, 30.0, "EUR"), cost=0.00051), said(), said())
        assert len(server.requests) == 2


def test_after_a_fault_that_lasts_nothing_more_is_sent(tmp_path: Path) -> None:
    with ScriptedOpenAI(refuses(401)) as server:
        way = egress(server.url, tmp_path, frozenset())
        for _ in range(2):
            with pytest.raises(ModelFailed, match="the key was not accepted"):
                within(way, lambda: way.ask(said(), remaining=None))
        assert len(server.requests) == 1
    share = way.taken()
    assert share is not None
    assert share.sent.bytes == server.requests[0].size
    assert share.usage is None


def test_what_is_no_text_is_sent_as_text_all_the_same(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE) as server:
        send(egress(server.url, tmp_path, frozenset()), said(Message("user", "half\ud83d of a smile")))
    assert content(server.requests[0])[1] == "half? of a smile"


def test_where_nobody_answers_nothing_has_left(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        way = egress(f"http://127.0.0.1:{nobody.getsockname()[1]}/v1", tmp_path, frozenset({OPEN}))
        with pytest.raises(ModelFailed, match="it cannot be reached"):
            send(way, said(Message("user", f'password = "{SECRET}"', files=(OPEN,))))
    share = way.taken()
    assert share is not None
    assert (share.sent, share.usage) == (Sent(), Usage())


def test_the_key_is_sent_and_a_missing_one_is_named(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE, DONE) as server:
        send(egress(server.url, tmp_path, frozenset(), key_variable="MODEL_KEY"), said())
        (tmp_path / "key").write_text("sk-of-a-file\n")
        send(egress(server.url, tmp_path, frozenset(), key_file=tmp_path / "key"), said())
        missing: dict[str, dict[str, Any]] = {
            "the environment variable NO_KEY: holds no key": {"key_variable": "NO_KEY"},
            "No such file": {"key_file": tmp_path / "none"},
        }
        for message, where in missing.items():
            with pytest.raises(ModelFailed, match=message):
                send(egress(server.url, tmp_path, frozenset(), **where), said())
    assert [each.headers["authorization"] for each in server.requests] == ["Bearer sk-of-marta", "Bearer sk-of-a-file"]


def test_the_key_itself_is_kept_back_in_what_is_said(tmp_path: Path) -> None:
    with ScriptedOpenAI(DONE) as server:
        (tmp_path / "key").write_text("an-ordinary-word")
        way = egress(server.url, tmp_path, frozenset(), key_file=tmp_path / "key")
        send(way, said(Message("user", "it prints an-ordinary-word")))
    assert content(server.requests[0])[1] == "it prints <secret-1>"


def test_no_time_is_left(tmp_path: Path) -> None:
    way = egress("http://127.0.0.1:1/v1", tmp_path, frozenset())
    with pytest.raises(ModelFailed, match=r"the time of the run was over before .* had answered; raise `budget`"):
        within(way, lambda: way.ask(said(), remaining=0.0))


def test_a_part_of_a_private_key_waits_until_the_whole_was_looked_at(tmp_path: Path) -> None:
    """Two candidates show parts of one file at once; what the first one still looks over, the second knows too."""
    line, kind = "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7", f"OPENSSH {'PRIVATE'} KEY-----"
    looking, release = threading.Event(), threading.Event()

    def text_of(_: PurePosixPath) -> str:
        looking.set()
        release.wait(30)
        return f"-----BEGIN {kind}\n{line}\n-----END {kind}\n"

    async def work() -> None:
        prompts = [said(Message("user", f"open.py, line {each}:\n{line}", files=(OPEN,))) for each in (1, 2)]
        first = asyncio.create_task(way.ask(prompts[0], remaining=None))
        await asyncio.to_thread(looking.wait, 30)
        second = asyncio.create_task(way.ask(prompts[1], remaining=None))
        await asyncio.wait([second], timeout=0.3)
        release.set()
        await asyncio.gather(first, second)

    with ScriptedOpenAI(DONE, DONE) as server:
        guard = Guard(frozenset({OPEN}), Redaction(tmp_path, {}), text_of)
        way = Egress(Endpoint(server.url, "coder"), guard, {}, Shared(), replies=None, tape=None)
        within(way, work)
    assert sorted(content(each)[1] for each in server.requests) == [
        f"open.py, line {each}:\n<secret-1>" for each in (1, 2)
    ]
