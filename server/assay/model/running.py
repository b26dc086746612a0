"""Run a command for a model: on a branch that holds its draft, where the rules allow it."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.check import Side
from assay.core.command import Command, Limits
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project
from assay.core.rules import CHECKERS, Permit, decide
from assay.core.snapshot import Snapshot
from assay.model.drafting import Refused

SHOWN = 6000
"""Characters of what a command printed that a model sees: the beginning and the end."""

LONGEST_ASKED = 300
"""Characters of a command that a person can read before they say yes to it."""

SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands run with.

    `check` is what the project's checker says of a snapshot. `permit` asks a person for a command that the rules
    leave to them. `hidden` are the files that are absent where commands run, for what they print is shown.
    """

    project: Project
    open_side: Callable[[Snapshot], Awaitable[Side]]
    check: Callable[[Snapshot], Awaitable[tuple[Diagnostic, ...]]]
    permit: Permit
    limits: Limits
    hidden: frozenset[PurePosixPath] = frozenset()


async def run(desk: Desk, argv: Sequence[str], snapshot: Snapshot) -> str:
    """What came of a command, as a model sees it. Raises `Refused`."""
    decision, why = decide(argv)
    if decision == "forbid":
        raise Refused(f"not run: {why}")
    if decision == "ask" and len(shlex.join(argv)) > LONGEST_ASKED:
        raise Refused("not run: too long for a person to be asked about")
    if decision == "ask" and not await desk.permit(argv):
        raise Refused("not run: nobody allowed it; the checker and pytest may always be run")
    if program := next((word for word in argv if PurePosixPath(word).name in CHECKERS), None):
        return await _checked(desk, program, snapshot)
    side = await desk.open_side(snapshot.with_texts(dict.fromkeys(desk.hidden)))
    assert side.branch is not None, "a model is asked only where commands can run"
    completed = await side.branch.run(_command(desk, argv), Limits(wall=min(SECONDS, desk.limits.wall or SECONDS)))
    ending = f"killed: {completed.killed}" if completed.killed else f"exit code {completed.exit_code}"
    printed = (completed.stdout + b"\n" + completed.stderr).decode("utf-8", "replace").strip()
    return f"{ending}\n{_cut(printed)}"


async def _checked(desk: Desk, program: str, snapshot: Snapshot) -> str:
    """The checker is run as it judges in the end, whatever arguments were given."""
    found = [each for each in await desk.check(snapshot) if each.severity == "error"]
    listed = "\n".join(map(str, found))
    count = f"{len(found) or 'no'} error{'s' if len(found) > 1 else ''}"
    return f"{program}: {count} in the whole project\n{_cut(listed)}".rstrip()


def _command(desk: Desk, argv: Sequence[str]) -> Command:
    python = desk.project.interpreter
    program, *rest = argv
    match PurePosixPath(program).name:
        case "python" | "python3":
            started = (str(python.executable), *rest)
        case "pytest":
            started = (str(python.executable), "-m", "pytest", "-p", "no:cacheprovider", *rest)
        case _:
            started = tuple(argv)
    return Command(
        argv=started,
        cwd=desk.project.root,
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
        readable=python.readable,
    )


def _cut(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    half = SHOWN // 2
    return f"{text[:half]}\n... ({len(text) - SHOWN} characters are left out here) ...\n{text[-half:]}"
