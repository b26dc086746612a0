"""What tests of every package start from."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path

import pytest

from support.commands import Home


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine on a loop of its own; leave every other to pytest."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A user who has not run Assay yet."""
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home")
