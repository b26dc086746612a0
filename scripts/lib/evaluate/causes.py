"""Root causes: what a share of solved ones is a share of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluate.checker import of_environment, receiver
from evaluate.run import Unit

NOBODYS = "Solve: "
"""How the title of a unit begins that no recipe recognises."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A unit that a recipe recognises; or all units of one (file, code, receiver), where none does."""

    units: tuple[Unit, ...]

    @property
    def unit(self) -> Unit:
        """The one that stands for all."""
        return self.units[0]

    @property
    def errors(self) -> int:
        """How many errors there are of it."""
        return sum(len(unit.codes) for unit in self.units)


def causes(units: Iterable[Unit]) -> tuple[Cause, ...]:
    """The root causes, those left out for which no edit of the code is the answer."""
    together: dict[object, list[Unit]] = {}
    for number, unit in enumerate(units):
        if all(map(of_environment, unit.codes)):
            continue
        alone = unit.proposers or not unit.title.startswith(NOBODYS)
        key = number if alone else (unit.path, unit.codes[0], receiver(unit.message))
        together.setdefault(key, []).append(unit)
    return tuple(Cause(tuple(found)) for found in together.values())
