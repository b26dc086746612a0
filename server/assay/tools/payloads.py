"""Run a text of ours on the project's interpreter, in the sandbox, and keep what it answers with how it ran.

Such a text is called with the file to leave its answer in and the file of its orders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Literal

from assay.core.check import Ran
from assay.core.command import INPUT, OUTPUT, Command, Completed
from assay.core.project import Project

_ORDERS = "orders.json"


@dataclass(frozen=True, slots=True)
class Answer:
    """How what was asked ran."""

    argv: tuple[str, ...]
    completed: Completed

    def ran(self, side: Literal["before", "after"]) -> Ran:
        """The run as the receipt lists it."""
        completed = self.completed
        return Ran(side, self.argv, completed.exit_code, completed.seconds, completed.killed)


def payload(
    project: Project,
    folder: PurePosixPath,
    name: str,
    orders: object,
    answer: str,
    *,
    environment: Mapping[str, str],
    readable: tuple[Path, ...] = (),
) -> Command:
    """The command that runs the file `name` of this package in a folder of the workspace."""
    interpreter = project.interpreter
    return Command(
        argv=(str(interpreter.executable), "-I", "-B", f"{INPUT}/{name}", f"{OUTPUT}/{answer}", f"{INPUT}/{_ORDERS}"),
        cwd=folder,
        environment=environment,
        readable=(*interpreter.readable, *readable),
        inputs={
            name: resources.files("assay.tools").joinpath(name).read_text("utf-8"),
            _ORDERS: json.dumps(orders),
        },
        outputs=(answer,),
    )
