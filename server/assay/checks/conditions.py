"""What the conditions on the interpreter that a candidate writes out may hide from a checker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from assay.checks.interpreter_conditions import written_out
from assay.checks.let_go import NONE, Conditions
from assay.checks.trees import ChangedFile, changed_files
from assay.checks.version_fallbacks import fallbacks
from assay.core.check import Candidate
from assay.core.snapshot import Snapshot


async def conditions(candidate: Candidate) -> Conditions:
    """What they may hide; nothing where the patch does more than to write them out."""
    files = await changed_files(candidate)
    before = candidate.before.snapshot
    return await candidate.after.once("conditions", lambda: asyncio.to_thread(_conditions, before, files))


def _conditions(before: Snapshot, files: Sequence[ChangedFile]) -> Conditions:
    found = written_out(before, files)
    return fallbacks(before, files) if found == NONE else found
