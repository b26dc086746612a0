"""Have examples run in the sandbox, and read which calls of one function come of them, and which objects."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.command import Command, Completed
from assay.core.project import Project
from assay.tools.observing import REPORT, program_command
from assay.tools.subject import Subject


@dataclass(frozen=True, slots=True)
class Carved:
    """One call: what was given beyond the defaults, by parameter, and what makes the object it is a method of.

    All of it is source; `receiver` is empty where it is no method.
    """

    given: tuple[tuple[str, str], ...]
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Carvings:
    """What came of the examples: calls of the function, and sources of objects of its class, none twice."""

    calls: tuple[Carved, ...] = ()
    made: tuple[str, ...] = ()


def carving_command(
    project: Project,
    folder: PurePosixPath,
    subject: Subject,
    scripts: Sequence[Sequence[str]],
    *,
    names: Mapping[str, str],
) -> Command:
    """The command that runs the examples, each a row of statements; `names` are those that a test can import."""
    more = {"scripts": [list(each) for each in scripts], "names": dict(names)}
    return program_command(project, folder, subject, "carving", more)


def read_carvings(completed: Completed) -> Carvings:
    """What the command left; nothing where the report has not the right shape, as nothing is asserted of it alone."""
    try:
        report = json.loads(completed.outputs.get(REPORT) or b"")
        calls = [
            Carved(tuple((str(name), str(source)) for name, source in each["given"]), str(each["receiver"]))
            for each in report["calls"]
        ]
        return Carvings(tuple(dict.fromkeys(calls)), tuple(dict.fromkeys(map(str, report["made"]))))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Carvings()
