"""What the conditions on the interpreter that a candidate writes out may hide from a checker."""

from __future__ import annotations

import asyncio

from assay.checks.interpreter_conditions import written_out
from assay.checks.let_go import Conditions
from assay.checks.trees import changed_files
from assay.core.check import Candidate


async def conditions(candidate: Candidate) -> Conditions:
    """What they may hide; nothing where the patch does more than to write them out."""
    files = await changed_files(candidate)
    before = candidate.before.snapshot
    return await candidate.after.once("conditions", lambda: asyncio.to_thread(written_out, before, files))
