"""A run is done again from its trace: the same patch, verdicts and receipt, with no endpoint and no connection."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.core.budget import Budget
from assay.core.errors import BadInput
from assay.core.snapshot import Snapshot
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.memory import STORE
from assay.workspace.run import Run
from assay.workspace.trace import Trace
from assay.workspace.trace import trace as read
from assay.workspace.traces import load
from assay.workspace.workspace import Workspace
from support.audit import recorded
from support.receipts import against_schema, lasting
from support.scripted_openai import Recorded, ScriptedOpenAI, Step, calls, depending, refuses
from support.shop import MENDS, MODULE, finishes, opened, replaces, solved, write_shop


def recorded_run(shop: Path, *steps: Step, cores: int = 1, constraints: tuple[str, ...] = ()) -> Run:
    """A run with a model behind it that says this."""

    async def run(server: ScriptedOpenAI) -> Run:
        async with opened(shop, server, cores=cores) as workspace:
            return await solved(workspace, *constraints)

    with ScriptedOpenAI(*steps) as server:
        return asyncio.run(run(server))


def trace_of(run: Run) -> Trace:
    """The trace that the receipt of its last unit names."""
    return load(Path(run.units[-1].statement["predicate"]["trace"]))


def replayed(shop: Path, trace: Trace) -> Run:
    """The run done again by a user who has named no model; a connection to anywhere fails the test."""

    async def run() -> Run:
        workspace = Workspace(
            shop,
            settings=trace.settings(replace(Settings(), interpreter=Path(sys.executable))),
            trust=Trust(trusted=True, source="the replaying test"),
            state=shop.parent / "state",
            environ=os.environ,
            cores=1,
        )
        try:
            return await workspace.run(
                trace.request(Snapshot(workspace.root)),
                run="again",
                current=lambda: Snapshot(workspace.root),
                notify=lambda _: None,
                budget=Budget(seconds=trace.head.seconds),
                replay=trace,
            )
        finally:
            await workspace.close()

    with recorded("socket.connect", "socket.getaddrinfo") as connections:
        found = asyncio.run(run())
    assert connections == []
    return found


def lines(trace: Trace) -> list[dict[str, Any]]:
    """A copy of the lines of a trace."""
    found: list[dict[str, Any]] = json.loads(json.dumps(trace.values))
    return found


READS = calls(("read_file", {"path": "shop.py", "first_line": 1}))
CHECKS = calls(("run", {"argv": ["mypy"]}))
TESTS = calls(("run", {"argv": ["python", "-m", "pytest", "-q"]}))
SILENCES = replaces("item.cost for item in items)", "item.cost for item in items)  # type: ignore")


@pytest.mark.parametrize(
    "steps",
    [
        (READS, MENDS, CHECKS, TESTS, finishes()),
        (SILENCES, finishes(), MENDS, finishes()),
        (refuses(500), refuses(500), refuses(500)),
    ],
    ids=["with tools", "after a rejected attempt", "with a failing server"],
)
def test_the_same_patch_verdicts_and_receipt_without_a_connection(tmp_path: Path, steps: tuple[Step, ...]) -> None:
    shop = write_shop(tmp_path / "shop")
    first = recorded_run(shop, *steps)
    second = replayed(shop, trace_of(first))
    assert [against_schema(each.statement) for each in second.units] == [[]]
    assert lasting(second.units[0].statement) == lasting(first.units[0].statement)
    assert second.units[0].statement["predicate"]["replayed"] == "r"
    assert second.units[0].statement["predicate"]["trace"] is None
    for check in second.units[0].statement["predicate"]["checks"]:
        if check["name"] in ("types", "tests") and check["status"] == "passed":
            assert check["commands"], f"{check['name']} is run again"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trace]:
    """A workspace with a trace of a run in it."""
    shop = write_shop(tmp_path_factory.mktemp("kept") / "shop")
    return shop, trace_of(recorded_run(shop, MENDS, finishes()))


@pytest.mark.parametrize(
    ("path", "text"),
    [("shop.py", MODULE + "\n"), ("test_shop.py", None), ("more.py", "")],
    ids=["changed", "gone", "new"],
)
def test_where_a_file_moved_it_is_named(kept: tuple[Path, Trace], path: str, text: str | None) -> None:
    shop, trace = kept
    file = shop / path
    before = file.read_text() if file.exists() else None
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text)
    try:
        with pytest.raises(BadInput, match=f"^{path}: not as in run r; a replay needs the files as they were then$"):
            replayed(shop, trace)
    finally:
        file.unlink(missing_ok=True)
        if before is not None:
            file.write_text(before)


def changed(trace: Trace, change: Callable[[list[dict[str, Any]]], object]) -> Trace:
    """The trace with its lines changed."""
    values = lines(trace)
    change(values)
    return read(tuple(values))


def said(values: list[dict[str, Any]], role: str) -> dict[str, Any]:
    """The first message of a role."""
    found: dict[str, Any] = next(each["message"] for each in values if each.get("message", {}).get("role") == role)
    return found


def first(values: list[dict[str, Any]]) -> dict[str, Any]:
    """The first exchange."""
    found: dict[str, Any] = next(each["exchange"] for each in values if "exchange" in each)
    return found


def says_else(values: list[dict[str, Any]]) -> None:
    """Something else was said then."""
    said(values, "user").update(text="Something else.\nAnd more.")


def stops(values: list[dict[str, Any]]) -> None:
    """The run was stopped before the first reply came."""
    first(values).update(reply=None)


def goes_on(values: list[dict[str, Any]]) -> None:
    """The same was asked once more then."""
    values.append({"exchange": first(values)})


def ends_sooner(values: list[dict[str, Any]]) -> None:
    """The last request was not made then."""
    values.pop()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            says_else,
            r"the replay asks what run r did not ask: message 2 \(user\), line 1: then 'Something else.', now ",
        ),
        (stops, "the run was stopped before the reply to this came, so there is none to replay"),
        (goes_on, "the replay takes another way than run r: one of its requests was not made again"),
        (ends_sooner, "the replay asks what run r did not ask: it asked nothing more"),
    ],
)
def test_one_that_takes_another_way_ends_and_says_where(
    kept: tuple[Path, Trace], change: Callable[[list[dict[str, Any]]], object], words: str
) -> None:
    shop, trace = kept
    with pytest.raises(BadInput, match=words):
        replayed(shop, changed(trace, change))


def test_of_two_candidates_each_gets_its_own_replies_in_whatever_order_they_ask(tmp_path: Path) -> None:
    def answers(asked: Recorded) -> Step:
        beside = "Somebody else works" in asked.text()
        if asked.results():
            return finishes("another way" if beside else "the same way")
        return replaces("item.cost", "float(item.price)" if beside else "item.cots")

    shop = write_shop(tmp_path / "shop")
    run = recorded_run(shop, SILENCES, finishes(), *[depending(answers)] * 4, cores=4)
    trace = trace_of(run)
    assert trace.head.pairs
    assert run.units[0].outcome.verdict == "verified"
    noted = [each["exchange"] for each in lines(trace) if "exchange" in each]
    assert sorted((each["unit"], each["attempt"], each["candidate"]) for each in noted) == [
        *[(1, 1, 1)] * 2,
        *[(1, 2, 1)] * 2,
        *[(1, 2, 2)] * 2,
    ]

    def backwards(values: list[dict[str, Any]]) -> None:
        exchanges = [each for each in values if "exchange" in each]
        values[:] = [each for each in values if "exchange" not in each] + exchanges[::-1]

    again = replayed(shop, changed(trace, backwards))
    assert lasting(again.units[0].statement) == lasting(run.units[0].statement)


def test_what_was_remembered_then_is_proposed_again_though_it_is_forgotten_now(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")

    async def twice(server: ScriptedOpenAI) -> Run:
        async with opened(shop, server) as workspace:
            await solved(workspace, run="before")
        async with opened(shop, server) as later:  # which knows no verdict
            return await solved(later)

    with ScriptedOpenAI(MENDS, finishes()) as server:
        run = asyncio.run(twice(server))
    trace = trace_of(run)
    (store,) = (shop.parent / "state").glob(f"workspaces/*/{STORE}")
    shutil.rmtree(store)
    again = replayed(shop, trace)
    assert again.units[0].statement["predicate"]["cache"] == "hit"
    assert lasting(again.units[0].statement) == lasting(run.units[0].statement)
    assert not store.exists()
