"""What a run gives its front end: units with their receipts, and the summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.core.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Unit:
    """One target with what came of it; `statement` is its receipt, already in the ledger.

    `base` names the earlier units of the same run that it builds on.
    """

    run: str
    number: int
    outcome: Outcome
    statement: Mapping[str, Any]
    base: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run. `reason` says why there is no unit, or what is lacking; empty where nothing is to be said."""

    id: str
    units: tuple[Unit, ...]
    reason: str
    lacking: bool
    statement: Mapping[str, Any]
