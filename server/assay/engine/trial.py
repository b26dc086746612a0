"""One round: each proposer that is asked makes a candidate, and the checks judge it, each on a branch of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assay.core.action import Declined, Failure, Proposal, Proposer, Request, Target
from assay.core.check import Candidate, CheckResult, Side
from assay.core.diagnostics import Diagnostic
from assay.core.event import Standing
from assay.core.outcome import Attempt
from assay.core.patch import Patch
from assay.engine.means import Means, Tell
from assay.engine.verify import verify

_STOPPED = "you ended this candidate"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a round is about, the attempts before it, and the patches that it has got so far."""

    request: Request
    target: Target
    before: Side
    means: Means
    attempts: tuple[Attempt, ...]
    taken: list[Patch] = field(default_factory=list[Patch])


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that was put to the test, and its side."""

    attempt: Attempt
    after: Side


@dataclass(slots=True)
class _Reached:
    """How far a candidate came, for when a person ends it.

    `place` is its own in the round, from 1; `number` is its name in the run.
    """

    place: int
    number: int = 0
    proposal: Proposal | None = None
    after: Side | None = None
    results: list[CheckResult] = field(default_factory=list[CheckResult])


async def tried(trial: Trial, proposers: Sequence[Proposer]) -> list[Judged | Declined | str]:
    """What came of each, all at once: a judged candidate; that all is taken back; or why there is none, or no words."""
    tasks = [asyncio.ensure_future(_tried(trial, each, _Reached(place))) for place, each in enumerate(proposers, 1)]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def failure_of(attempt: Attempt) -> str:
    """Why a rejected attempt was, in one line."""
    failed = failed_of(attempt)
    return f"{failed.name}: {failed.reason or failed.summary}"


def failed_of(attempt: Attempt) -> CheckResult:
    """The required check that ended a rejected attempt."""
    return next(result for result in attempt.results if result.required and result.status == "failed")


async def _tried(trial: Trial, proposer: Proposer, reached: _Reached) -> Judged | Declined | str:
    found = await trial.means.candidates.live(
        trial.target.title, lambda standing: _course(trial, proposer, reached, standing)
    )
    if found is not None:
        return found
    remark = trial.means.candidates.remark_on(reached.number)
    words = f"{_STOPPED}: {remark}" if remark else _STOPPED
    if reached.proposal is None or reached.after is None:
        return words
    return Judged(Attempt(reached.proposal, (*reached.results, _steering(words))), reached.after)


def _steering(words: str) -> CheckResult:
    """What stands in the evidence of a candidate that a person ended while it was judged."""
    return CheckResult("steering", required=True, status="failed", summary=words, reason=words)


async def _course(trial: Trial, proposer: Proposer, reached: _Reached, standing: Standing) -> Judged | Declined | str:
    means = trial.means
    reached.number = standing.number
    proposal = await _propose(trial, proposer)
    if proposal is None:
        return ""
    if isinstance(proposal, Declined):
        return proposal if proposal.withdrawn else proposal.reason
    if refusal := _refusal(trial, proposal):
        return refusal
    trial.taken.append(proposal.patch)
    tell = _teller(means.tell, reached.place)
    tell(f"attempt {len(trial.attempts) + reached.place}: {proposal.rationale}")
    standing = replace(standing, rationale=proposal.rationale, state="checking")
    means.candidates.note(standing)
    reached.proposal = proposal
    reached.after = after = await means.open_side(trial.before.snapshot.with_patch(proposal.patch))

    def told(result: CheckResult) -> None:
        reached.results.append(result)
        tell(f"{result.name}: {result.summary or result.reason or result.status}")
        passed = tuple(each.name for each in reached.results if each.status == "passed")
        means.candidates.note(replace(standing, passed=passed))

    candidate = Candidate(trial.request, trial.target, proposal, trial.before, after)
    attempt = Attempt(proposal, await verify(candidate, means.checks, clock=means.spent, told=told))
    passed = tuple(each.name for each in attempt.results if each.status == "passed")
    means.candidates.note(replace(standing, passed=passed, state="rejected" if attempt.rejected else "held"))
    return Judged(attempt, after)


def _teller(tell: Tell, place: int) -> Tell:
    """Tell of a candidate beside another one so that it is known of which."""
    return tell if place == 1 else lambda message: tell(f"beside it: {message}")


async def _propose(trial: Trial, proposer: Proposer) -> Proposal | Declined | None:
    failures = tuple(Failure(each.proposal, _problems(each), failure_of(each)) for each in trial.attempts)
    proposal = await proposer(trial.before.snapshot, trial.target, failures)
    if not isinstance(proposal, Proposal):
        return proposal
    return replace(proposal, patch=await trial.means.finish(proposal.patch))


def _refusal(trial: Trial, proposal: Proposal) -> str:
    """Why a proposal is not worth another look; empty where it is."""
    if proposal.patch in (*trial.taken, *(attempt.proposal.patch for attempt in trial.attempts)):
        return "the same patch was proposed twice"
    if trial.request.refuses(trial.target, proposal.patch):
        return "nothing was proposed but what you turned down"
    return ""


def _problems(attempt: Attempt) -> tuple[Diagnostic, ...]:
    return tuple(problem for result in attempt.results for problem in result.problems)
