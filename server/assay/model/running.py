"""Run a command for a model: on a branch that holds its draft, where the rules allow it."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Side
from assay.core.command import Limits
from assay.core.cutting import first_lines, last_lines
from assay.core.project import Project
from assay.core.rules import CHECKERS, Permit, decide
from assay.core.snapshot import Snapshot
from assay.model.drafting import Refused
from assay.tools.checker import CheckerReport
from assay.tools.project_command import project_command

SHOWN = 6000
"""Characters of what a command printed that a model sees: the beginning and the end."""

LONGEST_ASKED = 300
"""Characters of a command that a person can read before they say yes to it."""

SECONDS = 120.0

WHO = "the model"
"""Who wants a command to be run, as a person is told that is asked about it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands run with.

    `check` is what the project's checker says of a snapshot; `checker` is its name. `permit` asks a person for a
    command that the rules leave to them. `remaining` gives the seconds that are left of the run, None for no end.
    `hidden` are the files that are absent where commands run, for what they print is shown.
    """

    project: Project
    open_side: Callable[[Snapshot], Awaitable[Side]]
    checker: str
    check: Callable[[Snapshot], Awaitable[CheckerReport]]
    permit: Permit
    remaining: Callable[[], float | None]
    hidden: frozenset[PurePosixPath] = frozenset()


async def run(desk: Desk, argv: Sequence[str], snapshot: Snapshot, look_over: Callable[[str], None]) -> str:
    """What came of a command, as a model sees it. Raises `Refused`.

    `look_over` is given the whole of what was printed, before a part of it is left out.
    """
    decision, why = decide(argv)
    if decision == "forbid":
        raise Refused(f"not run: {why}")
    if decision == "ask" and len(shlex.join(argv)) > LONGEST_ASKED:
        raise Refused("not run: too long for a person to be asked about")
    if decision == "ask" and not await desk.permit(argv, WHO):
        raise Refused("not run: nobody allowed it; the checker and pytest may always be run")
    try:
        async with asyncio.timeout(desk.remaining()):
            return await (_checked(desk, snapshot) if _checks(argv) else _ran(desk, argv, snapshot, look_over))
    except TimeoutError:
        raise Refused("stopped: the time of the run is over") from None


def _checks(argv: Sequence[str]) -> bool:
    """Whether a command calls a type checker."""
    named = argv[2:3] if len(argv) > 1 and argv[1] == "-m" else argv[:1]
    return any(PurePosixPath(word).name in CHECKERS for word in named)


async def _ran(desk: Desk, argv: Sequence[str], snapshot: Snapshot, look_over: Callable[[str], None]) -> str:
    side = await desk.open_side(snapshot.with_texts(dict.fromkeys(desk.hidden)))
    assert side.branch is not None, "a model is asked only where commands can run"
    completed = await side.branch.run(project_command(desk.project, argv), Limits(wall=SECONDS))
    ending = f"killed: {completed.killed}" if completed.killed else f"exit code {completed.exit_code}"
    printed = (completed.stdout + b"\n" + completed.stderr).decode("utf-8", "replace").strip()
    await asyncio.to_thread(look_over, printed)
    return f"{ending}\n{_cut(printed)}"


async def _checked(desk: Desk, snapshot: Snapshot) -> str:
    """The project's checker is run as it judges in the end, whatever arguments were given."""
    report = await desk.check(snapshot)
    if not report.complete:
        return f"{desk.checker} could not check the project: {_cut(report.failure)}"
    found = report.errors
    listed = "\n".join(map(str, found))
    count = f"{len(found) or 'no'} error{'s' if len(found) > 1 else ''}"
    return f"{desk.checker}: {count} in the whole project\n{_cut(listed)}".rstrip()


def _cut(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    start, end = first_lines(text, SHOWN // 2), last_lines(text, SHOWN // 2)
    return f"{start}... ({len(text) - len(start) - len(end)} characters are left out here) ...\n{end}"
