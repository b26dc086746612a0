"""A recipe with a real checker behind it: propose, check, propose again, as the engine does."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from mypy import api

from assay.checks.difference import difference
from assay.checks.let_go import Conditions
from assay.core.action import Declined, Failure, Proposal, Request, Target
from assay.core.check import Candidate, Side
from assay.core.command import INPUT, OUTPUT, TOP, Completed
from assay.core.diagnostics import Diagnostic
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.recipes.recipe import Recipe
from assay.tools.checker import CheckerReport
from assay.tools.mypy_report import Dialect, read_report
from assay.tools.project import find_project
from assay.tools.pytest import Order, find_pytest, pytest_command
from assay.tools.pytest_report import read_suite
from assay.tools.watched import Sight, Watched
from support.judging import OF_NAME, judge_of

ATTEMPTS = 4
LEFT = 20
"""So many runs of mypy leave what they built in memory before it is given back."""

_runs = itertools.count(1)
_seconds = itertools.count(1_700_000_000)


@dataclass(frozen=True, slots=True)
class Checked:
    """The proposal that the checker took, or None; and how many were made."""

    proposal: Proposal | None
    attempts: int


def propose(
    recipe: Recipe, target: Target, folder: Path, before: tuple[Diagnostic, ...], checker: str = "mypy"
) -> Checked:
    """The first proposal for the files of a folder after which the target is gone and nothing is new.

    `before` is what the checker says of them as they are.
    """
    snapshot = Snapshot(folder)
    failures: tuple[Failure, ...] = ()
    for attempt in range(1, ATTEMPTS + 1):
        proposal = asyncio.run(_proposed(recipe, snapshot, target, failures, checker))
        if proposal is None:
            return Checked(None, attempt - 1)
        write(folder, {change.path: change.after or "" for change in proposal.patch.changes})
        after = said(folder, checker)
        write(folder, {change.path: change.before or "" for change in proposal.patch.changes})
        became = difference(_candidate(snapshot, target, proposal), _report(before), _report(after), Conditions())
        if not became.problems:
            return Checked(proposal, attempt)
        failures = (*failures, Failure(proposal, became.problems))
    return Checked(None, ATTEMPTS)


def _candidate(snapshot: Snapshot, target: Target, proposal: Proposal) -> Candidate:
    request = Request("fix_types", snapshot, target.path)
    return Candidate(request, target, proposal, Side(snapshot, None), Side(snapshot.with_patch(proposal.patch), None))


def _report(diagnostics: tuple[Diagnostic, ...]) -> CheckerReport:
    return CheckerReport(diagnostics, complete=True, failure="", argv=(), exit_code=1, seconds=0.0, killed=None)


async def _proposed(
    recipe: Recipe, snapshot: Snapshot, target: Target, failures: tuple[Failure, ...], checker: str
) -> Proposal | None:
    async def ask(probe: Snapshot) -> tuple[Diagnostic, ...]:
        as_they_are = {path: snapshot.read(path) or "" for path in probe.above}
        write(probe.root, {path: text or "" for path, text in probe.above.items()})
        told = said(probe.root, checker)
        write(probe.root, as_they_are)
        return told

    async def watch(_: Snapshot, watched: tuple[Watched, ...]) -> Sight:
        return await asyncio.to_thread(sight, snapshot.root, watched)

    found = await recipe.proposer(ask, watch)(snapshot, target, failures)
    assert not isinstance(found, Declined)
    return found


def sight(folder: Path, watched: tuple[Watched, ...]) -> Sight:
    """What the expressions are while the tests of a folder run."""
    project = find_project(folder, TOP, interpreter=Path(sys.executable), chosen=None, environ={})
    tool = find_pytest(project)
    assert tool is not None
    command = pytest_command(project, tool, Order(seed="of tests", watched=watched))
    with tempfile.TemporaryDirectory() as place:
        inputs, outputs = Path(place, "in"), Path(place, "out")
        inputs.mkdir()
        for name, text in command.inputs.items():
            (inputs / name).write_text(text, encoding="utf-8")
        argv = [word.replace(INPUT, str(inputs)).replace(OUTPUT, str(outputs)) for word in command.argv]
        outputs.mkdir()
        environment = {**os.environ, **command.environment}
        done = subprocess.run(
            argv, cwd=folder, input=command.stdin, env=environment, capture_output=True, check=False, timeout=120
        )
        left = {name: (outputs / name).read_bytes() for name in command.outputs if (outputs / name).is_file()}
    report = read_suite(Completed(done.returncode, done.stdout, done.stderr, 0, outputs=left), "of tests")
    assert not report.failure, (report.failure, done.stderr)
    return Sight(tuple(report.seen.get(number, ()) for number in range(len(watched))), report.count("passed", "failed"))


def write(folder: Path, files: Mapping[PurePosixPath, str]) -> None:
    """Put the files there, each newer than whatever mypy saw before: it compares whole seconds."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        second = next(_seconds)
        os.utime(file, (second, second))


def said(folder: Path, checker: str) -> tuple[Diagnostic, ...]:
    """What a checker says of all Python files of a folder, by the configuration that lies there."""
    if checker == "mypy":
        return mypy(folder)
    project = find_project(folder, TOP, interpreter=Path(sys.executable), chosen=None, environ={})
    judge = judge_of(project, checker=OF_NAME[checker])
    started = folder / judge.tool.folder
    done = subprocess.run(judge.tool.argv, cwd=started, capture_output=True, check=False, timeout=120)
    report = judge.read(Snapshot(folder), Completed(done.returncode, done.stdout, done.stderr, 0))
    assert report.complete, report.failure
    return report.diagnostics


def mypy(folder: Path) -> tuple[Diagnostic, ...]:
    """What mypy says of all Python files of a folder. It runs in this process, which takes a tenth of the time.

    A `mypy.ini` there is what it goes by.
    """
    report = folder.with_name("report.xml")
    cache = folder.with_name("mypy-cache")
    configuration = "mypy.ini" if (folder / "mypy.ini").is_file() else ""
    options = ("-O", "json", "--show-error-end", f"--config-file={configuration}", "--check-untyped-defs")
    try:
        out, err, status = run_mypy(folder, *options, f"--cache-dir={cache}", f"--junit-xml={report}", ".")
    finally:
        # What mypy built, 9 MB, is full of cycles, and it tells the collector to look at them hardly ever. To look each
        # time takes four times as long as mypy, for it goes through all the thousands of tests that were collected.
        if not next(_runs) % LEFT:
            gc.collect()
    tool = Tool("mypy", version("mypy"), "assay", options, ())
    completed = Completed(status, out.encode(), err.encode(), 0)
    dialect = Dialect(json=True, columns="native", asked_for_unreachable=False)
    found = read_report(completed, report.read_bytes(), dialect, tool=tool, snapshot=Snapshot(folder))
    assert found.complete, found.failure
    return found.diagnostics


def run_mypy(folder: Path, *arguments: str) -> tuple[str, str, int]:
    """What mypy prints, what it complains of, and its exit code, in this process and started in the folder.

    It lets code recurse deeper than Python does, which is taken back: other tests are about that limit.
    """
    here, limit = Path.cwd(), sys.getrecursionlimit()
    os.chdir(folder)
    try:
        return api.run(list(arguments))
    finally:
        os.chdir(here)
        sys.setrecursionlimit(limit)
