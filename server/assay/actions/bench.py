"""What an action's checks work with, found once per run and handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from assay.checks.package import Prepare
from assay.checks.sifted import Sift
from assay.core.check import Side
from assay.core.command import Limits
from assay.core.constraint import Example
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Judge
from assay.tools.node import Node


@dataclass(frozen=True, slots=True)
class Bench:
    """The project with its judges.

    `open_side` makes the side that holds a snapshot, for checks that need another than the candidate's.
    `withheld` says why nothing of the project may run here (no trust, no sandbox); empty where it may. `remaining`
    gives the seconds that are left of the budget, None for no end. `constrained` is whether the user asked the
    result to keep to anything: `examples` are the calls among that, and `intent` is what they want in their words.
    `sift` asks a checker that goes on running; None where none may. `prepare` brings what a build needs, once the
    person has said yes; None where nothing of the project may run. `node` is the one on PATH.
    """

    project: Project
    judge: Judge | None
    runner: Tool | None
    policy: Policy
    scope: Literal["related", "all"]
    limits: Limits
    remaining: Callable[[], float | None]
    open_side: Callable[[Snapshot], Awaitable[Side]]
    constrained: bool = False
    examples: tuple[Example, ...] = ()
    intent: str = ""
    withheld: str = ""
    sift: Sift | None = None
    prepare: Prepare | None = None
    node: Node | None = None
