"""Start-up, the menu after an edit, and memory of any language server, measured the same way."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.editor import Editor, Server
from bench.edits import Typing
from bench.subject import Subject


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu after an edit: milliseconds of the answers that count, by kind of edit; memory in MiB."""

    neutral: tuple[float, ...]
    bracket: tuple[float, ...]
    asked: int
    alone: float
    with_children: float

    @property
    def counted(self) -> float:
        """The share of answers that count: for all but the floor, those that held an offer."""
        return (len(self.neutral) + len(self.bracket)) / self.asked if self.asked else 0.0


def start(server: Server, root: Path) -> float:
    """Milliseconds from the start of the process to the answer to `initialize`."""
    began = time.perf_counter()
    with Editor(server, root) as editor:
        editor.initialize(root)
        return (time.perf_counter() - began) * 1000


def menu(server: Server, root: Path, subject: Subject, edits: int) -> Menu:
    """Type into the subject and ask for the menu at one of its mistakes after every edit."""
    file = root / "subject.py"
    file.write_text(subject.text, encoding="utf-8")
    with Editor(server, root) as editor:
        editor.initialize(root)
        editor.open(file, subject.text)
        shown = editor.diagnostics(file, subject)
        typing = Typing(subject)
        taken: dict[str, list[float]] = {"neutral": [], "bracket": []}
        choose = random.Random(7)
        for number in range(edits):
            kind = "bracket" if number % 2 else "neutral"
            change = typing.bracket() if number % 2 else typing.neutral()
            diagnostic = choose.choice(shown)
            began = time.perf_counter()
            editor.change(file, change)
            found = editor.actions(file, diagnostic)
            milliseconds = (time.perf_counter() - began) * 1000
            if found or not server.holds:
                taken[kind].append(milliseconds)
        time.sleep(2)  # memory is measured idle
        pid = editor.client.process.pid
        return Menu(
            tuple(taken["neutral"]),
            tuple(taken["bracket"]),
            edits,
            _resident(pid),
            sum(map(_resident, _tree(pid))),
        )


def quantile(values: tuple[float, ...], share: float) -> float | None:
    """The value that this share of them does not exceed; None where there are too few to tell."""
    if len(values) < 2:
        return None
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _resident(pid: int) -> float:
    """The resident memory of a process in MiB; 0 where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
