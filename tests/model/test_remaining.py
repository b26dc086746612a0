"""What is left of a model's proposals comes last, and nothing that was tried comes again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Target
from assay.core.model import MODEL
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.model.remaining import remaining

FILE = PurePosixPath("test_a.py")


def failed(text: str, proposer: str = MODEL) -> Failure:
    return Failure(Proposal(Patch((FileChange(FILE, None, text),)), proposer, "", ""), ())


def shorter(failure: Failure) -> Proposal | None:
    """All but the last letter; nothing of one letter."""
    text = failure.proposal.patch.changes[0].after or ""
    patch = Patch((FileChange(FILE, None, text[:-1]),))
    return replace(failure.proposal, patch=patch) if len(text) > 1 else None


def proposed(*failures: Failure) -> str | None:
    target = Target(FILE, "", ())

    async def ask() -> Proposal | Declined | None:
        return await remaining(shorter)(Snapshot(Path("/nowhere")), target, failures)

    found = asyncio.run(ask())
    return found.patch.changes[0].after if isinstance(found, Proposal) else None


def test_it_is_what_is_left_of_the_last_one() -> None:
    assert proposed(failed("abc"), failed("abd")) == "ab"


def test_where_that_was_tried_it_is_what_is_left_of_an_earlier_one() -> None:
    assert proposed(failed("xyz"), failed("ab"), failed("abd")) == "a"
    assert proposed(failed("xyz"), failed("a"), failed("ab")) == "xy"


def test_there_is_nothing_where_nothing_is_left_or_it_is_no_models() -> None:
    assert proposed() is proposed(failed("a")) is proposed(failed("abc", "recorded calls")) is None
