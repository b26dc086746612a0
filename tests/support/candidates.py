"""Candidates for checks that run nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.constraint import constraint
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot

NOWHERE = Path("/nowhere")


def candidate(
    changes: Mapping[str, tuple[str | None, str | None]],
    *,
    target: str = "shop.py",
    root: Path = NOWHERE,
    constraints: tuple[str, ...] = (),
    assumed: str = "",
) -> Candidate:
    """A proposal that turns the first text of each file into the second; None is a file that is not there."""
    found = (FileChange(PurePosixPath(path), *texts) for path, texts in changes.items())
    patch = Patch(tuple(sorted(found, key=lambda change: change.path)))
    before = Snapshot(root).with_texts({change.path: change.before for change in patch.changes})
    path = PurePosixPath(target)
    return Candidate(
        Request("fix_types", before, path, constraints=tuple(map(constraint, constraints))),
        Target(path, "", ()),
        Proposal(patch, "test", "", "", assumed=assumed),
        Side(before, None),
        Side(before.with_patch(patch), None),
    )


def judged(check: Check, judged_candidate: Candidate) -> CheckResult:
    """What a check says of a candidate."""

    async def run() -> CheckResult:
        return await check(judged_candidate)

    return asyncio.run(run())
