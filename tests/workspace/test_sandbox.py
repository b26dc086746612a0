"""The sandbox of a workspace: looked for once, and again where looking failed."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Trust
from assay.sandbox import programs
from assay.settings import Settings
from assay.workspace.workspace import Workspace
from support.averages import write_averages


def test_a_search_that_failed_is_made_again_and_does_not_hinder_the_end(tmp_path: Path) -> None:
    environ = {**os.environ, "HOME": "no \0 path"}
    (tmp_path / "project").mkdir()
    workspace = Workspace(
        tmp_path / "project",
        settings=Settings(),
        trust=Trust(trusted=True, source="the test"),
        state=tmp_path / "state",
        environ=environ,
    )

    async def search() -> None:
        with pytest.raises(ValueError, match="null"):
            await workspace.sandbox()
        await workspace.close()
        environ["HOME"] = str(tmp_path)
        found = await workspace.sandbox()
        assert await workspace.sandbox() is found
        await workspace.close()

    asyncio.run(search())


def test_a_sandbox_that_was_installed_meanwhile_is_found_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(
        write_averages(tmp_path / "averages"),
        settings=replace(Settings(), interpreter=Path(sys.executable)),
        trust=Trust(trusted=True, source="the test"),
        state=tmp_path / "state",
        environ=os.environ,
    )
    place = Place(Position(3, 0), Position(3, 0))

    async def verdict() -> str:
        snapshot = Snapshot(workspace.root)
        request = Request("fix_types", snapshot, PurePosixPath("mean.py"), place)
        found = await workspace.run(
            request, run="r", current=lambda: snapshot, notify=lambda _: None, budget=Budget(seconds=60)
        )
        return found.units[0].outcome.verdict

    async def twice() -> list[str]:
        with monkeypatch.context() as without:
            without.setattr(programs, "SYSTEM", ())
            first = await verdict()
        second = await verdict()
        await workspace.close()
        return [first, second]

    assert asyncio.run(twice()) == ["partial", "verified"]
