"""Write the units of a run into the files: those that are verified, and those that the user confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assay.cli import disk
from assay.core.check import Boundary
from assay.core.errors import AssayError
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.core.summary import Applied
from assay.workspace.run import Unit
from assay.workspace.workspace import Workspace


async def apply_all(workspace: Workspace, units: Iterable[Unit], confirmed: frozenset[Boundary]) -> tuple[Applied, ...]:
    """What became of each unit that has something to write; one that builds on another needs that one written."""
    results: list[Applied] = []
    written: set[int] = set()
    for unit in units:
        if unit.outcome.winner is None:
            continue
        if missing := [number for number in unit.base if number not in written]:
            message = f"it builds on unit {missing[0]}, which was not applied"
            result = Applied(unit.number, "not applied", message, (), ())
        else:
            result = await _apply(workspace, unit, confirmed)
        if result.state == "applied":
            written.add(unit.number)
        results.append(result)
    return tuple(results)


async def _apply(workspace: Workspace, unit: Unit, confirmed: frozenset[Boundary]) -> Applied:
    async def put(change: FileChange) -> str:
        return disk.put(workspace.root, change)

    assert unit.outcome.winner is not None, "asked by the caller"
    nothing = Applied(unit.number, "not applied", "", (), ())
    try:
        disk.refuse_links(workspace.root, unit.outcome.winner.proposal.patch)
        found = await workspace.apply(unit, current=lambda: Snapshot(workspace.root), put=put, confirmed=confirmed)
    except AssayError as error:
        return replace(nothing, message=str(error))
    crossed = unit.outcome.boundaries if found.written else ()
    return Applied(unit.number, found.state, found.message, found.written, crossed)
