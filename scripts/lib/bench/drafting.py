"""What drafting tests of one function costs, phase by phase, beside one plain run of the project's own tests."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from assay.actions.draft_tests import targets
from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.command import INPUT, Command, Completed, Limits
from assay.core.snapshot import Snapshot
from assay.core.text import Place
from assay.core.trust import Trust
from assay.sandbox.branch import SandboxBranch
from assay.settings import Settings
from assay.workspace.workspace import Workspace
from bench.fix import EXAMPLE
from evaluate.figures import quantile

PHASES = {
    "describing": "what the function takes",
    "following": "calls made up, their ways followed",
    "observing": "what comes of the calls",
    "choosing": "the fewest calls that notice faults",
    "mutation": "the written tests, by faults",
    "pytest": "five varied runs",
    "others": "formatter and linter",
}
TIMED = '"$@"; code=$?; times >&2; exit $code'
"""For a shell: a command, and then what it and all that it waited for took of the processor."""

_TIMES = re.compile(rb"(\d+)m([\d.]+)s")
_PUBLIC = re.compile(r"^ *(async )?def [a-z]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of the processor for the command and all below it."""

    phase: str
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Function:
    """One function: seconds from the request to the verdict, the processor's for Assay itself, and the commands."""

    verdict: str
    seconds: float
    own: float
    commands: tuple[Spent, ...]

    @property
    def cpu(self) -> float:
        """All that it took of the processor."""
        return self.own + sum(each.cpu for each in self.commands)


@dataclass(frozen=True, slots=True)
class Meter:
    """Takes what commands cost."""

    commands: list[Spent] = field(default_factory=list[Spent])

    @contextmanager
    def watching(self) -> Generator[None]:
        """Have each command of every branch run by a shell that tells what it took."""
        run = SandboxBranch.run

        async def metered(branch: SandboxBranch, command: Command, limits: Limits) -> Completed:
            timed = replace(command, argv=("/bin/sh", "-c", TIMED, "sh", *command.argv))
            completed = await run(branch, timed, limits)
            minutes = _TIMES.findall(completed.stderr)[-4:]
            cpu = sum(60 * int(minute) + float(second) for minute, second in minutes)
            self.commands.append(Spent(phase_of(command), completed.seconds, cpu))
            return completed

        setattr(SandboxBranch, "run", metered)  # noqa: B010 - it is put back
        try:
            yield
        finally:
            setattr(SandboxBranch, "run", run)  # noqa: B010 - likewise


def phase_of(command: Command) -> str:
    """The phase that a command belongs to, by the program of ours that it starts."""
    scripts = [word for word in command.argv if word.startswith(f"{INPUT}/assay_")]
    name = scripts[0].removeprefix(f"{INPUT}/assay_").removesuffix(".py") if scripts else ""
    if name == "mutation" and b"test_assay_drafts" in command.stdin:
        return "choosing"
    return name if name in PHASES else "others"


def report(most: int) -> str:
    """The table, as Markdown, of so many functions of the example."""
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
        root = Path(shutil.copytree(EXAMPLE, Path(folder, "stockroom"), ignore=ignored))
        plain = min((_plain(root) for _ in range(3)), key=lambda each: each.cpu)
        for each in root.glob("tests/test_*.py"):
            each.unlink()  # they notice most faults already
        found = asyncio.run(_functions(root, most))
    return "\n".join(table(found, plain)) + "\n"


def table(found: Sequence[Function], plain: Spent) -> list[str]:
    """The lines of it."""
    if not found:
        return ["## Drafting tests\n", "Not measured: there is no function."]
    verdicts = [each.verdict for each in found]
    counted = ", ".join(f"{each} {verdicts.count(each)}" for each in sorted(set(verdicts)))
    lines = [
        "## Drafting tests\n",
        f"{len(found)} functions of examples/stockroom without its tests, each by itself, all checks: {counted}.",
        f"One run of its tests by pytest alone: {plain.seconds:.2f} s, {plain.cpu:.2f} CPU s.\n",
        "| a function, mean | runs | seconds | CPU s | of pytest's CPU |",
        "|---|---:|---:|---:|---:|",
    ]
    for phase, words in PHASES.items():
        spent = [each for function in found for each in function.commands if each.phase == phase]
        seconds, cpu = (sum(values) / len(found) for values in _columns(spent))
        lines.append(_row(words, f"{len(spent) / len(found):.1f}", f"{seconds:.2f}", cpu, plain))
    lines.append(_row("Assay itself", "", "", sum(each.own for each in found) / len(found), plain))
    for name, part in (("p50", 0.5), ("p95", 0.95)):
        seconds, cpu = (quantile(values, part) or 0.0 for values in _columns(found))
        lines.append(_row(f"all, {name}", "", f"{seconds:.2f}", cpu, plain))
    return lines


def _columns(spent: Sequence[Spent | Function]) -> tuple[list[float], list[float]]:
    return [each.seconds for each in spent], [each.cpu for each in spent]


def _row(words: str, runs: str, seconds: str, cpu: float, plain: Spent) -> str:
    return f"| {words} | {runs} | {seconds} | {cpu:.2f} | {cpu / plain.cpu:.1f} |"


def _plain(root: Path) -> Spent:
    """The project's tests, as a person runs them."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    argv = [sys.executable, "-m", "pytest", "-q"]
    done = subprocess.run(argv, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"pytest ended with {done.returncode}: {done.stdout[-500:]}")
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent("plain", seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


async def _functions(root: Path, most: int) -> list[Function]:
    settings = Settings(interpreter=Path(sys.executable))
    trust = Trust(trusted=True, source="the benchmark")
    workspace = Workspace(root, settings=settings, trust=trust, state=root.parent / "state", environ=os.environ)
    snapshot = Snapshot(root)
    files = [each.relative_to(root) for each in sorted((root / "stockroom").glob("*.py"))]
    modules = [PurePosixPath(each) for each in files if _PUBLIC.search((root / each).read_text("utf-8"))]
    asked = [each for path in modules for each in targets(Request("draft_tests", snapshot, path), ())][:most]
    found: list[Function] = []
    try:
        with (meter := Meter()).watching():
            for number, target in enumerate(asked):
                start = target.diagnostics[0].start
                request = Request("draft_tests", snapshot, target.path, Place(start, start))
                meter.commands.clear()
                began, own = time.perf_counter(), time.process_time()
                run = await workspace.run(
                    request,
                    run=str(number),
                    current=lambda: snapshot,
                    notify=lambda _: None,
                    budget=Budget(),
                )
                spent = time.perf_counter() - began, time.process_time() - own
                verdict = run.units[0].outcome.verdict if run.units else run.reason
                found.append(Function(verdict, *spent, tuple(meter.commands)))
    finally:
        await workspace.close()
    return found
