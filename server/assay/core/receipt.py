"""The record of a run and its evidence: an in-toto Statement, version 1 of its specification.

Every field stands in `docs/receipt.schema.json`; what a run does not have is null or empty, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from assay.core.action import Request
from assay.core.check import Boundary, CheckResult
from assay.core.constraint import Constraint
from assay.core.diagnostics import Diagnostic
from assay.core.digest import digest
from assay.core.earlier import Earlier
from assay.core.fingerprint import Fingerprint
from assay.core.model import Sent, Share
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import Patch
from assay.core.project import Project
from assay.core.trust import NoSandbox, Tier, Trust

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:assay:receipt:1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One unit of a run, with all its evidence.

    `started` is in seconds since the epoch, UTC. `builds_on` are the earlier units of the run whose patches lie below.
    `share` is the part that a model had in it; None where none was asked.
    """

    run: str
    unit: int
    started: float
    seconds: float
    assay: str
    request: Request
    outcome: Outcome
    project: Project | None
    sandbox: Tier | NoSandbox | None
    trust: Trust
    fingerprint: Fingerprint | None = None
    tools: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    confirmed: tuple[Boundary, ...] = ()
    builds_on: tuple[int, ...] = ()
    share: Share | None = None

    def statement(self) -> dict[str, Any]:
        """The receipt as JSON values."""
        target = self.outcome.target
        last = self.outcome.attempts[-1] if self.outcome.attempts else None
        patch = last.proposal.patch if last else None
        return {
            "_type": STATEMENT_TYPE,
            "subject": _subjects(patch) or [shown(self.outcome.reason)],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                "kind": "unit",
                "run": self.run,
                "unit": self.unit,
                "started": self.started,
                "seconds": round(self.seconds, 3),
                "assay": self.assay,
                "action": self.request.action,
                "intent": self.request.intent,
                "constraints": [
                    {"text": each.text, "checked": _checked(each, last)} for each in self.request.constraints
                ],
                "target": {
                    "path": str(target.path),
                    "title": target.title,
                    "diagnostics": [_diagnostic(each) for each in target.diagnostics],
                },
                "verdict": self.outcome.verdict,
                "reason": self.outcome.reason,
                "boundaries": list(self.outcome.boundaries),
                "confirmed": list(self.confirmed),
                "unverified": last.proposal.unverified if last else "",
                "builds_on": list(self.builds_on),
                "base": {str(change.path): _digest(change.before) for change in patch.changes} if patch else {},
                "patch": {"digest": patch.digest, "diff": patch.diff()} if patch else None,
                "checks": [_check(result) for result in last.results] if last else [],
                "attempts": [_attempt(attempt) for attempt in self.outcome.attempts],
                "remarks": [
                    _remark(each) for each in self.request.earlier if each.is_about(target.path, target.diagnostics)
                ],
                "project": _project(self.project, self.tools),
                "sandbox": _sandbox(self.sandbox),
                "trust": {"trusted": self.trust.trusted, "source": self.trust.source},
                "fingerprint": _fingerprint(self.fingerprint),
                "changed_lines": _changed_lines(last.results) if last else None,
                **_share(self.share),
                "cache": None if self.share is None else self.share.cache,
            },
        }


def shown(text: str) -> dict[str, Any]:
    """A text that was shown, as the subject of a statement that is about no file; every statement has a subject."""
    return {"name": "text shown", "digest": {"sha256": digest(text)}}


def _subjects(patch: Patch | None) -> list[dict[str, Any]]:
    if patch is None:
        return []
    return [
        {"name": str(change.path), "digest": {"sha256": digest(change.after)}}
        for change in patch.changes
        if change.after is not None
    ]


def _digest(text: str | None) -> str | None:
    return None if text is None else digest(text)


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "path": str(diagnostic.path),
        "line": diagnostic.start.line + 1,
        "column": diagnostic.start.column + 1,
        "message": diagnostic.message,
        "code": diagnostic.code,
        "source": diagnostic.source,
    }


def _checked(constraint: Constraint, last: Attempt | None) -> bool:
    """Whether a check came to an end that held the patch to it."""
    if constraint.kind is None or last is None:
        return False
    return any(result.name == constraint.check and result.status != "skipped" for result in last.results)


def _check(result: CheckResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "required": result.required,
        "status": result.status,
        "reason": result.reason,
        "incomplete": result.incomplete,
        "summary": result.summary,
        "tool": result.tool,
        "version": result.version,
        "seconds": round(result.seconds, 3),
        "commands": [
            {
                "side": ran.side,
                "argv": list(ran.argv),
                "exit_code": ran.exit_code,
                "seconds": round(ran.seconds, 3),
                "killed": ran.killed,
            }
            for ran in result.commands
        ],
        "before": dict(result.before),
        "after": dict(result.after),
        "boundaries": list(result.boundaries),
        "problems": [_diagnostic(problem) for problem in result.problems],
    }


def _changed_lines(results: tuple[CheckResult, ...]) -> dict[str, Any] | None:
    """How many lines the patch changed and how many of them a test ran, where a check found that out."""
    for result in results:
        if "changed_lines" in result.after:
            return {"changed": result.after["changed_lines"], "run": result.after.get("changed_lines_run")}
    return None


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "proposer": attempt.proposal.proposer,
        "rationale": attempt.proposal.rationale,
        "patch": attempt.proposal.patch.digest,
        "checks": [_check(result) for result in attempt.results],
    }


def _remark(earlier: Earlier) -> dict[str, Any]:
    return {"run": earlier.run, "unit": earlier.unit, "patch": earlier.patch, "text": earlier.remark}


def _project(project: Project | None, tools: Mapping[str, str]) -> dict[str, Any] | None:
    if project is None:
        return None
    version = project.interpreter.version
    return {
        "root": str(project.root),
        "declared": str(project.declared) if project.declared else None,
        "interpreter": str(project.interpreter.executable),
        "interpreter_source": project.interpreter.source,
        "python": ".".join(map(str, version)) if version else None,
        "tools": dict(tools),
    }


def _share(share: Share | None) -> dict[str, Any]:
    sent = Sent() if share is None else share.sent
    usage = None if share is None else share.usage
    prices = None if share is None else share.endpoint.prices
    return {
        "model": None if share is None else {"name": share.endpoint.name, "endpoint": share.endpoint.place},
        "tokens": None if usage is None else {"input": usage.read, "output": usage.written},
        "saved": None
        if share is None
        else {
            "replies": share.saved.replies,
            "input": share.saved.usage.read,
            "output": share.saved.usage.written,
        },
        "cost": None
        if usage is None or prices is None
        else {"amount": round(prices.of(usage), 6), "currency": prices.currency},
        "egress": {"files": [str(path) for path in sent.files], "bytes": sent.bytes, "redactions": sent.redactions},
    }


def _sandbox(sandbox: Tier | NoSandbox | None) -> dict[str, Any] | None:
    match sandbox:
        case Tier():
            return {
                "tier": sandbox.level,
                "label": sandbox.label,
                "tool": sandbox.tool,
                "held": list(sandbox.held),
                "missing": list(sandbox.missing),
            }
        case NoSandbox():
            return {
                "tier": None,
                "label": "none",
                "tool": "",
                "held": [],
                "missing": [sandbox.reason, *sandbox.remedies],
            }
        case None:
            return None


def _fingerprint(fingerprint: Fingerprint | None) -> dict[str, Any] | None:
    if fingerprint is None:
        return None
    return {
        "digest": fingerprint.digest,
        "files": fingerprint.files,
        "interpreter": fingerprint.interpreter,
        "distributions": fingerprint.distributions,
        "tools": dict(fingerprint.tools),
        "policy": fingerprint.policy,
    }
