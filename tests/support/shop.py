"""A small real project with an error that no recipe knows, and a run on it with a model behind it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.constraint import constraint
from assay.core.earlier import Earlier
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Run
from assay.workspace.workspace import Workspace
from support.declaring import declaration
from support.sandboxes import write_tree
from support.scripted_openai import ScriptedOpenAI, Step, calls

SHOP = PurePosixPath("shop.py")
MODULE = '''\
"""A shop."""


class Item:
    def __init__(self, price: float) -> None:
        self.price = price


def total(items: list[Item]) -> float:
    return sum(item.cost for item in items)
'''
MENDED = MODULE.replace("item.cost", "item.price")
LINE = 9
"""Where its mistake is, from 0."""
PLACE = Place(Position(LINE, 0), Position(LINE, 0))

TESTS = """\
from shop import Item, total


def test_nothing() -> None:
    assert total([]) == 0
"""

DECLARATION = declaration("shop", "shop.py")


def write_shop(folder: Path, more: Mapping[str, str] | None = None) -> Path:
    """Write it, with more files or with others in their place, and give the folder."""
    files = {"pyproject.toml": DECLARATION, "shop.py": MODULE, "test_shop.py": TESTS}
    return write_tree(folder, {**files, **(more or {})})


def replaces(old: str, new: str, path: str = "shop.py") -> Step:
    """The model replaces a passage."""
    return calls(("replace_text", {"path": path, "old": old, "new": new}))


def finishes(rationale: str = "The attribute is called price.") -> Step:
    """The model says that it is done."""
    return calls(("finish", {"rationale": rationale}))


MENDS = replaces("item.cost", "item.price")


@asynccontextmanager
async def opened(shop: Path, server: ScriptedOpenAI, *, cores: int = 1) -> AsyncGenerator[Workspace]:
    """The workspace of a user who has named the model, on a machine with so many cores."""
    workspace = Workspace(
        shop,
        settings=replace(Settings(), interpreter=Path(sys.executable), model_url=server.url, model="scripted-1"),
        trust=Trust(trusted=True, source="the test"),
        state=shop.parent / "state",
        environ=os.environ,
        cores=cores,
    )
    try:
        yield workspace
    finally:
        await workspace.close()


async def solved(
    workspace: Workspace,
    *constraints: str,
    budget: float | None = None,
    place: Place | None = PLACE,
    earlier: tuple[Earlier, ...] = (),
    run: str = "r",
) -> Run:
    """The mistake, solved by whatever the model says; all of the file where there is no place."""
    asked = tuple(map(constraint, constraints))
    return await workspace.run(
        Request("fix_types", Snapshot(workspace.root), SHOP, place, constraints=asked, earlier=earlier),
        run=run,
        current=lambda: Snapshot(workspace.root),
        notify=lambda _: None,
        budget=Budget(seconds=budget),
    )


def run_on(shop: Path, server: ScriptedOpenAI, *constraints: str, budget: float | None = None) -> Run:
    """One whole run, with nothing around it."""

    async def run() -> Run:
        async with opened(shop, server) as workspace:
            return await solved(workspace, *constraints, budget=budget)

    return asyncio.run(run())
