"""`assay cache`: say what is remembered of the workspace that you are in, or forget it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from assay.cache.store import Store
from assay.cli.console import out, say, shown
from assay.cli.target import nearest_root
from assay.core.errors import Lacking
from assay.settings import COMMAND_LINE, Settings
from assay.workspace.configuration import configuration_file, configured, folder_of, state_folder
from assay.workspace.memory import STORE


def main(arguments: argparse.Namespace) -> int:
    """Look into the store, or empty it. Raises `BadInput` and `Lacking`."""
    settings = configured(configuration_file(), COMMAND_LINE)
    root = nearest_root(Path.cwd())
    folder = folder_of(state_folder(), root.path) / STORE
    said = f"{shown(str(root.path))}: nothing is remembered"
    if folder.exists():
        said = asyncio.run(_of(folder, _clear if arguments.what == "clear" else _stats))
    out(said if arguments.what == "clear" else f"{said}\n{_kept(settings)}")
    return 0


async def _of(folder: Path, asked: Callable[[Store], Awaitable[str]]) -> str:
    """What is found out of the store in a folder."""
    store = Store(folder, say=say)
    try:
        return await asked(store)
    finally:
        await store.close()


async def _stats(store: Store) -> str:
    stats = await store.stats()
    if stats.fault:
        raise Lacking(f"the cache cannot be read: {stats.fault}")
    return f"{_changes(stats.entries)} in {stats.bytes:,} bytes: {shown(str(store.folder))}"


async def _clear(store: Store) -> str:
    count = await store.clear()
    if count is None:
        raise Lacking(f"{store.folder}: not cleared, another process is using it; try again, or remove that folder")
    return f"{_changes(count)} forgotten"


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


def _kept(settings: Settings) -> str:
    if not settings.model_memory:
        return "nothing more is remembered: `model_memory` is 0"
    return f"what a model wrote and was verified is kept for {settings.model_memory:g} days; `model_memory` sets that"
