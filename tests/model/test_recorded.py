"""What was said is given again to the very same requests, and the same is counted of it, with no connection."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest

from assay.cache.store import Store
from assay.core.action import Target
from assay.core.errors import BadInput
from assay.core.model import Message, ModelFailed, Prompt, Saved, Share, Usage
from assay.model.egress import Tape
from assay.model.exchange import Asker, Exchange, key_of, packed, unpacked
from assay.model.recorded import Recorded
from assay.model.replies import Replies
from assay.model.toolbox import FUNCTIONS
from support.audit import recorded
from support.models import egress
from support.scripted_openai import ScriptedOpenAI, calls, refuses

ASKER = Asker(Target(PurePosixPath("shop.py"), "Solve it", ()), 1)
DONE = calls(("finish", {"rationale": "so"}))


def unheard(_asker: Asker, _exchange: Exchange) -> None:
    """Note nothing."""


def prompt(*said: str) -> Prompt:
    """A request with these words of a user."""
    return Prompt((Message("system", "Be brief."), *(Message("user", each) for each in said)), FUNCTIONS)


def ask(url: str, folder: Path, asked: Sequence[Prompt], tape: Tape) -> Share | None:
    """The share of a run that asks this, and keeps all replies."""

    async def run() -> Share | None:
        store = Store(folder / "cache", say=pytest.fail)
        way = egress(url, folder, frozenset(), replies=Replies(store, 1), tape=tape)
        try:
            for each in asked:
                try:
                    await way.keep([(await way.ask(each, remaining=None, asker=ASKER)).key])
                except ModelFailed as error:
                    assert "it failed by itself" in str(error)  # noqa: PT017 - whether it fails is the script's
            return way.taken()
        finally:
            await way.close()
            await store.close()

    return asyncio.run(run())


def test_what_was_there_already_and_what_failed_is_counted_as_it_was(tmp_path: Path) -> None:
    noted: list[Exchange] = []
    told = Tape(lambda _, exchange: noted.append(exchange))
    asked = [prompt("one"), prompt("one", "two"), prompt("one", "two", "three")]
    with ScriptedOpenAI(DONE, DONE, *[refuses(500)] * 3) as server:
        ask(server.url, tmp_path, asked[:1], Tape(unheard))
        share = ask(server.url, tmp_path, asked, told)
    assert share is not None
    assert (share.saved, share.usage, share.cache) == (Saved(1, Usage(100, 10)), None, "miss")
    assert [(each.here, each.sent > 0, each.failed is None) for each in noted] == [
        (True, False, True),
        (False, True, True),
        (False, True, False),
    ]
    kept = unpacked(packed([({}, each) for each in noted]))
    again = Recorded("r", kept)
    with recorded("socket.connect", "socket.getaddrinfo") as connections:
        assert ask(server.url, tmp_path / "elsewhere", asked, Tape(unheard, again)) == share
    assert connections == []
    assert again.left == ()


def test_the_same_request_gets_its_replies_in_their_order_and_then_none() -> None:
    first, second = (Exchange(prompt("one"), None, None, sent) for sent in (1, 2))
    held = Recorded("r", [first, second])
    assert [held.take(prompt("one")).sent for _ in range(2)] == [1, 2]
    with pytest.raises(BadInput, match="it asked nothing more"):
        held.take(prompt("one"))


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ("3 passed in 0.02s", "3 passed in 1.37s", True),
        ("took 12 ms", "took 9 ms", True),
        ("<Item object at 0x7f3a2b4c5d60>", "<Item object at 0x7f0011223344>", True),
        ("3 passed in 0.02s", "2 passed in 0.02s", False),
        ("sleep(3)", "sleep(4)", False),
        ("line 3 says so", "line 4 says so", False),
    ],
)
def test_how_long_it_took_is_not_compared(then: str, now: str, same: bool) -> None:  # noqa: FBT001
    assert (key_of(prompt(then)) == key_of(prompt(now))) is same
