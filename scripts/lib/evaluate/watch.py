"""Runs a command and tells what each unit of it cost: seconds, and the CPU of all processes that it started.

Assay says on a terminal at which unit it is; elsewhere it says so only now and then. So it gets a terminal.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
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
    with tempfile.TemporaryFile() as output:
        with subprocess.Popen(
            argv, cwd=cwd, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=its
        ) as process:
            os.close(its)
            marks: list[Mark] = []
            said = b""
            for chunk in _chunks(ours):
                said = said[-4000:] + chunk
                for match in _UNIT.finditer(said):
                    if not marks or marks[-1].number < int(match[1]):
                        spent = time.monotonic() - began
                        marks.append(Mark(int(match[1]), int(match[2]), spent, tree_cpu(process.pid)))
            os.close(ours)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode("utf-8", "replace")
    cpu = max(usage.ru_utime + usage.ru_stime, *(mark.cpu for mark in marks), 0.0)
    last = re.sub(r"\x1b\[[?\d]*[A-Za-z]", "", said.decode("utf-8", "replace")).replace("\r", "\n").strip()
    return Watched(process.returncode, printed, last[-600:], time.monotonic() - began, cpu, tuple(marks))


def tree_cpu(pid: int) -> float:
    """The seconds of CPU of a process and all below it, those included that ended and were waited for."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        fields = text.rpartition(")")[2].split()
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        times[number] = sum(map(int, fields[11:15])) / _TICK
    below = {pid}
    grown = True
    while grown:
        new = {number for number, parent in parents.items() if parent in below} - below
        below |= new
        grown = bool(new)
    return sum(times.get(number, 0.0) for number in below)


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
