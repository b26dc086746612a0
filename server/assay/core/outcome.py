"""What came of a run: its attempts, and the verdict that their evidence allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assay.core.action import Proposal, Target
from assay.core.check import Boundary, CheckResult
from assay.core.snapshot import Snapshot

Verdict = Literal["verified", "partial", "rejected", "unsolved", "cancelled"]
"""`unsolved`: nothing was proposed, or all was taken back. `cancelled`: the user stopped it. Others: see `verdict`."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One proposal and what every check said of it; checks after the first required failure did not run."""

    proposal: Proposal
    results: tuple[CheckResult, ...]

    @property
    def rejected(self) -> bool:
        """Whether a required check failed."""
        return any(result.required and result.status == "failed" for result in self.results)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run on one target. `reason` says why it ended as it did; `after` holds the winner's texts."""

    target: Target
    verdict: Verdict
    attempts: tuple[Attempt, ...]
    reason: str
    after: Snapshot | None = None

    @property
    def winner(self) -> Attempt | None:
        """The attempt that is offered: the last one, where none of its required checks failed."""
        return self.attempts[-1] if self.verdict in ("verified", "partial") else None

    @property
    def boundaries(self) -> tuple[Boundary, ...]:
        """What the user has to confirm before the winner may be applied, each once, sorted."""
        if self.winner is None:
            return ()
        crossed: set[Boundary] = {boundary for result in self.winner.results for boundary in result.boundaries}
        if self.verdict == "partial":
            crossed.add("partial")
        return tuple(sorted(crossed))


def verdict(results: Iterable[CheckResult]) -> Literal["verified", "partial", "rejected"]:
    """What the evidence allows to say.

    *rejected*: a required check failed. *verified*: every required check ran to its end and passed.
    *partial*: anything between, and also where nothing was required at all.
    """
    required = [result for result in results if result.required]
    if any(result.status == "failed" for result in required):
        return "rejected"
    if required and all(result.status == "passed" and not result.incomplete for result in required):
        return "verified"
    return "partial"
