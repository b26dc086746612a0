"""A run that cannot go on, or is stopped: what it had solved was not looked over at the end, so it is not verified."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import pytest

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.errors import Lacking
from assay.core.event import Event
from assay.core.snapshot import Snapshot
from assay.core.trust import Trust
from assay.ledger import ledger
from assay.settings import Settings
from assay.workspace.workspace import Workspace
from support.averages import write_averages


def receipts(tmp_path: Path, act: Callable[[], object], raised: type[BaseException]) -> list[dict[str, Any]]:
    """What a run over two mistakes leaves in the ledger, where something happens when it comes to the second."""
    workspace = Workspace(
        write_averages(tmp_path / "averages"),
        settings=replace(Settings(), interpreter=Path(sys.executable)),
        trust=Trust(trusted=True, source="the test"),
        state=tmp_path / "state",
        environ=os.environ,
    )

    def notify(event: Event) -> None:
        if event.message.startswith("2 of 2: "):
            act()

    async def run() -> None:
        snapshot = Snapshot(workspace.root)
        request = Request("fix_types", snapshot, PurePosixPath("mean.py"))
        try:
            await workspace.run(request, run="r", current=lambda: snapshot, notify=notify, budget=Budget())
        finally:
            await workspace.close()

    with pytest.raises(raised):
        asyncio.run(run())
    return [row.value()["predicate"] for row in ledger.of_run(workspace.folder / "ledger.db", "r")]


def test_what_was_solved_before_a_run_broke_is_partial(tmp_path: Path) -> None:
    def break_down() -> NoReturn:
        raise Lacking("the disk is full")

    unit, summary = receipts(tmp_path, break_down, Lacking)
    assert (unit["verdict"], unit["reason"]) == ("partial", "unmoved: the disk is full")
    assert [each["name"] for each in unit["checks"] if each["status"] == "skipped"] == ["unmoved"]
    assert (summary["verdicts"]["verified"], summary["reason"]) == (0, "the disk is full")


def test_what_was_solved_before_a_run_was_stopped_is_cancelled(tmp_path: Path) -> None:
    def stop() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    *units, summary = receipts(tmp_path, stop, asyncio.CancelledError)
    assert [unit["verdict"] for unit in units] == ["cancelled", "cancelled"]
    assert summary["verdicts"]["verified"] == 0


def test_a_run_that_is_cancelled_while_it_is_written_down_is_written_down_once(tmp_path: Path) -> None:
    workspace = Workspace(
        write_averages(tmp_path / "averages"),
        settings=Settings(),
        trust=Trust(trusted=False, source="the test"),
        state=tmp_path / "state",
        environ=os.environ,
    )
    file, snapshot = workspace.folder / "ledger.db", Snapshot(workspace.root)
    request = Request("fix_types", snapshot, PurePosixPath("mean.py"))

    async def run(name: str) -> None:
        await workspace.run(request, run=name, current=lambda: snapshot, notify=lambda _: None, budget=Budget())

    async def work() -> None:
        await run("first")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            second = asyncio.create_task(run("second"))
            await asyncio.wait([second], timeout=1.5)
            assert not second.done()
            second.cancel()
            await asyncio.wait([second], timeout=0.3)
            other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await second
        await workspace.close()

    asyncio.run(work())
    first, second = (
        [row.value()["predicate"].get("verdict") for row in ledger.of_run(file, each)] for each in ("first", "second")
    )
    assert second == first != []
