"""What an action's checks work with, found once per run and handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assay.core.command import Limits
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from assay.tools.checker import Judge


@dataclass(frozen=True, slots=True)
class Bench:
    """The project with its judges.

    `withheld` says why nothing of the project may run here (no trust, no sandbox); empty where it may. `remaining`
    gives the seconds that are left of the budget, None for no end. `constrained` is whether the user asked the
    result to keep to anything.
    """

    project: Project
    judge: Judge | None
    runner: Tool | None
    policy: Policy
    scope: Literal["related", "all"]
    limits: Limits
    remaining: Callable[[], float | None]
    constrained: bool = False
    withheld: str = ""
