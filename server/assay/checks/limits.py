"""What is left of a run's budget for one command."""

from __future__ import annotations

from dataclasses import replace

from assay.core.command import Limits


def within(limits: Limits, left: float | None) -> Limits:
    """The limits, with no more time than is left of the budget."""
    return limits if left is None else replace(limits, wall=left if limits.wall is None else min(limits.wall, left))
