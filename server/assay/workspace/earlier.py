"""What the user turned down before, read from the receipts: those of this process, or those in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assay.core.earlier import Earlier
from assay.core.errors import BadInput
from assay.ledger import ledger


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier run: what was wanted in it, and what it and those before it came to."""

    intent: str
    earlier: tuple[Earlier, ...]


def turned_down(statement: Mapping[str, Any], remark: str) -> Earlier | None:
    """A unit with what the user remarks on it, by its receipt; None where nothing was proposed in it."""
    predicate = statement["predicate"]
    if (patch := predicate["patch"]) is None:
        return None
    return Earlier(
        run=predicate["run"],
        unit=predicate["unit"],
        path=PurePosixPath(predicate["target"]["path"]),
        messages=frozenset(each["message"] for each in predicate["target"]["diagnostics"]),
        patch=patch["digest"],
        diff=patch["diff"],
        files=tuple(PurePosixPath(path) for path, found in predicate["base"].items() if found is not None),
        remark=remark,
    )


def before(file: Path, run: str, remark: str) -> Before:
    """An earlier run by its name, and the remark on it. Blocks on the disk. Raises `BadInput` and `Lacking`."""
    units = _units(file, run)
    if not units:
        raise BadInput(f"run {run}: not in the ledger of this workspace, {file}")
    found: dict[tuple[str, int], Earlier | None] = {}
    for unit in units:
        for told in unit["predicate"]["remarks"]:
            for other in _units(file, told["run"]):
                if other["predicate"]["unit"] == told["unit"]:
                    found[told["run"], told["unit"]] = turned_down(other, told["text"])
        found[run, unit["predicate"]["unit"]] = turned_down(unit, remark)
    return Before(units[0]["predicate"]["intent"], tuple(each for each in found.values() if each is not None))


def _units(file: Path, run: str) -> list[Mapping[str, Any]]:
    rows = (row.value() for row in ledger.of_run(file, run))
    return [each for each in rows if each["predicate"]["kind"] == "unit" and each["predicate"]["run"] == run]
