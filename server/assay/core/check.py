"""A candidate and what one check says of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypeVar

from assay.core.action import Proposal, Request, Target
from assay.core.command import Branch
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot

Status = Literal["passed", "failed", "skipped"]
Boundary = Literal["interface", "protected", "deletion", "dependency", "presentation", "partial"]
T = TypeVar("T")
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Ran:
    """One command as it ran, for the receipt: which side it ran on, how it ended, how long it took."""

    side: Literal["before", "after"]
    argv: tuple[str, ...]
    exit_code: int | None
    seconds: float
    killed: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check saw.

    `reason` says why it failed or was skipped; `summary` is one line for the user. `before` and `after` are
    its figures on either side. `boundaries` are what the user has to confirm. `problems` are what the next
    attempt gets to see. `incomplete` says why a check that passed did not judge all that it should have.
    """

    name: str
    required: bool
    status: Status
    summary: str
    reason: str = ""
    tool: str = ""
    version: str = ""
    commands: tuple[Ran, ...] = ()
    seconds: float = 0.0
    before: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    after: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    boundaries: tuple[Boundary, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    incomplete: str = ""


class Side:
    """One side of a candidate: a snapshot, the branch that holds it, and what was found out about it, once."""

    def __init__(self, snapshot: Snapshot, branch: Branch | None) -> None:
        self.snapshot = snapshot
        self.branch = branch
        self._found: dict[str, asyncio.Task[Any]] = {}
        self._waiting: Counter[str] = Counter()

    async def once(self, key: str, find: Callable[[], Awaitable[T]]) -> T:
        """What `find` gives, found once per key however many ask; it stops when the last that waits is cancelled."""
        if (task := self._found.get(key)) is None or task.cancelled():
            task = self._found[key] = asyncio.ensure_future(find())
        self._waiting[key] += 1
        try:
            result: T = await asyncio.shield(task)
        except asyncio.CancelledError:
            if self._waiting[key] == 1 and not task.done():
                task.cancel()
                await asyncio.wait([task])
            raise
        finally:
            self._waiting[key] -= 1
        return result


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal put to the test: the target it should solve, and both sides of it."""

    request: Request
    target: Target
    proposal: Proposal
    before: Side
    after: Side


Check = Callable[[Candidate], Awaitable[CheckResult]]
"""One test of a candidate. It raises nothing for a bad candidate: whatever it cannot judge it says in its result."""
