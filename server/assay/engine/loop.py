"""Solve one target: ask for a proposal, put it to the test, ask again with what failed, until it holds or must end."""

from __future__ import annotations

from dataclasses import replace

from assay.core.action import Declined, Proposer, Request, Target
from assay.core.check import CheckResult, Side
from assay.core.outcome import Attempt, Outcome, verdict
from assay.core.snapshot import Snapshot
from assay.engine.means import Means
from assay.engine.trial import Judged, Trial, failed_of, failure_of, tried


async def solve(request: Request, target: Target, before: Side, means: Means) -> tuple[Outcome, Side | None]:
    """The outcome, and the winner's side where there is a winner.

    The proposers are asked in order, each again as long as it gets on. Of two candidates that hold the better one by
    its checks wins, and then the smaller one.
    """
    attempts: list[Attempt] = []
    withdrawn: list[Attempt] = []
    why = ""
    for proposer in means.proposers:
        own: list[Attempt] = []
        stuck = ""
        while not stuck:
            if end := _spent(attempts, means):
                return _ended(target, attempts, end), None
            ended = await tried(
                Trial(request, target, before, means, tuple(attempts)), _asked(proposer, own, attempts, means)
            )
            judged = sorted((each for each in ended if isinstance(each, Judged)), key=_merit)
            if not judged:
                why = next((each for each in ended if isinstance(each, str) and each), why)
                if back := next((each for each in ended if isinstance(each, Declined)), None):
                    withdrawn, why = [*withdrawn, *own], back.reason
                break
            attempts += [each.attempt for each in judged]
            attempt = judged[-1].attempt
            if not attempt.rejected:
                return outcome(target, tuple(attempts), judged[-1].after.snapshot), judged[-1].after
            own.append(attempt)
            stuck = _stuck(own)
            why = f"{failure_of(attempt)}{stuck}"
    if len(withdrawn) == len(attempts):
        return Outcome(target, "unsolved", tuple(attempts), why or "no recipe knows a change for this"), None
    return _ended(target, attempts, why), None


def outcome(target: Target, attempts: tuple[Attempt, ...], after: Snapshot) -> Outcome:
    """The outcome of attempts whose last one was not rejected, in the words of its evidence; called what it did."""
    results, title = attempts[-1].results, attempts[-1].proposal.title
    ran = ", ".join(result.name for result in results if result.status == "passed" and not result.incomplete)
    lacks = [result for result in results if result.required and (result.status != "passed" or result.incomplete)]
    words = "; ".join(f"{result.name}: {result.incomplete or result.reason or result.summary}" for result in lacks)
    done = replace(target, title=title or target.title)
    return Outcome(done, verdict(results), attempts, words or f"passed: {ran}", after)


def _ended(target: Target, attempts: list[Attempt], why: str) -> Outcome:
    return Outcome(target, "rejected" if attempts else "unsolved", tuple(attempts), why)


def _asked(proposer: Proposer, own: list[Attempt], attempts: list[Attempt], means: Means) -> tuple[Proposer, ...]:
    """Who is asked next: two at once after the first failure, where there are two."""
    rival = means.rivals.get(proposer) if own and len(attempts) + 1 < means.budget.attempts else None
    return (proposer,) if rival is None else (proposer, rival)


def _merit(judged: Judged) -> tuple[bool, bool, int, int]:
    """What makes one candidate better than another: what the checks say, and then how little it changes."""
    found = verdict(judged.attempt.results)
    problems = len(failed_of(judged.attempt).problems) if judged.attempt.rejected else 0
    return found == "verified", found == "partial", -problems, -judged.attempt.proposal.patch.lines


def _spent(attempts: list[Attempt], means: Means) -> str:
    """Why no further attempt may be made; empty where one may."""
    if means.budget.seconds is not None and means.spent() >= means.budget.seconds:
        return f"the budget of {means.budget.seconds:g} s is spent"
    if len(attempts) >= means.budget.attempts:
        return f"{failure_of(attempts[-1])} (after {len(attempts)} attempts)"
    return ""


def _stuck(own: list[Attempt]) -> str:
    """Why a proposer is not asked again, in brackets; empty where its attempts get on."""
    if len(own) < 2:
        return ""
    earlier, last = (failed_of(attempt) for attempt in own[-2:])
    if _sight(earlier) == _sight(last):
        return " (the same failure twice)"
    if last.name == earlier.name and last.problems and len(last.problems) >= len(earlier.problems) > 0:
        return " (no progress)"
    return ""


def _sight(failed: CheckResult) -> tuple[str, object]:
    """What a failure looks like: its problems where it names any, else its reason."""
    return failed.name, sorted(problem.key for problem in failed.problems) or failed.reason
