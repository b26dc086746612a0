"""`assay run fix_types` on a place, file or folder, and what its receipts say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from evaluate.sources import ENVIRONMENT, PYTHON
from evaluate.subjects import ROOT
from evaluate.watch import Watched, watch

BOUNDARIES = ("deletion", "interface", "partial", "protected")
OFFERED = ("verified", "partial")


@dataclass(frozen=True, slots=True)
class Way:
    """How the action is run: as which program, and by whose configuration; None for that of whoever evaluates."""

    configuration: Path | None = None
    program: str = "assay"


AS_USUAL = Way()


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: what was to be solved and what came of it. `codes` are those of its errors, in order.

    `gamed` is what the check against weakened judges found in its attempts. `seconds` and `cpu` are None where it was
    not seen to begin. `tokens` are those of a model, None where its server did not count; `caught` is for each attempt
    of a model the check that failed it, empty where none did.
    """

    path: str
    line: int
    codes: tuple[str, ...]
    message: str
    title: str
    verdict: str
    reason: str
    proposers: tuple[str, ...]
    boundaries: tuple[str, ...]
    gamed: tuple[str, ...]
    seconds: float | None
    cpu: float | None
    tokens: int | None = 0
    caught: tuple[str, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether the user is shown a patch."""
        return self.verdict in OFFERED

    @property
    def out_of_time(self) -> bool:
        """Whether it ended for want of time."""
        return "the budget of" in self.reason


@dataclass(frozen=True, slots=True)
class Fixing:
    """One run. `targets` are the units that it set out with; `lost` says of patches that did not get written."""

    units: tuple[Unit, ...]
    targets: int
    applied: int
    lost: tuple[str, ...]
    seconds: float
    cpu: float
    failure: str = ""


def fix(root: Path, target: str, *, budget: float = 0.0, way: Way = AS_USUAL) -> Fixing:
    """Run the action below `root`, and write every patch that it offers, whatever it would have confirmed."""
    argv = [sys.executable, "-m", way.program, "run", "fix_types", str(root / target), "--root", str(root)]
    argv += ["--trust", "--json", "--interpreter", str(PYTHON), "--tests", "related", "--budget", f"{budget:g}"]
    argv += ["--apply", *(word for boundary in BOUNDARIES for word in ("--confirm", boundary))]
    environ = {**os.environ, "XDG_STATE_HOME": str(ENVIRONMENT / "state"), "TERM": "dumb"}
    environ |= {"PYTHONPATH": str(ROOT / "scripts" / "lib")}
    if way.configuration is not None:
        environ["XDG_CONFIG_HOME"] = str(way.configuration)
    return read(watch(argv, cwd=root, environ=environ))


def read(watched: Watched) -> Fixing:
    """What the receipts say. A run without its summary did not end well."""
    units: list[Unit] = []
    summary: Mapping[str, Any] | None = None
    for line in watched.output.splitlines():
        predicate = json.loads(line)["predicate"]
        if predicate["kind"] == "unit":
            units.append(_unit(predicate, watched))
        else:
            summary = predicate
    applied: list[dict[str, Any]] = summary["applied"] if summary else []
    failure = ""
    if watched.exit_code not in {0, 1} or summary is None:
        failure = f"it ended with {watched.exit_code}: {watched.said[-300:]}"
    return Fixing(
        units=tuple(units),
        targets=max((mark.total for mark in watched.marks), default=len(units)),
        applied=sum(each["state"] == "applied" for each in applied),
        lost=tuple(f"unit {each['unit']}: {each['message']}" for each in applied if each["state"] != "applied"),
        seconds=watched.seconds,
        cpu=watched.cpu,
        failure=failure,
    )


def of_json(value: Mapping[str, Any]) -> Fixing:
    """The value that `dataclasses.asdict` was made of, after its way through JSON."""
    units = tuple(Unit(**frozen(unit)) for unit in value["units"])
    plain = frozen(value)
    plain["units"] = units
    return Fixing(**plain)


def frozen(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object of JSON with tuples for its lists."""
    return {name: _frozen(each) for name, each in value.items()}


def _frozen(value: object) -> object:
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _unit(receipt: Mapping[str, Any], watched: Watched) -> Unit:
    diagnostics = receipt["target"]["diagnostics"]
    first: Mapping[str, Any] = diagnostics[0] if diagnostics else {"line": 1, "message": ""}
    spent = watched.spent(receipt["unit"])
    return Unit(
        path=receipt["target"]["path"],
        line=first["line"],
        codes=tuple(each["code"] for each in diagnostics),
        message=first["message"],
        title=receipt["target"]["title"],
        verdict=receipt["verdict"],
        reason=receipt["reason"],
        proposers=tuple(attempt["proposer"] for attempt in receipt["attempts"]),
        boundaries=tuple(receipt["boundaries"]),
        gamed=tuple(
            check["reason"]
            for attempt in receipt["attempts"]
            for check in attempt["checks"]
            if check["name"] == "not gamed" and check["status"] == "failed"
        ),
        seconds=spent[0] if spent else None,
        cpu=spent[1] if spent else None,
        tokens=_tokens(receipt),
        caught=tuple(_failed(attempt) for attempt in receipt["attempts"] if attempt["proposer"] == "model"),
    )


def _tokens(receipt: Mapping[str, Any]) -> int | None:
    if receipt["model"] is None:
        return 0
    tokens = receipt["tokens"]
    return None if tokens is None else int(tokens["input"] + tokens["output"])


def _failed(attempt: Mapping[str, Any]) -> str:
    failed = (each["name"] for each in attempt["checks"] if each["required"] and each["status"] == "failed")
    return next(failed, "")
