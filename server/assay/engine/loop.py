"""Solve one target: ask for a proposal, put it to the test, ask again with what failed, until it holds or must end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from assay.core.action import Declined, Failure, Proposal, Proposer, Request, Target
from assay.core.budget import Budget
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.diagnostics import Diagnostic
from assay.core.outcome import Attempt, Outcome, verdict
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.engine.verify import verify

OpenSide = Callable[[Snapshot], Awaitable[Side]]
"""Makes the side that holds a snapshot; whoever made it closes it."""

Finish = Callable[[Patch], Awaitable[Patch]]
"""Brings a patch into the project's form; it gives the patch back as it was where it cannot."""

Tell = Callable[[str], None]
"""Takes one line on what goes on."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a run works with: who proposes, how a side is opened, what judges, how much may be spent.

    `spent` gives the seconds spent so far; waiting for a person is not in them.
    """

    proposers: tuple[Proposer, ...]
    checks: tuple[Check, ...]
    open_side: OpenSide
    finish: Finish
    budget: Budget
    spent: Callable[[], float]
    tell: Tell


async def solve(request: Request, target: Target, before: Side, means: Means) -> tuple[Outcome, Side | None]:
    """The outcome, and the winner's side where there is a winner.

    The proposers are asked in order, each again as long as it gets on.
    """
    attempts: list[Attempt] = []
    why = ""
    for proposer in means.proposers:
        own: list[Attempt] = []
        stuck = ""
        while not stuck:
            if end := _spent(attempts, means):
                return _ended(target, attempts, end), None
            proposal = await _propose(proposer, before.snapshot, target, attempts, means)
            if not isinstance(proposal, Proposal):
                why = proposal.reason if proposal is not None else why
                break
            if refusal := _refusal(request, proposal, attempts):
                why = refusal
                break
            means.tell(f"attempt {len(attempts) + 1}: {proposal.rationale}")
            attempt, after = await _attempt(request, target, before, proposal, means)
            attempts.append(attempt)
            if not attempt.rejected:
                return outcome(target, tuple(attempts), after.snapshot), after
            own.append(attempt)
            stuck = _stuck(own)
            why = f"{_failure(attempt)}{stuck}"
    return _ended(target, attempts, why or "no recipe knows a change for this"), None


def outcome(target: Target, attempts: tuple[Attempt, ...], after: Snapshot) -> Outcome:
    """The outcome of attempts whose last one was not rejected, in the words of its evidence."""
    results = attempts[-1].results
    ran = ", ".join(result.name for result in results if result.status == "passed" and not result.incomplete)
    lacks = [result for result in results if result.required and (result.status != "passed" or result.incomplete)]
    words = "; ".join(f"{result.name}: {result.incomplete or result.reason or result.summary}" for result in lacks)
    return Outcome(target, verdict(results), attempts, words or f"passed: {ran}", after)


def _ended(target: Target, attempts: list[Attempt], why: str) -> Outcome:
    return Outcome(target, "rejected" if attempts else "unsolved", tuple(attempts), why)


async def _propose(
    proposer: Proposer, snapshot: Snapshot, target: Target, attempts: list[Attempt], means: Means
) -> Proposal | Declined | None:
    failures = tuple(Failure(attempt.proposal, _problems(attempt), _failure(attempt)) for attempt in attempts)
    proposal = await proposer(snapshot, target, failures)
    if not isinstance(proposal, Proposal):
        return proposal
    return replace(proposal, patch=await means.finish(proposal.patch))


async def _attempt(
    request: Request, target: Target, before: Side, proposal: Proposal, means: Means
) -> tuple[Attempt, Side]:
    after = await means.open_side(before.snapshot.with_patch(proposal.patch))
    candidate = Candidate(request, target, proposal, before, after)
    results = await verify(candidate, means.checks, clock=means.spent, told=lambda result: _tell(means, result))
    return Attempt(proposal, results), after


def _refusal(request: Request, proposal: Proposal, attempts: list[Attempt]) -> str:
    """Why a proposal is not worth another look; empty where it is."""
    if any(attempt.proposal.patch == proposal.patch for attempt in attempts):
        return "the same patch was proposed twice"
    if any(each.does(proposal.patch.diff()) for each in request.earlier):
        return "nothing was proposed but what you turned down"
    return ""


def _spent(attempts: list[Attempt], means: Means) -> str:
    """Why no further attempt may be made; empty where one may."""
    if means.budget.seconds is not None and means.spent() >= means.budget.seconds:
        return f"the budget of {means.budget.seconds:g} s is spent"
    if len(attempts) >= means.budget.attempts:
        return f"{_failure(attempts[-1])} (after {len(attempts)} attempts)"
    return ""


def _stuck(own: list[Attempt]) -> str:
    """Why a proposer is not asked again, in brackets; empty where its attempts get on."""
    if len(own) < 2:
        return ""
    earlier, last = (_failed(attempt) for attempt in own[-2:])
    if _sight(earlier) == _sight(last):
        return " (the same failure twice)"
    if last.problems and len(last.problems) >= len(earlier.problems) > 0:
        return " (no progress)"
    return ""


def _failure(attempt: Attempt) -> str:
    failed = _failed(attempt)
    return f"{failed.name}: {failed.reason or failed.summary}"


def _failed(attempt: Attempt) -> CheckResult:
    """The required check that ended a rejected attempt."""
    return next(result for result in attempt.results if result.required and result.status == "failed")


def _sight(failed: CheckResult) -> tuple[str, object]:
    """What a failure looks like: its problems where it names any, else its reason."""
    return failed.name, sorted(problem.key for problem in failed.problems) or failed.reason


def _problems(attempt: Attempt) -> tuple[Diagnostic, ...]:
    return tuple(problem for result in attempt.results for problem in result.problems)


def _tell(means: Means, result: CheckResult) -> None:
    means.tell(f"{result.name}: {result.summary or result.reason or result.status}")
