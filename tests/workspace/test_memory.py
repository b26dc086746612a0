"""What a model wrote is proposed again where the same is asked of the same files, and put to every test again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.workspace.memory import STORE
from assay.workspace.run import Unit
from support.receipts import against_schema
from support.scripted_openai import ScriptedOpenAI
from support.shop import MENDED, MENDS, MODULE, finishes, opened, replaces, solved, write_shop

ITEMS = '''\
"""What a shop sells."""


class Item:
    def __init__(self, price: float) -> None:
        self.price = price
'''
IMPORTS = '"""A shop."""\n\nfrom items import Item\n\n\n\n' + MODULE[MODULE.index("\n\ndef total") :]
KNOWS_NONE = finishes("I know no change.")


def run_once(shop: Path, server: ScriptedOpenAI, *, days: float = 14, intent: str = "") -> Unit:
    """The one unit of a run in a session of its own, as with a restart of the editor in between."""

    async def run() -> Unit:
        async with opened(shop, server) as workspace:
            workspace.settings = replace(workspace.settings, model_memory=days)
            (unit,) = (await solved(workspace, *filter(None, [intent]))).units
            return unit

    return asyncio.run(run())


def predicate_of(unit: Unit) -> Mapping[str, Any]:
    """What the receipt says of a unit."""
    assert against_schema(unit.statement) == []
    predicate: Mapping[str, Any] = unit.statement["predicate"]
    return predicate


def ran(unit: Unit) -> list[tuple[str, str, bool]]:
    """The checks of a unit, how they came out, and whether they started a command."""
    return [(each["name"], each["status"], bool(each["commands"])) for each in predicate_of(unit)["checks"]]


def test_a_repeated_request_costs_no_token_and_is_judged_anew(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes()) as server:
        first = run_once(shop, server)
        second = run_once(shop, server)
    assert len(server.requests) == 2, "all of them in the first run"
    assert (first.outcome.verdict, predicate_of(first)["cache"]) == ("verified", "miss")
    again = predicate_of(second)
    assert (second.outcome.verdict, again["cache"]) == ("verified", "hit")
    assert again["model"]["name"] == "scripted-1"
    assert again["tokens"] == {"input": 0, "output": 0}
    assert again["egress"] == {"files": [], "bytes": 0, "redactions": 0}
    assert again["patch"] == predicate_of(first)["patch"]
    assert again["unverified"] == predicate_of(first)["unverified"]
    assert ran(second) == ran(first)
    assert ("types", "passed", True) in ran(second)


def test_with_another_file_moved_the_patch_is_proposed_and_no_verdict_is_reused(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", {"shop.py": IMPORTS, "items.py": ITEMS})
    assert IMPORTS.splitlines()[9].lstrip().startswith("return sum(item.cost")
    with ScriptedOpenAI(MENDS, finishes(), KNOWS_NONE) as server:
        assert run_once(shop, server).outcome.verdict == "verified"
        (shop / "items.py").write_text(ITEMS + "\n\nSOLD = 0\n")
        harmless = run_once(shop, server)
        (shop / "items.py").write_text(ITEMS.replace("float", "str"))
        harmful = run_once(shop, server)
    assert (harmless.outcome.verdict, predicate_of(harmless)["cache"]) == ("verified", "hit")
    assert predicate_of(harmless)["fingerprint"] != predicate_of(harmful)["fingerprint"]
    assert ("types", "passed", True) in ran(harmless)
    assert harmful.outcome.verdict == "rejected"
    assert [each.proposal.patch.digest for each in harmful.outcome.attempts] == [
        predicate_of(harmless)["patch"]["digest"]
    ]
    assert ran(harmful)[-1] == ("types", "failed", True)
    assert predicate_of(harmful)["cache"] == "miss", "and then the model was asked"
    assert "This was tried and rejected" in server.requests[-1].text()


@pytest.mark.parametrize("other", [MODULE + "\n\nOPEN = True\n", MODULE.replace("price", "prize")])
def test_of_other_text_nothing_is_remembered(tmp_path: Path, other: str) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes(), KNOWS_NONE) as server:
        run_once(shop, server)
        (shop / "shop.py").write_text(other)
        unit = run_once(shop, server)
    assert (unit.outcome.verdict, predicate_of(unit)["cache"]) == ("unsolved", "miss")


def test_for_another_wish_the_model_is_asked(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes(), KNOWS_NONE) as server:
        run_once(shop, server)
        other = run_once(shop, server, intent="at most 9 lines")
    assert predicate_of(other)["cache"] == "miss"


def test_what_was_rejected_is_not_remembered(tmp_path: Path) -> None:
    silences = replaces("item.cost for item in items)", "item.cost for item in items)  # type: ignore")
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(silences, finishes(), KNOWS_NONE, MENDS, finishes()) as server:
        assert run_once(shop, server).outcome.verdict == "rejected"
        second = run_once(shop, server)
    assert (second.outcome.verdict, predicate_of(second)["cache"]) == ("verified", "miss")


def test_where_nothing_is_to_be_remembered_it_is_not(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes(), MENDS, finishes()) as server:
        found = [predicate_of(run_once(shop, server, days=0))["cache"] for _ in range(2)]
    assert found == [None, None]
    assert list((tmp_path / "state").glob(f"workspaces/*/{STORE}/cache.db")) == []


CHANGE = ["shop.py", None, MENDED]


@pytest.mark.parametrize(
    "changes",
    [
        [["../out.py", None, "planted"]],
        [["/out.py", None, "planted"]],
        [CHANGE],
        [["items.py", None, "a"], ["items.py", None, "b"]],
        [["items.py", None]],
        [],
        "items.py",
        [["nul\0.py", None, "planted"]],
    ],
)
def test_what_others_wrote_into_the_store_is_no_patch(tmp_path: Path, changes: object) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes(), MENDS, finishes()) as server:
        run_once(shop, server)
        (file,) = (tmp_path / "state").glob(f"workspaces/*/{STORE}/cache.db")
        database = sqlite3.connect(file)
        with database:
            value = json.dumps({"rationale": "", "changes": changes})
            assert database.execute("UPDATE Cache SET value = ?", [value]).rowcount == 3, "it, and two replies"
        database.close()
        second = run_once(shop, server)
    assert (second.outcome.verdict, predicate_of(second)["cache"]) == ("verified", "miss")
    assert len(second.outcome.attempts) == 1


def test_a_patch_that_others_wrote_into_the_store_is_judged_like_any(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes(), KNOWS_NONE) as server:
        run_once(shop, server)
        (file,) = (tmp_path / "state").glob(f"workspaces/*/{STORE}/cache.db")
        database = sqlite3.connect(file)
        with database:
            database.execute("UPDATE Cache SET value = replace(value, 'item.price', 'item.cost  # type: ignore')")
        database.close()
        second = run_once(shop, server)
    assert (second.outcome.verdict, len(second.outcome.attempts)) == ("rejected", 1)
