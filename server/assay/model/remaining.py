"""What is left of a model's proposals without what their checks named, put to the test once the model has no better."""

from __future__ import annotations

from collections.abc import Callable

from assay.core.action import Failure, Proposal, Proposer, Target
from assay.core.model import MODEL
from assay.core.snapshot import Snapshot


def remaining(rest: Callable[[Failure], Proposal | None]) -> Proposer:
    """The proposer. It asks nobody, and proposes nothing that was tried."""

    async def propose(snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | None:  # noqa: ARG001 - a proposer takes them
        tried = [each.proposal.patch for each in failures]
        own = (rest(each) for each in reversed(failures) if each.proposal.proposer == MODEL)
        return next((each for each in own if each is not None and each.patch not in tried), None)

    return propose
