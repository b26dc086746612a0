"""One call of a function, and what is known of what should come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters that a call may name, in order; the first `positional` of them can be given by position alone."""

    names: tuple[str, ...]
    positional: int


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments by name, as source. `documented` is the value or exception that the documentation says, as source."""

    arguments: tuple[tuple[str, str], ...]
    documented: str = ""
    cost: int = 100

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that are given."""
        return tuple(name for name, _ in self.arguments)


def call(function: str, parameters: Parameters, given: Sequence[tuple[str, str]]) -> str:
    """The call as source: by position as far as nothing is left out, then by name."""
    written: list[str] = []
    for place, (name, source) in enumerate(given):
        in_order = place < parameters.positional and parameters.names[place] == name
        written.append(source if in_order else f"{name}={source}")
    return f"{function}({', '.join(written)})"
