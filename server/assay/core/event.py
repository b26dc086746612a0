"""What happens during a run, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["proposing", "checking", "held", "rejected", "ended"]
"""`held`: no required check failed. `ended`: the person ended it, or nothing was proposed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a run in words for the user; `fraction` from 0 to 1 where it is known."""

    run: str
    phase: str
    message: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one candidate of a run stands. Its `number` is its name in the run; `title` is what it is to solve.

    `rationale` says why it is as it is, in its proposer's words, once there is a proposal; `passed` are the checks that
    it has passed so far.
    """

    number: int
    title: str
    rationale: str = ""
    state: State = "proposing"
    passed: tuple[str, ...] = ()


Notify = Callable[[Event], None]
"""A plain callable that is passed in; it must not raise and must not block."""
