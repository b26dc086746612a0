"""Runs a program within a limit, and tells what it cost."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluate.watch import Meter


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that ended; `code` None where it was ended for its time. `cpu` is of all processes that it started."""

    code: int | None
    output: str
    said: str
    seconds: float
    cpu: float


def run(
    argv: Sequence[str], cwd: Path, seconds: float, *, environ: Mapping[str, str] | None = None, order: str = ""
) -> Ran:
    """Run a program to its end, or for so many seconds at most; `order` is its standard input."""
    began = time.monotonic()
    environ = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", **(environ or {})}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as said:
        given.write(order.encode())
        given.seek(0)
        with (
            subprocess.Popen(
                argv, cwd=cwd, env=environ, stdin=given, stdout=output, stderr=said, start_new_session=True
            ) as process,
            Meter(process.pid) as meter,
        ):
            try:
                process.wait(seconds)
                ended = True
            except subprocess.TimeoutExpired:
                ended = False
            finally:
                _end(process.pid)
        texts: list[str] = []
        for each in (output, said):
            each.seek(0)
            texts.append(each.read().decode("utf-8", "replace"))
    code = process.returncode if ended else None
    return Ran(code, texts[0], texts[1], time.monotonic() - began, meter.total)


def _end(group: int) -> None:
    """What it left running ends with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
