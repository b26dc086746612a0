"""Every test here runs real commands in real branches, at each tier that this machine has."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from assay.core.policy import Policy
from assay.core.trust import NoSandbox
from assay.sandbox.candidates import Level
from assay.sandbox.sandbox import open_sandbox
from support.sandboxes import write_tree


@pytest.fixture(scope="session")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> dict[Level, str]:
    """Why a tier does not hold here; found once, the way that users find it."""
    folder = tmp_path_factory.mktemp("lacking")
    workspace = write_tree(folder / "workspace", {"a.py": "A = 1\n"})

    async def find(level: Level) -> str:
        found = await open_sandbox(
            workspace, state=folder, policy=Policy(), declared=True, environ=os.environ, tiers=(level,)
        )
        if isinstance(found, NoSandbox):
            return found.reason
        await found.close()
        return ""

    levels: tuple[Level, ...] = (0, 1, 2, 3)
    return {level: reason for level in levels if (reason := asyncio.run(find(level)))}


@pytest.fixture(params=[0, 1, 2, 3], ids=lambda level: f"tier{level}")
def level(request: pytest.FixtureRequest, lacking: dict[Level, str]) -> Level:
    """Each tier in turn."""
    return _there(request.param, lacking)


@pytest.fixture(params=[0, 1, 2], ids=lambda level: f"tier{level}")
def boxed_level(request: pytest.FixtureRequest, lacking: dict[Level, str]) -> Level:
    """Each tier that isolates by itself."""
    return _there(request.param, lacking)


@pytest.fixture(params=[0, 1], ids=lambda level: f"tier{level}")
def overlay_level(request: pytest.FixtureRequest, lacking: dict[Level, str]) -> Level:
    """Each tier with an overlay."""
    return _there(request.param, lacking)


@pytest.fixture
def best_level(lacking: dict[Level, str]) -> Level:
    """The strongest tier that isolates by itself, for what is the same in all of them."""
    levels: tuple[Level, ...] = (0, 1, 2)
    for found in levels:
        if found not in lacking:
            return found
    return _there(0, lacking)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A small project."""
    return write_tree(
        tmp_path / "workspace",
        {"a.py": "A = 1\n", "gone.py": "GONE = 1\n", "pkg/__init__.py": "", "pkg/m.py": "X = 1\n", ".env": "KEY=1\n"},
    )


def _there(level: Level, lacking: dict[Level, str]) -> Level:
    if level in lacking:
        pytest.skip(f"missing: sandbox tier {level}: {lacking[level]}")
    return level
