"""Replies of a model that led to something verified, given again in a later run where the very same is asked."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.workspace.memory import STORE
from assay.workspace.run import Unit
from support.receipts import against_schema
from support.scripted_openai import ScriptedOpenAI
from support.shop import MENDS, MODULE, finishes, opened, replaces, solved, write_shop

ITEMS = '''\
"""What a shop sells."""


class Item:
    def __init__(self, price: float) -> None:
        self.price = price
'''
IMPORTS = '"""A shop."""\n\nfrom items import Item\n\n\n\n' + MODULE[MODULE.index("\n\ndef total") :]
TESTS = "from items import Item\n\n\ndef test_price() -> None:\n    assert Item(2.0).price == 2.0\n"
ALIASES = replaces("self.price = price", "self.price = self.cost = price", "items.py")
SILENCES = replaces("item.cost for item in items)", "item.cost for item in items)  # type: ignore")


def run_once(shop: Path, server: ScriptedOpenAI) -> Unit:
    """The one unit of a run in a session of its own."""

    async def run() -> Unit:
        async with opened(shop, server) as workspace:
            (unit,) = (await solved(workspace)).units
            return unit

    return asyncio.run(run())


def predicate_of(unit: Unit) -> Mapping[str, Any]:
    assert against_schema(unit.statement) == []
    predicate: Mapping[str, Any] = unit.statement["predicate"]
    return predicate


def kept(state: Path) -> int:
    """How much is kept in the store."""
    (file,) = state.glob(f"workspaces/*/{STORE}/cache.db")
    database = sqlite3.connect(file)
    ((count,),) = database.execute("SELECT count(*) FROM Cache").fetchall()
    database.close()
    assert isinstance(count, int)
    return count


def test_where_the_change_cannot_be_taken_over_the_replies_can(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", {"shop.py": IMPORTS, "items.py": ITEMS, "test_items.py": TESTS})
    with ScriptedOpenAI(ALIASES, finishes("It is called cost, too.")) as server:
        first = run_once(shop, server)
        (shop / "items.py").write_text(f"{ITEMS}# the end\n")
        second = run_once(shop, server)
    assert (first.outcome.verdict, predicate_of(first)["cache"]) == ("verified", "miss"), first.outcome.reason
    assert predicate_of(first)["saved"] == {"replies": 0, "input": 0, "output": 0}
    again = predicate_of(second)
    assert (second.outcome.verdict, again["cache"]) == ("verified", "hit")
    assert (again["tokens"], again["egress"]["bytes"]) == ({"input": 0, "output": 0}, 0)
    assert again["saved"] == {"replies": 2, "input": 200, "output": 20}
    assert again["patch"]["digest"] != predicate_of(first)["patch"]["digest"]
    assert ("types", "passed", True) in [
        (each["name"], each["status"], bool(each["commands"])) for each in again["checks"]
    ]


def test_of_an_attempt_that_was_rejected_nothing_is_kept(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(SILENCES, finishes(), MENDS, finishes()) as server:
        assert run_once(shop, server).outcome.verdict == "verified"
    assert kept(tmp_path / "state") == 3, "the change, and the two replies that led to it"


def test_of_a_run_that_came_to_nothing_no_reply_is_kept(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(SILENCES, finishes(), finishes("I know no other.")) as server:
        assert run_once(shop, server).outcome.verdict == "rejected"
        assert not list((tmp_path / "state").glob(f"workspaces/*/{STORE}/cache.db")) or kept(tmp_path / "state") == 0
