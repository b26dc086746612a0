"""Candidates that live at the same time: how one wins, how one is ended, and that a cancellation ends all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Declined, Failure, Proposal, Proposer, Request, Target
from assay.core.budget import Budget
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.diagnostics import Diagnostic
from assay.core.event import Standing
from assay.core.outcome import Outcome
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.engine.candidates import Candidates
from assay.engine.loop import solve
from assay.engine.means import Means

FILE = PurePosixPath("a.py")
BEFORE = Snapshot(Path("/nowhere"), {FILE: "old\n"})
TARGET = Target(FILE, "a fix", (Diagnostic(FILE, Position(0, 0), Position(0, 1), "target", "code", "mypy"),))
Judge = Callable[[str], Awaitable[CheckResult]]


def result(status: str, reason: str = "", incomplete: str = "") -> CheckResult:
    passed = status == "passed"
    return CheckResult(
        "types",
        required=True,
        status="passed" if passed else "failed",
        summary=status,
        reason=reason,
        incomplete=incomplete,
    )


def proposer(name: str, *texts: str) -> Proposer:
    """Proposes these texts, one after the other."""
    left = list(texts)

    async def propose(_: Snapshot, __: Target, ___: tuple[Failure, ...]) -> Proposal | None:
        await asyncio.sleep(0)
        return Proposal(Patch((FileChange(FILE, "old\n", left.pop(0)),)), name, name, "") if left else None

    return propose


def means(judge: Judge, first: Proposer, rival: Proposer | None, candidates: Candidates, attempts: int = 8) -> Means:
    async def check(candidate: Candidate) -> CheckResult:
        return await judge(candidate.after.snapshot.read(FILE) or "")

    async def finish(patch: Patch) -> Patch:
        return patch

    async def open_side(snapshot: Snapshot) -> Side:
        return Side(snapshot, None)

    checks: tuple[Check, ...] = (check,)
    rivals = {} if rival is None else {first: rival}
    budget = Budget(attempts=attempts)
    return Means((first,), checks, open_side, finish, budget, lambda: 0.0, lambda _: None, rivals, candidates)


async def solved(made: Means) -> Outcome:
    outcome, _ = await solve(Request("fix_types", BEFORE, FILE), TARGET, Side(BEFORE, None), made)
    return outcome


async def by_name(text: str) -> CheckResult:
    """A text says itself how it does."""
    status, _, rest = text.partition(" ")
    return result(status.strip(), text, "in part" if "in part" in rest else "")


def tried(outcome: Outcome) -> list[str]:
    return [attempt.proposal.patch.changes[0].after or "" for attempt in outcome.attempts]


@pytest.mark.parametrize(
    ("first", "rival", "winner"),
    [
        ("passed 1\n", "passed 2\nmore\n", "passed 1\n"),
        ("passed 1\nmore\n", "passed 2\n", "passed 2\n"),
        ("passed in part\n", "passed 2\nmore\n", "passed 2\nmore\n"),
        ("failed 1\n", "passed in part\nmore\n", "passed in part\nmore\n"),
    ],
)
def test_the_checks_choose_and_then_the_size(first: str, rival: str, winner: str) -> None:
    made = means(by_name, proposer("a", "failed 0\n", first), proposer("b", rival), Candidates())
    outcome = asyncio.run(solved(made))
    assert outcome.winner is not None
    assert outcome.winner.proposal.patch.changes[0].after == winner
    assert sorted(tried(outcome)) == sorted(["failed 0\n", first, rival])


def test_the_first_candidate_is_alone_and_what_two_propose_alike_is_judged_once() -> None:
    outcome = asyncio.run(
        solved(means(by_name, proposer("a", "passed 1\n"), proposer("b", "passed 2\n"), Candidates()))
    )
    assert tried(outcome) == ["passed 1\n"]
    outcome = asyncio.run(
        solved(means(by_name, proposer("a", "failed 0\n", "failed 1\n"), proposer("b", "failed 1\n"), Candidates()))
    )
    assert tried(outcome) == ["failed 0\n", "failed 1\n"]


def test_two_count_as_two_attempts() -> None:
    names = [f"failed {number}\n" for number in range(9)]
    made = means(by_name, proposer("a", *names), proposer("b", *(f"{name}b\n" for name in names)), Candidates(), 4)
    outcome = asyncio.run(solved(made))
    assert tried(outcome) == ["failed 0\n", "failed 0\nb\n", "failed 1\n", "failed 2\n"]
    assert outcome.verdict == "rejected"


def test_where_neither_may_go_on_it_ends_with_what_it_has() -> None:
    failed = [Proposal(Patch((FileChange(FILE, "old\n", "failed 0\n"),)), "a", "a", "")]

    async def used_up(_: Snapshot, __: Target, ___: tuple[Failure, ...]) -> Proposal | Declined:
        return failed.pop() if failed else Declined("the run has used its 10 tokens")

    outcome = asyncio.run(solved(means(by_name, used_up, used_up, Candidates())))
    assert (outcome.verdict, outcome.reason) == ("rejected", "the run has used its 10 tokens")
    assert tried(outcome) == ["failed 0\n"]


def test_one_that_is_ended_ends_alone_and_is_not_proposed_again() -> None:
    seen: list[Standing] = []
    candidates = Candidates(seen.append)
    stopped: list[str] = []

    async def judge(text: str) -> CheckResult:
        if text == "slow\n":
            assert candidates.end(1)
            assert not candidates.end(7)
            try:
                await asyncio.sleep(60)
            finally:
                stopped.append(text)
        return result("passed")

    outcome = asyncio.run(solved(means(judge, proposer("a", "slow\n", "quick\n"), None, candidates)))
    assert (outcome.verdict, stopped, tried(outcome)) == ("verified", ["slow\n"], ["slow\n", "quick\n"])
    ended = outcome.attempts[0].results[-1]
    assert (ended.name, ended.required, ended.status, ended.reason) == (
        "steering", True, "failed", "you ended this candidate"
    )  # fmt: skip
    assert [(each.number, each.state, each.passed) for each in seen] == [
        (1, "proposing", ()), (1, "checking", ()), (1, "ended", ()),
        (2, "proposing", ()), (2, "checking", ()), (2, "checking", ("types",)), (2, "held", ("types",)),
    ]  # fmt: skip
    assert candidates.standings == ()


def test_a_remark_on_one_that_is_ended_is_seen_by_the_next_attempt_and_kept() -> None:
    candidates = Candidates()
    seen: list[str] = []

    async def propose(_: Snapshot, __: Target, failures: tuple[Failure, ...]) -> Proposal:
        seen.extend(each.reason for each in failures)
        text = "quick\n" if failures else "slow\n"
        return Proposal(Patch((FileChange(FILE, "old\n", text),)), "a", "a", "")

    async def judge(text: str) -> CheckResult:
        if text == "slow\n":
            assert candidates.end(1, "keep the signature")
            await asyncio.sleep(60)
        return result("passed")

    outcome = asyncio.run(solved(means(judge, propose, None, candidates)))
    assert (outcome.verdict, seen) == ("verified", ["steering: you ended this candidate: keep the signature"])
    assert outcome.attempts[0].results[-1].reason == "you ended this candidate: keep the signature"


def test_one_that_is_ended_before_it_proposes_leaves_no_attempt() -> None:
    candidates = Candidates()

    async def slow(_: Snapshot, __: Target, ___: tuple[Failure, ...]) -> None:
        assert candidates.end(1)
        await asyncio.sleep(60)

    outcome = asyncio.run(solved(means(by_name, slow, None, candidates)))
    assert (outcome.verdict, outcome.reason, outcome.attempts) == ("unsolved", "you ended this candidate", ())


def test_a_cancellation_ends_both() -> None:
    ended: list[str] = []
    both = asyncio.Barrier(3)

    async def judge(text: str) -> CheckResult:
        if text.startswith("slow"):
            await both.wait()
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(text)
        return result("failed", text)

    async def cancelled(candidates: Candidates) -> None:
        made = means(judge, proposer("a", "failed 0\n", "slow 1\n"), proposer("b", "slow 2\n"), candidates)
        run = asyncio.create_task(solved(made))
        await both.wait()
        await asyncio.sleep(0)
        assert [each.state for each in candidates.standings] == ["checking", "checking"]
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

    candidates = Candidates()
    asyncio.run(cancelled(candidates))
    assert sorted(ended) == ["slow 1\n", "slow 2\n"]
    assert candidates.standings == ()


def test_what_two_wait_for_goes_on_until_nobody_does() -> None:
    ended: list[str] = []

    async def find() -> str:
        try:
            await asyncio.sleep(0.2)
        except asyncio.CancelledError:
            ended.append("stopped")
            raise
        return "found"

    async def two() -> None:
        side = Side(BEFORE, None)
        first, second = (asyncio.create_task(side.once("key", find)) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        assert await second == "found"
        assert ended == []
        third = asyncio.create_task(side.once("other", find))
        await asyncio.sleep(0.01)
        third.cancel()
        with pytest.raises(asyncio.CancelledError):
            await third
        assert ended == ["stopped"]

    asyncio.run(two())
