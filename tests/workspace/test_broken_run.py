"""A run that cannot go on: what it had solved was not looked over at the end, so it is not verified."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath

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


def test_what_was_solved_before_a_run_broke_is_partial(tmp_path: Path) -> None:
    workspace = Workspace(
        write_averages(tmp_path / "averages"),
        settings=replace(Settings(), interpreter=Path(sys.executable)),
        trust=Trust(trusted=True, source="the test"),
        state=tmp_path / "state",
        environ=os.environ,
    )

    def notify(event: Event) -> None:
        if event.message.startswith("2 of 2: "):
            raise Lacking("the disk is full")

    async def run() -> None:
        snapshot = Snapshot(workspace.root)
        request = Request("fix_types", snapshot, PurePosixPath("mean.py"))
        try:
            await workspace.run(request, run="r", current=lambda: snapshot, notify=notify, budget=Budget())
        finally:
            await workspace.close()

    with pytest.raises(Lacking, match="the disk is full"):
        asyncio.run(run())
    unit, summary = (row.value()["predicate"] for row in ledger.of_run(workspace.folder / "ledger.db", "r"))
    assert (unit["verdict"], unit["reason"]) == ("partial", "unmoved: the disk is full")
    assert [each["name"] for each in unit["checks"] if each["status"] == "skipped"] == ["unmoved"]
    assert (summary["verdicts"]["verified"], summary["reason"]) == (0, "the disk is full")
