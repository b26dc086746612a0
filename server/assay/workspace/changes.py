"""The lines that changed since the last commit and that no test of the project runs."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from assay.checks.changed import Touched, touched_statements
from assay.checks.limits import within
from assay.core.check import Side
from assay.core.command import Command, Completed
from assay.core.errors import BadInput, Lacking
from assay.core.patch import FileChange, Patch
from assay.tools.committed import MOST, changed_command, read_names, read_texts, text_command, unknown_command
from assay.tools.pytest import Order, lacking, pytest_command
from assay.tools.pytest_report import read_suite
from assay.tools.related import related_tests
from assay.workspace.ground import Ground

Lines = Mapping[PurePosixPath, frozenset[int]]
"""Numbers of lines, from 1, by file."""


async def untested(ground: Ground, side: Side) -> Lines:
    """Those lines below the request's path. Raises `Lacking` where they cannot be found out."""
    bench = ground.bench
    why = bench.withheld or lacking(bench.project, bench.runner)
    if why or side.branch is None:
        raise Lacking(f"what changed, and what no test runs of it, is found out in the sandbox: {why}")
    ground.tell("git: looking for what changed since the last commit")
    patch = await _since(ground, side)
    touched = await asyncio.to_thread(touched_statements, patch)
    called = [each for each in touched if each.called]
    if not called:
        return {}
    ground.tell("pytest: looking for the changed lines that no test runs")
    ran = await _ran(ground, side, called)
    return _lines(each for each in called if not each.ran(ran))


async def _since(ground: Ground, side: Side) -> Patch:
    """What was done to the modules below the request's path since the last commit, as a patch."""
    changed = await _named(ground, side, changed_command())
    unknown = await _named(ground, side, unknown_command())
    if max(len(changed), len(unknown)) >= MOST:
        ground.tell(f"more than {MOST} files changed: only the first {MOST} are looked at")
    below, refuses = ground.order.request.path, ground.order.action.refuses
    paths = [each for each in sorted({*changed, *unknown}) if each.is_relative_to(below) and not refuses(each)]
    texts = read_texts(await _run(ground, side, text_command(paths)), paths) if paths else {}
    if isinstance(texts, str):
        raise Lacking(texts)
    now = {path: text for path in paths if (text := side.snapshot.read(path)) is not None}
    return Patch(tuple(FileChange(path, texts.get(path), text) for path, text in now.items()))


async def _named(ground: Ground, side: Side, command: Command) -> tuple[PurePosixPath, ...]:
    found = read_names(await _run(ground, side, command))
    if isinstance(found, str):
        raise BadInput(f"what changed since the last commit is not known: {found}; name a file, or a line of one")
    return found


async def _ran(ground: Ground, side: Side, touched: Iterable[Touched]) -> frozenset[tuple[PurePosixPath, int]]:
    """Which of the lines that bear witness the tests run that relate to them; none where that is not known."""
    bench = ground.bench
    assert bench.runner is not None, "pytest is not lacking"
    lines = _witnesses(touched)
    related = await asyncio.to_thread(related_tests, side.snapshot, bench.runner.folder, tuple(lines))
    if not related.files:
        return frozenset()
    seed = secrets.token_hex(16)
    order = Order(seed=seed, only=related.files, lines=lines)
    completed = await _run(ground, side, pytest_command(bench.project, bench.runner, order))
    report = await asyncio.to_thread(read_suite, completed, seed)
    if report.failure:
        ground.tell(f"which changed lines a test runs is not known, so tests are drafted of all: {report.failure}")
        return frozenset()
    return report.lines


async def _run(ground: Ground, side: Side, command: Command) -> Completed:
    assert side.branch is not None, "nothing is withheld"
    return await side.branch.run(command, within(ground.bench.limits, ground.bench.remaining()))


def _witnesses(touched: Iterable[Touched]) -> Lines:
    found: dict[PurePosixPath, frozenset[int]] = {}
    for each in touched:
        found[each.path] = found.get(each.path, frozenset()) | each.witnesses
    return found


def _lines(touched: Iterable[Touched]) -> Lines:
    found: dict[PurePosixPath, frozenset[int]] = {}
    for each in touched:
        found[each.path] = found.get(each.path, frozenset()) | each.lines
    return found
