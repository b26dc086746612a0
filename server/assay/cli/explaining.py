"""`assay cache explain`: find the run that is meant, and say of each of its units what was used again, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.actions import catalogue
from assay.cli.console import shown
from assay.cli.target import find_root, inside, nearest_root, split
from assay.core.errors import BadInput
from assay.ledger import ledger
from assay.ledger.reuse import explained
from assay.workspace.configuration import folder_of, state_folder


def explain(words: Sequence[str]) -> str:
    """What there is to say of a run, or of the last run of an action at a place. Raises `BadInput` and `Lacking`."""
    match words:
        case [run]:
            units = _units(nearest_root(Path.cwd()).path)
            meant = run
            missing = f"run {run}: not in the ledger of this workspace"
        case [action, place]:
            target = split(place)
            root = find_root(target.path, None).path
            units, path = _units(root), str(inside(root, target.path))
            meant = _last(units, catalogue.find(action).name, path, target.line)
            missing = f"{action} at {place}: no run of it there is in the ledger of {root}"
        case _:
            raise BadInput("name a run, or an action and a place: assay cache explain RUN, or ACTION FILE:LINE")
    lines: list[str] = []
    for number, unit in enumerate(units):
        if unit["run"] == meant:
            title = f"{unit['target']['path']}: {unit['target']['title']}: {unit['verdict']}"
            before = [each for each in units[:number] if each["run"] != meant]
            lines += [title, *(f"  {line}" for line in explained(unit, before))]
    if not lines:
        raise BadInput(missing)
    return "\n".join(map(shown, [f"run {meant}", *lines]))


def _units(root: Path) -> list[Any]:
    """What the receipts of all units say, the oldest first."""
    found = [row.value()["predicate"] for row in ledger.read(folder_of(state_folder(), root) / "ledger.db")]
    return [each for each in found if each["kind"] == "unit" and "reuse" in each]


def _last(units: Sequence[Any], action: str, path: str, line: int | None) -> str:
    """The last run of an action with an error at a line, or anywhere in the file; empty where there is none."""
    for unit in reversed(units):
        lines = {each["line"] for each in unit["target"]["diagnostics"]}
        if (unit["action"], unit["target"]["path"]) == (action, path) and (line is None or line in lines):
            return str(unit["run"])
    return ""
