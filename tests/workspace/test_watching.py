"""A look at values while the tests run is taken once for one question, within the time that there is for it."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest

from assay.core.snapshot import Snapshot
from assay.tools.watched import Kind, Sight, Watched
from assay.workspace import watching
from assay.workspace.watching import Watching

SHOP = PurePosixPath("shop.py")
PRICE, COUNT = (Watched(SHOP, (row, 0), (row, 5), name) for row, name in ((1, "price"), (2, "count")))


class Looks:
    """Stands for the run of the tests: what it was asked for, and how long each look takes."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.asked: list[tuple[Watched, ...]] = []
        self.now = 0.0
        self._seconds = seconds

    async def sight(
        self, _project: object, _tool: object, _side: object, watched: tuple[Watched, ...], **_: Any
    ) -> Sight:
        self.asked.append(watched)
        self.now += self._seconds
        return Sight(tuple((Kind(f"builtins.{each.name}"),) for each in watched), len(self.asked))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    (tmp_path / "shop.py").write_text("price\ncount\n")
    (tmp_path / "test_shop.py").write_text("import shop\n")
    return Snapshot(tmp_path)


def watcher(
    looks: Looks, monkeypatch: pytest.MonkeyPatch, *, left: float | None = None, withheld: str = ""
) -> Watching:
    async def open_side(_snapshot: Snapshot) -> None: ...

    def lacking(_project: object, _tool: object) -> str:
        return ""

    def tell(_words: str) -> None: ...

    monkeypatch.setattr(watching, "sight", looks.sight)
    monkeypatch.setattr(watching, "lacking", lacking)
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: looks.now))
    runner = SimpleNamespace(folder=PurePosixPath())
    bench = SimpleNamespace(withheld=withheld, runner=runner, project=None, limits=None, remaining=lambda: left)
    ground: Any = SimpleNamespace(bench=bench, open_side=open_side, tell=tell)
    return Watching(ground)


def test_who_asks_for_the_same_once_more_is_told_the_same(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks()
    watch = watcher(looks, monkeypatch).watch

    async def ask() -> None:
        first = await watch(snapshot, (PRICE,))
        assert (first.kinds, first.tests) == (((Kind("builtins.price"),),), 1)
        assert await watch(snapshot, (PRICE,)) == first
        assert (await watch(snapshot, (COUNT,))).tests == 2
        moved = snapshot.with_texts({SHOP: "\nprice\n"})
        assert (await watch(moved, (COUNT,))).tests == 3

    asyncio.run(ask())
    assert looks.asked == [(PRICE,), (COUNT,), (COUNT,)]


def test_no_more_time_is_spent_on_it_than_there_is_for_it(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks(seconds=30.0)
    watch = watcher(looks, monkeypatch, left=100.0).watch

    async def ask() -> None:
        assert (await watch(snapshot, (PRICE,))).tests == 1
        assert await watch(snapshot, (COUNT,)) == Sight()

    asyncio.run(ask())
    assert looks.asked == [(PRICE,)]


def test_nothing_is_seen_where_no_test_may_run(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks()
    assert asyncio.run(watcher(looks, monkeypatch, withheld="not trusted").watch(snapshot, (PRICE,))) == Sight()
    assert looks.asked == []


def test_nothing_is_seen_where_no_test_relates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.py").write_text("price\n")
    looks = Looks()
    assert asyncio.run(watcher(looks, monkeypatch).watch(Snapshot(tmp_path), (PRICE,))) == Sight()
    assert looks.asked == []
