"""What a migration works with that has something of the project run to find out what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from assay.core.check import Side
from assay.core.project import Project
from assay.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Workbench:
    """The project, how sides are opened, and where build requirements are.

    `environment` gives the folder that holds them, None where the project's own environment does, or why none does.
    """

    project: Project
    open_side: Callable[[Snapshot], Awaitable[Side]]
    environment: Callable[[tuple[str, ...]], Awaitable[Path | str | None]]
