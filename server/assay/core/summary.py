"""The record of a whole run: how many units it had, what came of them, what was written. It comes last.

Every field stands in `docs/receipt.schema.json`, as with the receipts of the units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

from assay.core.check import Boundary
from assay.core.outcome import Verdict
from assay.core.receipt import PREDICATE_TYPE, STATEMENT_TYPE, shown


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one unit's patch when it was to be applied; `files` are those that hold the verified text."""

    unit: int
    state: str
    message: str
    files: tuple[PurePosixPath, ...]
    confirmed: tuple[Boundary, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One run. `units` are the receipts of its units; `started` is in seconds since the epoch, UTC."""

    run: str
    started: float
    seconds: float
    assay: str
    action: str
    path: PurePosixPath
    units: tuple[Mapping[str, Any], ...]
    reason: str

    def statement(self) -> dict[str, Any]:
        """The summary as JSON values."""
        verdicts = Counter(unit["predicate"]["verdict"] for unit in self.units)
        subjects = {subject["name"]: subject for unit in self.units for subject in unit["subject"]}
        return {
            "_type": STATEMENT_TYPE,
            "subject": list(subjects.values()) or [shown(self.reason)],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                "kind": "run",
                "run": self.run,
                "started": self.started,
                "seconds": round(self.seconds, 3),
                "assay": self.assay,
                "action": self.action,
                "path": str(self.path),
                "verdicts": {verdict: verdicts[verdict] for verdict in get_args(Verdict)},
                "reason": self.reason,
                "applied": [],
                "exit_code": None,
            },
        }


def ended(statement: Mapping[str, Any], *, exit_code: int, applied: Iterable[Applied]) -> dict[str, Any]:
    """A summary with what the command line did after the run: what it applied, and its exit code."""
    written = [
        {
            "unit": each.unit,
            "state": each.state,
            "message": each.message,
            "files": [str(path) for path in each.files],
            "confirmed": list(each.confirmed),
        }
        for each in applied
    ]
    return {**statement, "predicate": {**statement["predicate"], "applied": written, "exit_code": exit_code}}
