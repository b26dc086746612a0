"""Whole runs with a checker that goes on running: what the receipts say, and when it is gone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.event import Event
from assay.core.snapshot import Snapshot
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Run
from assay.workspace.warm import PAYS
from assay.workspace.workspace import Workspace
from support.descendants import descendants
from support.receipts import against_schema
from support.sandboxes import write_tree

DRIVER = "mypy_driver.py"
MODULE = "from typing import Callable\n\n\ndef need(x: int) -> int:\n    return x\n" + "".join(
    f"""

def late_{number}(x: int = None) -> Callable[[], int]:
    def inner() -> int:
        return need(x)

    return inner
"""
    for number in range(PAYS + 2)
)
"""A parameter that may be None, which a guard in the function itself does not narrow for what it returns."""

FIXABLE = "\n\ndef again(x: int = None) -> int:\n    return 1 if x is None else x\n"
FILES = {
    "pyproject.toml": '[project]\nname = "late"\nversion = "1"\n\n[tool.mypy]\nfiles = ["late.py"]\n',
    "late.py": MODULE + FIXABLE,
    "test_late.py": "from late import again\n\n\ndef test_again() -> None:\n    assert again() == 1\n",
}


def workspace_at(top: Path) -> Workspace:
    return Workspace(
        write_tree(top / "late", FILES),
        settings=replace(Settings(), interpreter=Path(sys.executable)),
        trust=Trust(trusted=True, source="the test"),
        state=top / "state",
        environ=os.environ,
    )


async def run(workspace: Workspace, notify: Callable[[Event], None] = lambda _: None) -> Run:
    snapshot = Snapshot(workspace.root)
    request = Request("fix_types", snapshot, PurePosixPath("late.py"))
    return await workspace.run(request, run="r", current=lambda: snapshot, notify=notify, budget=Budget())


def test_receipts_name_what_was_sorted_out_and_only_fresh_processes_verify(tmp_path: Path) -> None:
    async def go() -> None:
        workspace = workspace_at(tmp_path)
        try:
            found = await run(workspace)
            assert descendants(DRIVER)
        finally:
            await workspace.close()
        assert descendants(DRIVER) == []
        for unit in found.units:
            assert against_schema(unit.statement) == []
        checks = [[check["name"] for check in unit.statement["predicate"]["checks"]] for unit in found.units]
        *rejected, verified = checks
        assert [names[-1] for names in rejected] == ["types"] * PAYS + ["sifted"] * 2
        assert ("sifted" in verified, "types" in verified) == (False, True)
        assert [unit.outcome.verdict for unit in found.units] == [*["rejected"] * (PAYS + 2), "verified"]
        sorted_out = found.units[PAYS].statement["predicate"]["checks"][-1]
        assert (sorted_out["status"], sorted_out["required"], sorted_out["tool"]) == ("failed", True, "mypy")
        assert [(each["side"], each["exit_code"], each["killed"]) for each in sorted_out["commands"]] == [
            ("before", None, None),
            ("after", None, None),
        ]
        assert "goes on running" in workspace.evidence(found.units[PAYS]).read_text()

    asyncio.run(go())


def test_a_run_that_is_cancelled_leaves_none_running(tmp_path: Path) -> None:
    async def go() -> None:
        workspace = workspace_at(tmp_path)
        began = asyncio.Event()

        def notify(event: Event) -> None:
            if event.message.startswith(f"{PAYS + 2} of "):
                assert descendants(DRIVER)
                began.set()

        running = asyncio.ensure_future(run(workspace, notify))
        try:
            await began.wait()
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert descendants(DRIVER) == []
        finally:
            await workspace.close()

    asyncio.run(go())
