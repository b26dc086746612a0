"""Runs a command and tells what each unit of it cost: seconds, and the CPU of all processes that it started.

Assay says on a terminal at which unit it is; elsewhere it says so only now and then. So it gets a terminal.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

TICK = 0.05
"""Seconds between two looks."""

_CLOCK = os.sysconf("SC_CLK_TCK")
_UNIT = re.compile(rb"\] \d+ s  (\d+) of (\d+): ")


@dataclass(frozen=True, slots=True)
class Mark:
    """The moment at which a unit began: its number, of how many, and what had been spent until then."""

    number: int
    total: int
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Watched:
    """A command that ended. `said` is the last of what it wrote on its terminal."""

    exit_code: int
    output: str
    said: str
    seconds: float
    cpu: float
    marks: tuple[Mark, ...]

    def spent(self, number: int) -> tuple[float, float] | None:
        """The seconds and the CPU of a unit; None where it was not seen to begin."""
        ends = (*self.marks[1:], Mark(0, 0, self.seconds, self.cpu))
        for mark, end in zip(self.marks, ends, strict=bool(self.marks)):
            if mark.number == number:
                return end.seconds - mark.seconds, max(0.0, end.cpu - mark.cpu)
        return None


def watch(argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> Watched:
    """Run a command to its end."""
    began = time.monotonic()
    ours, its = pty.openpty()
    marks: list[Mark] = []
    said = b""
    with tempfile.TemporaryFile() as output:
        with (
            subprocess.Popen(
                argv, cwd=cwd, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=its
            ) as process,
            Meter(process.pid) as meter,
        ):
            os.close(its)
            for chunk in _chunks(ours):
                said = said[-4000:] + chunk
                for match in _UNIT.finditer(said):
                    if not marks or marks[-1].number < int(match[1]):
                        spent = time.monotonic() - began
                        marks.append(Mark(int(match[1]), int(match[2]), spent, meter.cpu()))
            os.close(ours)
        output.seek(0)
        printed = output.read().decode("utf-8", "replace")
    last = re.sub(r"\x1b\[[?\d]*[A-Za-z]", "", said.decode("utf-8", "replace")).replace("\r", "\n").strip()
    seconds = time.monotonic() - began
    return Watched(process.returncode, printed, last[-600:], seconds, meter.total, tuple(marks))


class Meter:
    """Adds up the CPU of a process and of all below it while the block runs.

    It looks often and keeps what it last saw of each: a process in a sandbox ends unseen by those outside, so that
    nobody's sum of ended children holds it. What lives shorter than a tick is missed.
    """

    def __init__(self, pid: int) -> None:
        self.total = 0.0
        self._pid = pid
        self._seen: dict[tuple[int, int], float] = {}
        self._ended = threading.Event()
        self._looking = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        self._thread.join()

    def cpu(self) -> float:
        """The seconds until now."""
        with self._looking:
            self._seen |= processes_below(self._pid)
            self.total = sum(self._seen.values())
        return self.total

    def _run(self) -> None:
        while not self._ended.wait(TICK):
            self.cpu()


def processes_below(pid: int) -> dict[tuple[int, int], float]:
    """The CPU seconds of a process and each one below it, by number and start."""
    parents: dict[int, int] = {}
    found: dict[int, tuple[int, float]] = {}
    # not by a pattern that looks for the file first: a process that ends between two looks would end this one, too
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            text = (folder / "stat").read_text(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        fields = text.rpartition(")")[2].split()
        number = int(folder.name)
        parents[number] = int(fields[1])
        found[number] = int(fields[19]), (int(fields[11]) + int(fields[12])) / _CLOCK
    below: set[int] = set()
    new = {pid} & found.keys()
    while new:
        below |= new
        new = {number for number, parent in parents.items() if parent in below} - below
    return {(number, found[number][0]): found[number][1] for number in below}


def _chunks(terminal: int) -> Iterator[bytes]:
    """What comes from a terminal until the last who holds its other end is gone."""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            return
        if not chunk:
            return
        yield chunk
