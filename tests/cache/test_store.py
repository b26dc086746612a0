"""A store of real files: what it keeps, and what becomes of it when somebody or something breaks it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from assay.cache.folder import broken
from assay.cache.store import LONGEST, SIZE, Stats, Store
from assay.cache.text import LARGEST
from assay.core.check import Json

DAY = 86400.0
T = TypeVar("T")
WRITES = """
import asyncio, sys
from pathlib import Path
from assay.cache.store import Store
async def write():
    store = Store(Path(sys.argv[1]), say=print)
    number = 0
    while True:
        assert await store.put(f"k{number}", {"text": "x" * 4000, "number": number}, seconds=1000)
        number += 1
        print(number, flush=True)
asyncio.run(write())
"""
SHRINKS = """
import asyncio, os, sys
from pathlib import Path
from assay.cache.store import Store
async def shrink():
    store = Store(Path(sys.argv[1]), say=print)
    assert await store.get("k1") == "v" * 4000
    for file in Path(sys.argv[1]).iterdir():
        os.truncate(file, int(sys.argv[2]))
    for number in range(50):
        await store.get(f"k{number}")
        await store.put(f"new{number}", number, seconds=1000)
    await store.close()
    print("alive")
asyncio.run(shrink())
"""


class Said(list[str]):
    """What a store says."""

    def __call__(self, line: str) -> None:
        self.append(line)


def used(folder: Path, use: Callable[[Store], Awaitable[T]], *, said: Said | None = None, size: int = SIZE) -> T:
    """What comes of using the store in a folder, in a loop of its own."""

    async def within() -> T:
        store = Store(folder, say=Said() if said is None else said, size=size)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(within())


def filled(folder: Path, count: int = 200) -> None:
    """Put values into it."""

    async def fill(store: Store) -> None:
        for number in range(count):
            assert await store.put(f"k{number}", "v" * 4000, seconds=DAY)

    used(folder, fill)


def read_and_written(folder: Path, said: Said) -> tuple[object, object]:
    """What is under a key that was there, and under one that is put in now."""

    async def use(store: Store) -> tuple[object, object]:
        found = [await store.get(f"k{number}") for number in range(200)]
        assert await store.put("new", [1], seconds=DAY)
        return found[-1], await store.get("new")

    return used(folder, use, said=said)


def changed(folder: Path, statement: str, *values: object) -> None:
    """Change the database as somebody who can write it would."""
    database = sqlite3.connect(folder / "cache.db")
    with database:
        database.execute(statement, values)
    database.close()


def test_a_value_comes_back_as_it_was_also_in_a_later_process(tmp_path: Path) -> None:
    value: Json = {"text": "a\u2028\U0001f600\x00", "list": [1, 2.5, None, True], "nested": {"": []}}
    assert used(tmp_path / "c", lambda store: store.put("k", value, seconds=DAY))
    assert used(tmp_path / "c", lambda store: store.get("k")) == value
    assert used(tmp_path / "c", lambda store: store.get("other")) is None


def test_one_that_was_closed_can_be_used_again(tmp_path: Path) -> None:
    async def use(store: Store) -> object:
        await store.close()
        await store.put("k", 1, seconds=DAY)
        await store.close()
        await store.close()
        return await store.get("k")

    assert used(tmp_path / "c", use) == 1


def test_a_value_that_is_past_its_time_is_gone(tmp_path: Path) -> None:
    async def use(store: Store) -> tuple[object, object, Stats]:
        await store.put("k", 1, seconds=0.3)
        at_first = await store.get("k")
        await asyncio.sleep(0.4)
        return at_first, await store.get("k"), await store.stats()

    found = used(tmp_path / "c", use)
    assert found[:2] == (1, None)
    assert found[2].entries == 0


def test_what_it_does_not_keep_is_no_fault_of_the_store(tmp_path: Path) -> None:
    async def use(store: Store) -> tuple[bool, bool, object]:
        await store.put("k", 1, seconds=DAY)
        odd = await store.put("odd", object(), seconds=DAY)
        large = await store.put("large", "x" * LARGEST, seconds=DAY)
        return odd, large, await store.get("k")

    said = Said()
    assert used(tmp_path / "c", use, said=said) == (False, False, 1)
    assert said == []


def test_a_row_that_is_made_a_pickle_does_not_run(tmp_path: Path) -> None:
    filled(tmp_path / "c")
    mark = tmp_path / "ran"
    payload = b"cos\nsystem\n(S'touch " + bytes(mark) + b"'\ntR."
    changed(tmp_path / "c", "UPDATE Cache SET mode = 4, value = ?", payload)
    said = Said()
    assert read_and_written(tmp_path / "c", said) == (None, [1])
    assert not mark.exists()
    assert len(said) == 1
    assert "not hold its value as a text" in said[0]
    # the same row does run where nothing refuses it, so it is the refusal that held
    row = "import diskcache, sys; diskcache.Cache(sys.argv[1])['k1']"
    subprocess.run([sys.executable, "-c", row, str(broken(tmp_path / "c")[0])], check=False, timeout=60)
    assert mark.exists()


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE Cache SET mode = 3, value = NULL, filename = ?", "../secret"),
        ("UPDATE Cache SET filename = ?", "../secret"),
        ("UPDATE Cache SET value = ?", b"\x80"),
        ("UPDATE Cache SET value = ?", "{"),
        ("UPDATE Cache SET value = ?", "[" * 100_000),
        ("INSERT INTO Settings VALUES ('disk_planted', ?)", 1),
    ],
)
def test_what_others_wrote_into_it_is_refused_and_set_aside(tmp_path: Path, statement: str, value: object) -> None:
    secret = tmp_path / "secret"
    secret.write_text('"kept from you"')
    filled(tmp_path / "c")
    changed(tmp_path / "c", statement, value)
    said = Said()
    assert read_and_written(tmp_path / "c", said) == (None, [1])
    assert len(said) == len(broken(tmp_path / "c")) == 1
    assert secret.exists()


def test_a_file_that_a_row_names_is_not_removed_with_it(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    filled(tmp_path / "c")
    changed(tmp_path / "c", "UPDATE Cache SET filename = ?", "../precious")
    assert used(tmp_path / "c", lambda store: store.clear()) == 200
    assert precious.read_text() == "mine"


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def spoil_head(file: Path) -> None:
    with file.open("r+b") as content:
        content.write(b"garbage" * 20)


def spoil_middle(file: Path) -> None:
    with file.open("r+b") as content:
        content.seek(8192)
        content.write(os.urandom(file.stat().st_size - 16384))


@pytest.mark.parametrize("spoil", [cut, spoil_head, spoil_middle])
def test_a_broken_store_is_set_aside_and_a_new_one_works(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    filled(tmp_path / "c")
    spoil(tmp_path / "c" / "cache.db")
    said = Said()
    assert read_and_written(tmp_path / "c", said) == (None, [1])
    assert len(said) == 1
    assert "a new one is in its place" in said[0]


def test_the_last_two_broken_ones_are_kept(tmp_path: Path) -> None:
    for number in range(4):
        filled(tmp_path / "c", 5)
        (tmp_path / "c" / "mark").write_text(str(number))
        spoil_head(tmp_path / "c" / "cache.db")
        used(tmp_path / "c", lambda store: store.get("k"))
    assert [(each / "mark").read_text() for each in broken(tmp_path / "c")] == ["2", "3"]


def test_one_that_breaks_twice_is_given_up(tmp_path: Path) -> None:
    async def use(store: Store) -> tuple[object, Stats]:
        assert await store.put("k", 1, seconds=DAY), "it was replaced"
        changed(store.folder, "UPDATE Cache SET mode = 4")
        return await store.get("k"), await store.stats()

    filled(tmp_path / "c", 5)
    spoil_head(tmp_path / "c" / "cache.db")
    said = Said()
    found = used(tmp_path / "c", use, said=said)
    assert found[0] is None
    assert "broken again" in found[1].fault
    assert len(said) == 2


@pytest.mark.parametrize("size", [0, 100, 20000, 400000])
def test_one_that_is_truncated_while_it_is_open_kills_nobody(tmp_path: Path, size: int) -> None:
    filled(tmp_path / "c")
    done = subprocess.run(
        [sys.executable, "-c", SHRINKS, str(tmp_path / "c"), str(size)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["alive"]), done.stderr


def test_a_lock_of_another_process_is_a_miss_soon(tmp_path: Path) -> None:
    async def use(store: Store) -> tuple[object, object]:
        assert await store.get("k1")
        other = sqlite3.connect(store.folder / "cache.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        found = await store.get("k1"), await store.put("new", 1, seconds=DAY)
        assert time.monotonic() - began < LONGEST
        other.execute("ROLLBACK")
        other.close()
        assert await store.put("new", 1, seconds=DAY), "it goes on when the lock is gone"
        return found

    filled(tmp_path / "c")
    said = Said()
    assert used(tmp_path / "c", use, said=said) == (None, False)
    assert said == []


def test_one_that_is_locked_while_it_is_opened_is_waited_for_a_moment(tmp_path: Path) -> None:
    async def use(store: Store) -> object:
        other = sqlite3.connect(store.folder / "cache.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        found = [await store.get("k1") for _ in range(3)]
        assert time.monotonic() - began < LONGEST
        other.execute("ROLLBACK")
        other.close()
        return [*found, await store.get("k1")]

    filled(tmp_path / "c", 5)
    assert used(tmp_path / "c", use) == [None, None, None, "v" * 4000]
    assert broken(tmp_path / "c") == []


def test_its_folder_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir(mode=0o755)
    filled(tmp_path / "c", 1)
    assert (tmp_path / "c").stat().st_mode & 0o777 == 0o700


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "c").symlink_to(tmp_path / "elsewhere")
    assert used(tmp_path / "c", lambda store: store.put("k", 1, seconds=DAY)) is False
    stats = used(tmp_path / "c", lambda store: store.stats())
    assert (stats.entries, list((tmp_path / "elsewhere").iterdir())) == (0, [])


@pytest.mark.parametrize("name", ["$HOME", "a file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    if name == "a file":
        (tmp_path / name).write_text("")
    said = Said()
    assert used(tmp_path / name, lambda store: store.put("k", 1, seconds=DAY), said=said) is False
    assert len(said) == 1
    assert said[0].startswith(f"there is no cache: {tmp_path / name}: ")


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path / "c", 1)
    monkeypatch.setattr(os, "getuid", lambda: (tmp_path / "c").stat().st_uid + 1)
    said = Said()
    assert used(tmp_path / "c", lambda store: store.get("k0"), said=said) is None
    assert "belongs to another user" in said[0]


def test_a_writer_that_is_killed_leaves_it_whole(tmp_path: Path) -> None:
    said = Said()
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", WRITES, str(tmp_path / "c")], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            while int(writer.stdout.readline()) < 20:
                pass
            writer.send_signal(signal.SIGKILL)
        assert used(tmp_path / "c", lambda store: store.get("k19"), said=said) == {"text": "x" * 4000, "number": 19}
    assert (said, broken(tmp_path / "c")) == ([], [])


def test_it_stays_within_its_size(tmp_path: Path) -> None:
    async def fill(store: Store) -> tuple[object, object]:
        for number in range(600):
            assert await store.put(f"k{number}", "v" * 4000, seconds=DAY)
        return await store.get("k0"), await store.get("k599")

    limit = 1024 * 1024
    assert used(tmp_path / "c", fill, size=limit) == (None, "v" * 4000)
    assert (tmp_path / "c" / "cache.db").stat().st_size < limit * 1.1


def test_a_folder_that_is_removed_under_it_is_made_anew_later(tmp_path: Path) -> None:
    filled(tmp_path / "c", 1)
    shutil.rmtree(tmp_path / "c")
    filled(tmp_path / "c", 1)
    assert used(tmp_path / "c", lambda store: store.get("k0")) == "v" * 4000


def test_to_clear_it_removes_what_was_set_aside_too(tmp_path: Path) -> None:
    filled(tmp_path / "c", 5)
    spoil_head(tmp_path / "c" / "cache.db")
    filled(tmp_path / "c", 3)
    assert len(broken(tmp_path / "c")) == 1
    assert used(tmp_path / "c", lambda store: store.clear()) == 3
    assert broken(tmp_path / "c") == []
    assert b"vvvv" not in (tmp_path / "c" / "cache.db").read_bytes()
