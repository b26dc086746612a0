"""What the user asked a result to keep to, as far as it can be checked on the patch itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from assay.checks.interface_changes import interface_changes
from assay.checks.new_dependencies import new_dependencies
from assay.checks.trees import ChangedFile, changed_files
from assay.core.check import Candidate, CheckResult
from assay.core.constraint import ON_THE_PATCH, Constraint

NAME = ON_THE_PATCH


async def constraints(candidate: Candidate) -> CheckResult:
    """Fails at the first constraint that the patch does not keep; what nothing can check is listed as not checked."""
    asked = [each for each in candidate.request.constraints if not each.runs]
    checkable = [each for each in asked if each.kind is not None]
    unknown = [each.text for each in asked if each.kind is None]
    left = f"not checked: {', '.join(map(repr, unknown))}" if unknown else ""
    if not checkable:
        words = left or "none were given"
        return CheckResult(NAME, required=False, status="skipped", summary=words, reason=words)
    files = await changed_files(candidate)
    reason = await asyncio.to_thread(_fault, checkable, candidate, files)
    if reason:
        return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
    kept = f"kept: {', '.join(repr(each.text) for each in checkable)}"
    return CheckResult(NAME, required=True, status="passed", summary="; ".join(filter(None, (kept, left))))


def _fault(checkable: Sequence[Constraint], candidate: Candidate, files: Sequence[ChangedFile]) -> str:
    return next((fault for each in checkable for fault in _faults(each, candidate, files)), "")


def _faults(constraint: Constraint, candidate: Candidate, files: Sequence[ChangedFile]) -> Iterator[str]:
    patch = candidate.proposal.patch
    match constraint.kind:
        case "only":
            for path in patch.paths:
                if not any(path.is_relative_to(allowed) for allowed in constraint.paths):
                    yield f"{path}: not one of the files of {constraint.text!r}"
        case "lines":
            if (lines := patch.lines) > constraint.lines:
                yield f"{patch.paths[0]}: {lines} lines change in all, and {constraint.text!r} was asked"
        case "interface":
            for change in interface_changes(files).changed:
                yield f"{change}, and {constraint.text!r} was asked"
        case "dependencies":
            for each in new_dependencies(candidate.before.snapshot, patch, files):
                yield f"{each}, and {constraint.text!r} was asked"
        case _:
            pass
