"""What a run works with, as it is handed to the loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assay.core.action import Proposer
from assay.core.budget import Budget
from assay.core.check import Check, Side
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.engine.candidates import Candidates

OpenSide = Callable[[Snapshot], Awaitable[Side]]
"""Makes the side that holds a snapshot; whoever made it closes it."""

Finish = Callable[[Patch], Awaitable[Patch]]
"""Brings a patch into the project's form; it gives the patch back as it was where it cannot."""

Tell = Callable[[str], None]
"""Takes one line on what goes on."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a run works with: who proposes, how a side is opened, what judges, how much may be spent.

    `spent` gives the seconds spent so far; waiting for a person is not in them. `rivals` are those who are asked beside
    a proposer, once a proposal of its own has failed.
    """

    proposers: tuple[Proposer, ...]
    checks: tuple[Check, ...]
    open_side: OpenSide
    finish: Finish
    budget: Budget
    spent: Callable[[], float]
    tell: Tell
    rivals: Mapping[Proposer, Proposer] = field(default_factory=lambda: MappingProxyType({}))
    candidates: Candidates = field(default_factory=Candidates)
