"""`assay cache`: what is remembered of the workspace that one is in, and how to forget it."""

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
from assay.workspace.indexing import INDEX
from assay.workspace.memory import STORE

_STORES = {STORE: "changes and replies of models", INDEX: "outlines of Python files"}
"""The folders of the stores, and what their entries are."""


def main(arguments: argparse.Namespace) -> int:
    """Look into the stores, or empty them. Raises `BadInput` and `Lacking`."""
    settings = configured(configuration_file(), COMMAND_LINE)
    root = nearest_root(Path.cwd())
    folder = folder_of(state_folder(), root.path)
    asked = _clear if arguments.what == "clear" else _stats
    said = [asyncio.run(_of(folder / name, asked, what)) for name, what in _STORES.items() if (folder / name).exists()]
    lines = said or [f"{shown(str(root.path))}: nothing is remembered"]
    out("\n".join(lines if arguments.what == "clear" else [*lines, _kept(settings)]))
    return 0


async def _of(folder: Path, asked: Callable[[Store, str], Awaitable[str]], what: str) -> str:
    """What is found out of the store in a folder."""
    store = Store(folder, say=say)
    try:
        return await asked(store, what)
    finally:
        await store.close()


async def _stats(store: Store, what: str) -> str:
    stats = await store.stats()
    if stats.fault:
        raise Lacking(f"the cache cannot be read: {stats.fault}")
    return f"{what}: {stats.entries:,}, in {stats.bytes:,} bytes: {shown(str(store.folder))}"


async def _clear(store: Store, what: str) -> str:
    count = await store.clear()
    if count is None:
        raise Lacking(f"{store.folder}: not cleared, another process is using it; try again, or remove that folder")
    return f"{what}: {count:,} forgotten"


def _kept(settings: Settings) -> str:
    if not settings.model_memory:
        return "nothing more is remembered of models: `model_memory` is 0"
    return (
        f"what a model wrote and was verified is kept for {settings.model_memory:g} days, with what it said "
        "on the way; `model_memory` sets that"
    )
