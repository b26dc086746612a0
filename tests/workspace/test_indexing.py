"""The index of a workspace: brought up to date by what changed alone, kept on disk, and wrong in nothing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

import pytest

from assay.cache.store import Store
from assay.core.snapshot import Snapshot
from assay.syntax.index import LARGEST, Index
from assay.syntax.workers import DEATHS, MOST, PROGRAM
from assay.workspace.files import Files
from assay.workspace.indexing import FEW, NAMED, Indexing, passed_over
from support.sandboxes import write_tree

T = TypeVar("T")
FILES = {f"m{number}.py": f"def f{number}():\n    return f{number + 1}()\n" for number in range(FEW * 3)}


DIES = "import sys\nfor line in sys.stdin:\n    print('asked', file=open({!r}, 'a'))\n    sys.exit(1)\n"


def within(
    folder: Path, work: Callable[[Indexing], Coroutine[object, object, T]], program: Sequence[str] = PROGRAM
) -> T:
    """Do something with the indexing of one session."""

    async def run() -> T:
        here = Indexing(Store(folder / "state" / "index", say=lambda _: None), program)
        try:
            return await work(here)
        finally:
            await here.close()

    return asyncio.run(run())


def scratch(snapshot: Snapshot, paths: Iterable[PurePosixPath]) -> Index:
    return Index().with_texts({path: snapshot.read(path) for path in paths if path.suffix == ".py"})


def test_it_is_the_index_from_scratch_after_each_change(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "work", {**FILES, "notes.txt": "def f(): pass"})
    files = Files(root)

    async def work(here: Indexing) -> None:
        for change in (
            {},
            {"m1.py": "x = 1\n"},
            {"m1.py": "x = 1\n", "new.py": "def new(): pass\n"},
            {name: f"{text}\n# more\n" for name, text in FILES.items()},
        ):
            write_tree(root, change)
            snapshot = Snapshot(root)
            seen = files.look(snapshot)
            index = await here.of(snapshot, seen, seen)
            assert index == scratch(snapshot, seen)
            assert await here.of(snapshot, seen, seen) is index

    within(tmp_path, work)


def test_open_documents_and_what_a_draft_makes_count_above_the_disk(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "work", FILES)

    async def work(here: Indexing) -> None:
        seen = Files(root).look(Snapshot(root))
        texts = {"m1.py": "def opened(): pass\n", "m2.py": None, "n.py": "y = 1"}
        snapshot = Snapshot(root).with_texts({PurePosixPath(name): text for name, text in texts.items()})
        index = await here.of(snapshot, seen, seen)
        assert [str(path) for path, _ in index.definitions("opened")] == ["m1.py"]
        assert PurePosixPath("m2.py") not in index.outlines
        assert PurePosixPath("n.py") in index.outlines
        assert await here.of(Snapshot(root), seen, seen) == scratch(Snapshot(root), seen)

    within(tmp_path, work)


def test_what_may_not_be_seen_is_not_in_it(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "work", FILES)

    async def work(here: Indexing) -> Index:
        seen = Files(root).look(Snapshot(root))
        return await here.of(Snapshot(root), seen, [path for path in seen if path.name != "m1.py"])

    assert PurePosixPath("m1.py") not in within(tmp_path, work).outlines


def test_what_cannot_be_indexed_is_counted_with_its_reason(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "work", {**FILES, "large.py": "x = 1\n" * 200_000})
    (root / "binary.py").write_bytes(b"\xff\x00\xfe")
    (tmp_path / "outside.py").write_text("SECRET = 1\n")
    (root / "link.py").symlink_to(tmp_path / "outside.py")

    async def work(here: Indexing) -> Index:
        seen = Files(root).look(Snapshot(root))
        return await here.of(Snapshot(root), seen, {*seen, PurePosixPath("link.py")})

    index = within(tmp_path, work)
    assert {str(path): reason for path, reason in index.skipped.items()} == {
        "binary.py": "binary.py: not UTF-8 (byte 0); convert the file to UTF-8",
        "large.py": f"longer than {LARGEST:,} characters",
    }
    assert PurePosixPath("link.py") not in index.outlines
    assert len(index.outlines) == len(FILES)


def test_a_later_session_reads_no_text_again(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "work", FILES)
    snapshot = Snapshot(root)
    seen = Files(root).look(snapshot)

    async def work(here: Indexing) -> Index:
        return await here.of(snapshot, seen, seen)

    first = within(tmp_path, work)
    for name in FILES:
        (root / name).unlink()
    assert within(tmp_path, work) == first
    assert (tmp_path / "state" / "index").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("garbage", [b"", b"garbage" * 1000], ids=["emptied", "overwritten"])
def test_a_broken_store_is_built_anew(tmp_path: Path, garbage: bytes) -> None:
    root = write_tree(tmp_path / "work", FILES)
    snapshot = Snapshot(root)
    seen = Files(root).look(snapshot)

    async def work(here: Indexing) -> Index:
        return await here.of(snapshot, seen, seen)

    first = within(tmp_path, work)
    (tmp_path / "state" / "index" / "cache.db").write_bytes(garbage)
    assert within(tmp_path, work) == first


def test_what_no_worker_gets_done_is_passed_over_and_not_asked_again(tmp_path: Path) -> None:
    root, asked = write_tree(tmp_path / "work", FILES), tmp_path / "asked"

    async def work(here: Indexing) -> None:
        seen = Files(root).look(Snapshot(root))
        index = await here.of(Snapshot(root), seen, seen)
        assert len(index.skipped) == len(FILES)
        more = await here.of(Snapshot(root).with_texts({PurePosixPath("n.py"): "x = 1\n"}), seen, seen)
        assert [str(path) for path in more.outlines] == ["n.py"]

    within(tmp_path, work, (sys.executable, "-c", DIES.format(str(asked))))
    assert DEATHS <= len(asked.read_text().splitlines()) <= DEATHS * MOST


def test_what_was_passed_over_is_kept_for_whoever_asks(tmp_path: Path) -> None:
    unreadable = {f"u{number:03}.py" for number in range(NAMED + 1)}
    root = write_tree(tmp_path / "work", {"a.py": "A = 1\n"})
    for name in unreadable:
        (root / name).write_bytes(b"\xff\xfe")

    async def look(here: Indexing) -> None:
        snapshot = Snapshot(root)
        seen = Files(root).look(snapshot)
        await here.of(snapshot, seen, seen)

    async def told() -> tuple[int, list[str]]:
        store = Store(tmp_path / "state" / "index", say=pytest.fail)
        try:
            count, named = await passed_over(store)
        finally:
            await store.close()
        return count, list(named)

    assert asyncio.run(told()) == (0, [])
    within(tmp_path, look)
    assert asyncio.run(told()) == (NAMED + 1, sorted(unreadable)[:NAMED])
