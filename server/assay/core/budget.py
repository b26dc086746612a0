"""How much a run may spend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one run. `seconds` None is no limit; waiting for a person does not count."""

    seconds: float | None = None
    attempts: int = 8
