"""Have many calls of a function made in one process of the sandbox, and read which way through the code each took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.command import Command, Completed
from assay.core.project import Project
from assay.tools.observing import REPORT, Calling, calls_command
from assay.tools.subject import Subject


@dataclass(frozen=True, slots=True)
class Way:
    """The steps from line to line that a call took in the package, as numbers, and what came of it, cut short.

    No steps: no test can be made of the call, or it did not reach the package.
    """

    steps: frozenset[int] = frozenset()
    came: str = ""


def following_command(
    project: Project,
    folder: PurePosixPath,
    subject: Subject,
    calls: Sequence[Calling],
    *,
    names: Mapping[str, str],
    mode: str,
) -> Command:
    """The command that makes the calls."""
    return calls_command(project, folder, subject, calls, "following", names=names, mode=mode, seed=0)


def read_ways(completed: Completed, count: int) -> tuple[Way, ...]:
    """The way of each call; of nothing is known where the report has not the right shape. It decides nothing alone."""
    try:
        report = json.loads(completed.outputs.get(REPORT) or b"")
        found = tuple(Way(frozenset(map(int, each["steps"])), str(each["came"])) for each in report["calls"])
    except (ValueError, KeyError, TypeError, AttributeError):
        found = ()
    return found if len(found) == count else (Way(),) * count
