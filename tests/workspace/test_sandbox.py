"""The sandbox of a workspace: looked for once, and again where looking failed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.workspace import Workspace


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
