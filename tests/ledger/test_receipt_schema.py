"""Every receipt holds against the schema, and the schema refuses what must not be claimed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from assay.core.check import CheckResult, Json
from assay.core.digest import digest
from assay.core.outcome import Outcome
from assay.core.receipt import Receipt
from assay.core.summary import Applied, Summary, ended
from assay.core.trust import NoSandbox, Trust
from support.receipts import MEAN, PASSED, RECEIPT, SCHEMA, SHARE, against_schema, receipt_of

SKIPPED = CheckResult("tests", required=True, status="skipped", summary="not run", reason="no sandbox on this system")
FAILED = CheckResult("types", required=True, status="failed", summary="1 new error", reason="1 new error")

RECEIPTS = {
    "verified": RECEIPT,
    "partial": receipt_of(*PASSED[:2], SKIPPED, verdict="partial", reason="tests not run"),
    "rejected": receipt_of(PASSED[0], FAILED, verdict="rejected", reason="types failed"),
    "unsolved": replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "unsolved", (), "no recipe knows it")),
    "cancelled": replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "cancelled", (), "cancelled by the user")),
    "nothing is known": replace(
        receipt_of(PASSED[0], SKIPPED, verdict="partial"),
        project=None,
        sandbox=None,
        fingerprint=None,
        trust=Trust(trusted=False, source="not asked"),
    ),
    "a model took part": replace(RECEIPT, share=SHARE),
    "a model that nobody counts": replace(RECEIPT, share=replace(SHARE, usage=None)),
    "no sandbox": replace(
        receipt_of(PASSED[0], SKIPPED, verdict="partial"), sandbox=NoSandbox("no user namespaces", ("install bwrap",))
    ),
}


@pytest.mark.parametrize("receipt", RECEIPTS.values(), ids=RECEIPTS.keys())
def test_a_receipt_holds_against_the_schema(receipt: Receipt) -> None:
    assert against_schema(receipt.statement()) == []


def test_the_subject_is_the_file_after_the_change() -> None:
    after = RECEIPT.outcome.attempts[0].proposal.patch.changes[0].after
    assert after is not None
    assert RECEIPT.statement()["subject"] == [{"name": str(MEAN), "digest": {"sha256": digest(after)}}]


def test_without_a_patch_the_subject_is_the_text_that_was_shown() -> None:
    statement = RECEIPTS["unsolved"].statement()
    assert statement["subject"] == [{"name": "text shown", "digest": {"sha256": digest("no recipe knows it")}}]


def test_the_summary_counts_the_verdicts_and_says_what_was_written() -> None:
    units = tuple(RECEIPTS[name].statement() for name in ("verified", "partial", "verified"))
    summary = Summary("5f2b8c1d9e0a", 1.0, 2.0, "0.1.0", "fix_types", MEAN, units, "").statement()
    applied = Applied(1, "applied", "applied to src/mean.py", (PurePosixPath("src/mean.py"),), ("partial",))
    statement = ended(summary, exit_code=1, applied=[applied])
    assert against_schema(summary) == []
    assert against_schema(statement) == []
    assert statement["predicate"]["verdicts"] == {
        "verified": 2,
        "partial": 1,
        "rejected": 0,
        "unsolved": 0,
        "cancelled": 0,
    }
    assert statement["predicate"]["exit_code"] == 1
    assert statement["predicate"]["applied"] == [
        {
            "unit": 1,
            "state": "applied",
            "message": "applied to src/mean.py",
            "files": ["src/mean.py"],
            "confirmed": ["partial"],
        }
    ]


@pytest.mark.parametrize(
    "receipt",
    [
        receipt_of(*PASSED[:2], SKIPPED),
        receipt_of(PASSED[0], FAILED),
        receipt_of(replace(PASSED[0], incomplete="cut by the budget")),
        receipt_of(replace(PASSED[0], required=False)),
        receipt_of(),
        replace(RECEIPT, trust=Trust(trusted=False, source="not asked")),
    ],
    ids=["skipped", "failed", "cut short", "nothing required", "no check", "not trusted"],
)
def test_the_schema_refuses_a_verified_that_is_none(receipt: Receipt) -> None:
    assert receipt.outcome.verdict == "verified"
    assert against_schema(receipt.statement()) != []


def test_the_schema_refuses_a_skipped_check_without_a_reason() -> None:
    receipt = receipt_of(replace(SKIPPED, reason=""), verdict="partial")
    assert against_schema(receipt.statement()) != []


def _every_field(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every field that the schema names, in a statement with all of them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            if name not in ("before", "after", "base", "tools"):
                yield from _every_field(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from _every_field(value[0], (*path, 0))


STATEMENT = RECEIPT.statement()


@pytest.mark.parametrize("path", list(_every_field(STATEMENT)), ids=lambda path: ".".join(map(str, path)))
def test_no_field_may_be_left_out_or_added(path: tuple[str | int, ...]) -> None:
    without, extra = copy.deepcopy(STATEMENT), copy.deepcopy(STATEMENT)
    inner: Any = without
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    inner = extra
    for step in path[:-1]:
        inner = inner[step]
    inner["something else"] = 1
    assert against_schema(without) != []
    assert against_schema(extra) != []


def test_what_a_model_had_to_do_with_it_is_said() -> None:
    predicate = replace(RECEIPT, share=SHARE).statement()["predicate"]
    assert predicate["model"] == {"name": "coder-30b", "endpoint": "https://models.example.com:8443"}
    assert predicate["tokens"] == {"input": 4_000, "output": 500}
    assert predicate["cost"] == {"amount": 0.013, "currency": "EUR"}
    assert predicate["egress"] == {"files": ["src/mean.py", "src/sum.py"], "bytes": 12_345, "redactions": 3}


def test_what_nobody_counted_is_not_claimed() -> None:
    predicate = replace(RECEIPT, share=replace(SHARE, usage=None)).statement()["predicate"]
    assert (predicate["tokens"], predicate["cost"]) == (None, None)


def test_the_schema_names_every_field_of_the_design() -> None:
    fields = set(json.loads(SCHEMA.read_text("utf-8"))["$defs"]["unit"]["required"])
    assert fields >= {
        "action", "intent", "constraints", "base", "fingerprint", "patch", "checks", "sandbox", "trust", "attempts",
        "remarks", "model", "tokens", "cost", "egress", "cache", "changed_lines", "verdict",
    }  # fmt: skip
