"""What Assay adds to a model's own time: the index of a repository, the first prompt, and looking names up."""

from __future__ import annotations

import asyncio
import random
import resource
import sysconfig
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from assay.cache.store import Store
from assay.context.budget import TOKENS, tokens
from assay.context.building import Shown, context_of
from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.model.lookup import references, symbols
from assay.syntax.index import Index
from assay.workspace.files import Files
from assay.workspace.indexing import Indexing
from bench.latency import quantile

LINES = 50_000
MOST = 150
"""Milliseconds that a turn may take beside the model."""

PACKAGES = ("mypy", "pygls", "openai", "pip", "setuptools", "_pytest", "pydantic")
"""Whose sources the repository is made of, in this order, until it has enough lines."""

T = TypeVar("T")

TITLE = "| what | p50 ms | p95 ms | CPU p50 ms | CPU p95 ms |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that passed, and those of this process's CPU: on a busy machine the two differ."""

    seconds: float
    cpu: float


def report(turns: int) -> str:
    """The part of the report, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "repository")
        files, lines = _repository(root)
        return asyncio.run(_measured(root, Path(folder), turns, f"{files} files, {lines:,} lines"))


def _repository(root: Path) -> tuple[int, int]:
    files = lines = 0
    installed = Path(sysconfig.get_path("purelib"))
    for file in (file for package in PACKAGES for file in sorted((installed / package).rglob("*.py"))):
        if lines >= LINES:
            break
        target = root / file.relative_to(installed)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
        files, lines = files + 1, lines + file.read_bytes().count(b"\n")
    return files, lines


async def _measured(root: Path, folder: Path, turns: int, size: str) -> str:
    snapshot, before = Snapshot(root), _memory()
    seen = Files(root).look(snapshot)
    built, index = await _timed(lambda: _session(folder, snapshot, seen))
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    grown = _memory() - before
    again, _ = await _timed(lambda: _session(folder, snapshot, seen))
    here = Indexing(Store(folder / "index", say=print))
    await here.of(snapshot, seen, seen)
    rows = await _turns(here, snapshot, seen, turns)
    await here.close()
    used = workers.ru_utime + workers.ru_stime
    print(f"## Context\n\nA repository of {size}, of installed packages, {len(index.outlines)} of them indexed.")
    print(f"Built in {built.seconds:.1f} s. Workers: {used:.1f} s of CPU, {workers.ru_maxrss / 1024:.0f} MiB at most.")
    print(f"Read back from disk in {again.seconds:.2f} s. The server holds {grown:.0f} MiB more.\n")
    return "\n".join((TITLE, *rows, f"\nA turn is to take at most {MOST} ms beside the model.\n"))


async def _session(folder: Path, snapshot: Snapshot, seen: dict[PurePosixPath, str]) -> Index:
    here = Indexing(Store(folder / "index", say=print))
    index = await here.of(snapshot, seen, seen)
    await here.close()
    return index


async def _turns(here: Indexing, snapshot: Snapshot, seen: dict[PurePosixPath, str], turns: int) -> list[str]:
    """First prompts for errors all over the repository, and look-ups on a draft that was edited just before."""
    chance = random.Random(5)
    paths = sorted(path for path in seen if path.suffix == ".py")
    first: list[Spent] = []
    later: list[Spent] = []
    largest = 0
    for _ in range(turns):
        path = chance.choice(paths)
        text = snapshot.read(path) or ""
        line = chance.randint(0, text.count("\n"))
        target = Target(path, "", (Diagnostic(path, Position(line, 0), Position(line, 1), "no good", "code", "mypy"),))

        spent, size = await _timed(partial(_prompted, here, snapshot, seen, target))
        first.append(spent)
        largest = max(largest, size)
        draft = snapshot.with_texts({path: f"{text}\n# {chance.random()}\n"})
        name = chance.choice(("append", "__init__", "Path", "read", "visit"))
        spent, _ = await _timed(partial(_looked_up, here, draft, seen, name))
        later.append(spent)
    title = f"first prompt, {largest:,} tokens at most"
    return [_row(title, first), _row("edit, then `symbols` and `references`", later)]


async def _prompted(here: Indexing, snapshot: Snapshot, seen: dict[PurePosixPath, str], target: Target) -> int:
    index = await here.of(snapshot, seen, seen)
    links = await here.links(index, PurePosixPath())
    shown = Shown(snapshot, index, links, PurePosixPath(), "mypy", frozenset(seen))
    found = await asyncio.to_thread(context_of, shown, target, TOKENS)
    return tokens(found.stable.text) + tokens(found.place.text)


async def _looked_up(here: Indexing, draft: Snapshot, seen: dict[PurePosixPath, str], name: str) -> None:
    def lines(path: PurePosixPath) -> list[str]:
        return (draft.read(path) or "").split("\n")

    index = await here.of(draft, seen, seen)
    await asyncio.to_thread(symbols, index, name, seen)
    await asyncio.to_thread(references, index, name, seen, lines)


async def _timed(work: Callable[[], Awaitable[T]]) -> tuple[Spent, T]:
    began, cpu = time.perf_counter(), time.process_time()
    found = await work()
    return Spent(time.perf_counter() - began, time.process_time() - cpu), found


def _row(what: str, spent: list[Spent]) -> str:
    columns = (tuple(each.seconds for each in spent), tuple(each.cpu for each in spent))
    cells = [quantile(column, share) for column in columns for share in (0.5, 0.95)]
    return f"| {what} | {' | '.join('-' if cell is None else f'{cell * 1000:.0f}' for cell in cells)} |"


def _memory() -> float:
    """What this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024 / 1024
