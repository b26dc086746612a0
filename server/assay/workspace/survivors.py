"""What the user says of a fault that no test notices, as what the next run is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.constraint import Constraint, constraint
from assay.core.errors import BadInput
from assay.ledger import ledger
from assay.ledger.survivors import survivors

_PLACE = re.compile(r"@@ (line \d{1,9}) @@")


@dataclass(frozen=True, slots=True)
class Wish:
    """An example is a constraint, which can be checked and asserted; anything else is an intent, for a model."""

    intent: str = ""
    constraints: tuple[Constraint, ...] = ()


def wish(unit: Mapping[str, Any], number: int, words: str) -> Wish:
    """What is wanted of a fault, by its number from 1 among those that a unit's receipt shows. Raises `BadInput`."""
    predicate = unit["predicate"]
    shown = [diff for check in predicate["checks"] for diff in survivors(check)[1]]
    if not 1 <= number <= len(shown):
        where = f"run {predicate['run']}, unit {predicate['unit']}"
        raise BadInput(f"{where}: {len(shown)} faults are shown that no test notices; {number} is none of them")
    said = " ".join(words.split())
    if not said:
        raise BadInput("say what should come of it, as in: grade(-1) raises ValueError")
    found = constraint(said)
    if found.kind == "example":
        return Wish(constraints=(found,))
    # the text of a repository does not go among the user's words: a model is shown the fault elsewhere
    place = _PLACE.match(shown[number - 1])
    return Wish(f"{said} (of a fault in {place[1] if place else 'it'} that no test notices)")


def wished(file: Path, named: str, words: str) -> Wish:
    """The same for `RUN:NUMBER`, or `RUN:UNIT:NUMBER`, of the ledger. Blocks on the disk. Raises `BadInput`."""
    run, *numbers = named.split(":")
    if len(numbers) not in (1, 2) or not all(each.isascii() and each.isdigit() and len(each) < 9 for each in numbers):
        raise BadInput(f"{named}: RUN:NUMBER, or RUN:UNIT:NUMBER where that run had several, as its result says")
    unit, number = (1, *map(int, numbers))[-2:]
    rows = (row.value()["predicate"] for row in ledger.of_run(file, run))
    found = next((each for each in rows if each["kind"] == "unit" and each["unit"] == unit), None)
    if found is None:
        raise BadInput(f"run {run}: it has no unit {unit} in the ledger of this workspace, {file}")
    return wish({"predicate": found}, number, words)
