"""A check that may not run here: it is listed with the reason, and never reads as passed."""

from __future__ import annotations

from assay.core.check import Candidate, Check, CheckResult


def withheld(name: str, reason: str) -> Check:
    """A required check of that name that is skipped for the reason."""

    async def skip(candidate: Candidate) -> CheckResult:  # noqa: ARG001 - it judges no candidate
        return CheckResult(name, required=True, status="skipped", summary=f"not run: {reason}", reason=reason)

    return skip
