"""Receipts for tests: one with every part filled, built from the values that a run builds it from."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, cast

from jsonschema import Draft202012Validator

from assay.core.action import Proposal, Request, Target
from assay.core.check import CheckResult, Ran
from assay.core.constraint import constraint
from assay.core.diagnostics import Diagnostic
from assay.core.earlier import Earlier
from assay.core.fingerprint import Fingerprint
from assay.core.model import Endpoint, Prices, Sent, Share, Usage
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import FileChange, Patch
from assay.core.project import Interpreter, Project
from assay.core.receipt import VOLATILE, Receipt
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Tier, Trust

SCHEMA = Path(__file__).parents[2] / "docs" / "receipt.schema.json"
MEAN = PurePosixPath("src/mean.py")
ROOT = Path("/workspace")

DIAGNOSTIC = Diagnostic(
    MEAN, Position(2, 4), Position(2, 8), "Incompatible default for parameter", "assignment", "mypy"
)

PATCH = Patch(
    (FileChange(MEAN, "def mean(xs: list = None): ...\n", "def mean(xs: list | None = None): ...\n"),),
)

PROPOSAL = Proposal(
    PATCH, "implicit_optional", "the default is None", "No check tells whether None makes sense to callers."
)

PASSED = (
    CheckResult("parses", required=True, status="passed", summary="1 file parses"),
    CheckResult(
        "types",
        required=True,
        status="passed",
        summary="the error is gone, nothing new in 12 files",
        tool="mypy",
        version="2.4.1",
        commands=(
            Ran("before", ("python", "-m", "mypy", "src"), 1, 2.51234),
            Ran("after", ("python", "-m", "mypy", "src"), 0, 2.4),
        ),
        seconds=4.91234,
        before={"errors": 1},
        after={"errors": 0},
    ),
    CheckResult(
        "tests",
        required=False,
        status="passed",
        summary="3 tests pass",
        tool="pytest",
        version="9.2.0",
        commands=(Ran("after", ("python", "-m", "pytest"), 0, 1.0),),
        seconds=1.0,
        before={"passed": 3},
        after={"passed": 3, "changed_lines": 1, "changed_lines_run": 1},
    ),
)

RECEIPT = Receipt(
    run="5f2b8c1d9e0a",
    unit=1,
    started=1_760_000_000.25,
    seconds=7.0123456,
    assay="0.1.0",
    request=Request(
        "fix_types",
        Snapshot(ROOT),
        MEAN,
        Place(Position(2, 4), Position(2, 8)),
        (DIAGNOSTIC,),
        "make it typed",
        (constraint("at most 5 lines"), constraint("keep it pretty")),
    ),
    outcome=Outcome(
        Target(MEAN, "Implicit Optional", (DIAGNOSTIC,)), "verified", (Attempt(PROPOSAL, PASSED),), "every check passed"
    ),
    project=Project(
        ROOT,
        PurePosixPath(),
        PurePosixPath("pyproject.toml"),
        Interpreter(Path("/venv/bin/python"), ".venv", (3, 11), Path("/venv"), Path("/usr"), (), {}),
    ),
    sandbox=Tier(1, "overlay by nested unshare", "bwrap 0.8.0", ("no network",), ("limit of processes: as root",)),
    trust=Trust(trusted=True, source="command line"),
    fingerprint=Fingerprint("a" * 64, "b" * 64, "c" * 64, {"mypy": "2.4.1"}, "d" * 64),
    tools={"mypy": "2.4.1"},
)

EARLIER = Earlier(
    "0123456789ab", 1, MEAN, frozenset({DIAGNOSTIC.message}), "e" * 64, PATCH.diff(), (MEAN,), "not by a default"
)

SHARE = Share(
    Endpoint("https://models.example.com:8443/v1?x", "coder-30b", prices=Prices(2.0, 10.0, "EUR")),
    Sent((MEAN, PurePosixPath("src/sum.py")), 12_345, 3),
    Usage(4_000, 500),
)


def receipt_of(*results: CheckResult, **changes: Any) -> Receipt:
    """The receipt with one attempt that got these results, and with these parts of its outcome changed."""
    outcome = replace(RECEIPT.outcome, attempts=(Attempt(PROPOSAL, results),), **changes)
    return replace(RECEIPT, outcome=outcome)


def against_schema(statement: Mapping[str, Any]) -> list[str]:
    """What the schema finds wrong with a statement, after it went through JSON as a reader gets it."""
    value: Any = json.loads(json.dumps(statement))
    return [error.message for error in _validator().iter_errors(value)]


def lasting(value: Any) -> Any:
    """A receipt, or a part of one, without what a replay has otherwise."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {name: lasting(each) for name, each in fields.items() if name not in VOLATILE}
    if isinstance(value, list):
        return list(map(lasting, value))  # pyright: ignore[reportUnknownArgumentType] - JSON
    return value


@functools.cache
def _validator() -> Any:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)
