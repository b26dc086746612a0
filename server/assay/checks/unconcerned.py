"""What a check says of a patch that changes nothing that it judges: in the same words for all, so that they are one."""

from __future__ import annotations

from dataclasses import replace

from assay.core.check import CheckResult

REASON = "nothing that is judged there changes"


def unconcerned(result: CheckResult) -> CheckResult:
    """The result as one that nobody needs."""
    return replace(result, required=False, status="skipped", summary=f"not judged: {REASON}", reason=REASON)
