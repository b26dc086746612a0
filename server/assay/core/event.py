"""What happens during a run, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a run in words for the user; `fraction` from 0 to 1 where it is known."""

    run: str
    phase: str
    message: str
    fraction: float | None = None


Notify = Callable[[Event], None]
"""A plain callable that is passed in; it must not raise and must not block."""
