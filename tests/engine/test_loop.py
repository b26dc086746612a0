"""The loop on proposals and checks that say just what a case needs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Request, Target
from assay.core.budget import Budget
from assay.core.check import Candidate, Check, CheckResult, Side, Status
from assay.core.diagnostics import Diagnostic
from assay.core.earlier import Earlier
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.engine import loop
from assay.engine.loop import solve
from assay.engine.means import Means

FILE = PurePosixPath("a.py")
BEFORE = Snapshot(Path("/nowhere"), {FILE: "old\n"})
REQUEST = Request("fix_types", BEFORE, FILE)


def problem(message: str) -> Diagnostic:
    return Diagnostic(FILE, Position(0, 0), Position(0, 1), message, "code", "mypy")


TARGET = Target(FILE, "a fix", (problem("target"),))


def proposal(text: str) -> Proposal:
    return Proposal(Patch((FileChange(FILE, "old\n", text),)), "test", f"becomes {text!r}", "nothing")


def judged(status: Status, *problems: str, incomplete: str = "", required: bool = True) -> CheckResult:
    return CheckResult(
        "types",
        required=required,
        status=status,
        summary=status,
        reason="it broke" if status == "failed" else "",
        problems=tuple(map(problem, problems)),
        incomplete=incomplete,
    )


class Script:
    """A proposer that gives listed texts, and a check that gives listed results; both keep what they saw."""

    def __init__(self, texts: Sequence[str], results: Sequence[CheckResult], last: Declined | None = None) -> None:
        self.texts, self.results = list(texts), list(results)
        self.last = last
        self.failures: list[tuple[Failure, ...]] = []
        self.checked: list[str | None] = []

    async def propose(
        self, snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]
    ) -> Proposal | Declined | None:
        assert (snapshot, target) == (BEFORE, TARGET)
        self.failures.append(failures)
        return proposal(self.texts.pop(0)) if self.texts else self.last

    async def check(self, candidate: Candidate) -> CheckResult:
        self.checked.append(candidate.after.snapshot.read(FILE))
        return self.results.pop(0)

    def solve(
        self, *checks: Check, budget: Budget | None = None, spent: float = 0.0, request: Request = REQUEST
    ) -> Outcome:
        async def finish(patch: Patch) -> Patch:
            return patch

        async def open_side(snapshot: Snapshot) -> Side:
            return Side(snapshot, None)

        means = Means(
            (self.propose,), (self.check, *checks), open_side, finish, budget or Budget(), lambda: spent, lambda _: None
        )
        outcome, after = asyncio.run(solve(request, TARGET, Side(BEFORE, None), means))
        assert (after is None) == (outcome.winner is None)
        return outcome


def test_a_proposal_that_passes_everything_is_verified() -> None:
    script = Script(["new\n"], [judged("passed")])
    outcome = script.solve()
    assert (outcome.verdict, outcome.reason, script.checked) == ("verified", "passed: types", ["new\n"])


def test_it_is_called_what_the_proposal_does_and_not_what_was_promised() -> None:
    titled = replace(proposal("new\n"), title="another fix")
    attempt = Attempt(titled, (judged("passed"),))
    assert loop.outcome(TARGET, (attempt,), BEFORE).target == replace(TARGET, title="another fix")
    assert loop.outcome(TARGET, (replace(attempt, proposal=proposal("new\n")),), BEFORE).target == TARGET


def test_a_required_check_that_was_skipped_makes_it_partial() -> None:
    assert Script(["new\n"], [judged("skipped")]).solve().verdict == "partial"


def test_a_required_check_that_judged_too_little_makes_it_partial() -> None:
    outcome = Script(["new\n"], [judged("passed", incomplete="no test runs a changed line")]).solve()
    assert (outcome.verdict, outcome.reason) == ("partial", "types: no test runs a changed line")


def test_nothing_required_is_not_verified() -> None:
    assert Script(["new\n"], [judged("passed", required=False)]).solve().verdict == "partial"


def test_the_next_attempt_sees_what_failed() -> None:
    script = Script(["bad\n", "good\n"], [judged("failed", "new error"), judged("passed")])
    outcome = script.solve()
    assert outcome.verdict == "verified"
    assert script.failures == [(), (Failure(proposal("bad\n"), (problem("new error"),), "types: it broke"),)]
    assert [attempt.rejected for attempt in outcome.attempts] == [True, False]


def test_checks_after_the_first_required_failure_do_not_run() -> None:
    script = Script(["bad\n"], [judged("failed")])

    async def never(candidate: Candidate) -> CheckResult:
        raise AssertionError(f"ran on {candidate}")

    outcome = script.solve(never)
    assert (outcome.verdict, len(outcome.attempts[0].results)) == ("rejected", 1)


def test_a_failure_that_is_not_required_decides_nothing() -> None:
    script = Script(["new\n"], [judged("failed", required=False), judged("passed")])
    assert script.solve(script.check).verdict == "verified"


def test_without_a_proposal_it_is_unsolved() -> None:
    outcome = Script([], []).solve()
    assert (outcome.verdict, outcome.reason, outcome.attempts) == ("unsolved", "no recipe knows a change for this", ())


def test_what_is_taken_back_is_not_rejected_and_stays_in_the_evidence() -> None:
    outcome = Script(["bad\n"], [judged("failed", "one")], Declined("nothing holds", withdrawn=True)).solve()
    assert (outcome.verdict, outcome.reason, len(outcome.attempts)) == ("unsolved", "nothing holds", 1)


def test_what_is_given_up_without_being_taken_back_is_rejected() -> None:
    outcome = Script(["bad\n"], [judged("failed", "one")], Declined("no idea")).solve()
    assert (outcome.verdict, outcome.reason) == ("rejected", "no idea")


def test_the_same_patch_twice_ends_it() -> None:
    outcome = Script(["bad\n", "bad\n"], [judged("failed", "one")]).solve()
    assert (outcome.verdict, outcome.reason) == ("rejected", "the same patch was proposed twice")


def test_what_the_user_turned_down_is_not_put_to_the_test_again() -> None:
    moved = proposal("bad\n").patch.diff().replace("@@ -1 ", "@@ -7 ")
    earlier = Earlier("r", 1, FILE, frozenset({"target"}), "0" * 64, moved, (FILE,), "")
    script = Script(["bad\n"], [])
    outcome = script.solve(request=replace(REQUEST, earlier=(earlier,)))
    assert (outcome.verdict, outcome.reason) == ("unsolved", "nothing was proposed but what you turned down")
    other = Script(["good\n"], [judged("passed")])
    assert other.solve(request=replace(REQUEST, earlier=(earlier,))).verdict == "verified"
    elsewhere = replace(earlier, messages=frozenset({"another error"}))
    same = Script(["bad\n"], [judged("passed")])
    assert same.solve(request=replace(REQUEST, earlier=(elsewhere,))).verdict == "verified"


def test_the_same_failure_twice_ends_it() -> None:
    script = Script(["a\n", "b\n", "c\n"], [judged("failed", "one"), judged("failed", "one")])
    assert script.solve().reason == "types: it broke (the same failure twice)"


def test_another_check_that_finds_more_is_progress() -> None:
    further = replace(judged("failed", "two", "three"), name="tests")
    script = Script(["a\n", "b\n", "c\n"], [judged("failed", "one"), further, judged("passed")])
    assert script.solve().verdict == "verified"


def test_no_progress_ends_it() -> None:
    script = Script(["a\n", "b\n", "c\n"], [judged("failed", "one"), judged("failed", "two")])
    assert script.solve().reason == "types: it broke (no progress)"


def test_fewer_failures_are_progress() -> None:
    results = [judged("failed", "one", "two"), judged("failed", "three"), judged("passed")]
    assert Script(["a\n", "b\n", "c\n"], results).solve().verdict == "verified"


def test_the_attempts_are_counted() -> None:
    results = [judged("failed", "1", "2", "3"), judged("failed", "1", "2"), judged("passed")]
    outcome = Script(["a\n", "b\n", "c\n"], results).solve(budget=Budget(attempts=2))
    assert (outcome.verdict, outcome.reason) == ("rejected", "types: it broke (after 2 attempts)")


def test_a_spent_budget_ends_it() -> None:
    outcome = Script(["a\n"], [judged("passed")]).solve(budget=Budget(seconds=5), spent=5.0)
    assert (outcome.verdict, outcome.reason) == ("unsolved", "the budget of 5 s is spent")
