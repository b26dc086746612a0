"""Drafted tests pass in five fresh processes that differ in order, hashes, chance, day and time zone.

Each time they run among the tests of the project that relate to the function, and none of those comes out worse: where
one does not pass, the same is run without the drafted tests, and with them once more. Two processes run at a time, each
on a branch of its own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from assay.checks.drafted import Blame, Test, drafted, failed, problems, session
from assay.checks.regressions import regressions, sentence
from assay.core.check import Candidate, Check, CheckResult, Ran, Side
from assay.core.command import Branch, Command, Completed, Limits
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.tools.pytest import Order, pytest_command
from assay.tools.pytest_report import SuiteReport, read_suite
from assay.tools.related import related_tests
from assay.tools.varying import VARIATIONS, Variation, varied

NAME = "stable"
Run = Callable[[Literal["before", "after"], Variation], Awaitable[SuiteReport]]
Told = tuple[SuiteReport, Ran]


def stable(project: Project, tool: Tool, limits: Limits, open_side: Callable[[Snapshot], Awaitable[Side]]) -> Check:
    """The check. `open_side` makes the second side that holds the patch. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        branch, beside = candidate.after.branch, (await open_side(candidate.after.snapshot)).branch
        assert branch is not None, "nothing is withheld"
        assert beside is not None, "nothing is withheld"
        added = drafted(candidate)
        related = related_tests(candidate.after.snapshot, tool.folder, (candidate.target.path,)).files
        order = Order(seed="", only=tuple(dict.fromkeys((*related, *(each.file for each in added)))))
        ran, blamed, known = list[Ran](), dict[str, Blame](), set[str]()
        files = {each.path for each in candidate.proposal.patch.changes if each.before is None}
        without = replace(order, only=tuple(each for each in order.only or () if each not in files))

        async def run_on(on: Branch, name: Literal["before", "after"], variation: Variation) -> Told:
            seed = secrets.token_hex(16)
            command = pytest_command(project, tool, replace(order if name == "after" else without, seed=seed))
            command = varied(command, variation, f"assay_varying_{secrets.token_hex(8)}")
            completed = await on.run(command, limits)
            return await asyncio.to_thread(read_suite, completed, seed), _ran(name, command, completed)

        async def run(name: Literal["before", "after"], variation: Variation) -> SuiteReport:
            on = branch if name == "after" else candidate.before.branch or branch
            report, how = await run_on(on, name, variation)
            ran.append(how)
            return report

        told = await _all_varied(lambda on, variation: run_on(on, "after", variation), (branch, beside))
        ran += [told[each][1] for each in VARIATIONS if each in told]
        for variation in VARIATIONS:
            report = told[variation][0]
            if report.failure:
                reason = f"the tests do not come to their end: {report.failure} ({_said(variation)})"
                return replace(failed(NAME, reason), commands=tuple(ran))
            for each in _bad(report, added, variation):
                blamed.setdefault(each.identifier, each)
            if _others(report, added) - known:
                before = await run("before", variation)
                known |= _others(before, ())
                if reason := await _made_worse(run, before, report, variation):
                    return replace(failed(NAME, reason), commands=tuple(ran))
        # the runs are in another order each; only here is it that of the file
        cases = (await session(candidate, project, tool, limits)).drafted if blamed else ()
        words = "; ".join(map(str, blamed.values())) or f"stable in {len(VARIATIONS)} varied runs"
        return CheckResult(
            NAME, required=True, status="failed" if blamed else "passed", summary=words, reason=words if blamed else "",
            tool="pytest", version=tool.version, commands=tuple(ran), seconds=sum(each.seconds for each in ran),
            after={"varied": [_said(each) for each in VARIATIONS]},
            problems=problems(added, cases, blamed.values(), NAME),
        )  # fmt: skip

    return check


async def _all_varied(
    run: Callable[[Branch, Variation], Awaitable[Told]], branches: tuple[Branch, Branch]
) -> Mapping[Variation, Told]:
    """What came of each variation: two at a time, each branch takes the next, but none after one that did not count.

    Where one raises, the other is stopped first.
    """
    told: dict[Variation, Told] = {}
    left = iter(VARIATIONS)

    async def take_turns(branch: Branch) -> None:
        for variation in left:
            told[variation] = await run(branch, variation)
            if told[variation][0].failure:
                break

    tasks = [asyncio.ensure_future(take_turns(each)) for each in branches]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return told


def _bad(report: SuiteReport, added: tuple[Test, ...], variation: Variation) -> Iterator[Blame]:
    """The cases of drafted tests that did not pass, and the drafted tests that had none."""
    for test in added:
        own = [case for case in report.cases.values() if case.file is not None and test.is_of(case.file, case.id)]
        for case in own:
            if case.outcome != "passed":
                yield Blame(test.file, case.id, f"{case.outcome} ({_said(variation)})")
        if not own:
            yield Blame(test.file, test.identifier, f"was not collected ({_said(variation)})")


def _others(report: SuiteReport, added: tuple[Test, ...]) -> set[str]:
    """The tests of the project that do not pass, whatever the reason, and its files that cannot be collected."""
    others = (
        case
        for case in report.cases.values()
        if case.file is None or not any(each.is_of(case.file, case.id) for each in added)
    )
    return {case.id for case in (*others, *report.uncollected) if case.outcome != "passed"}


async def _made_worse(run: Run, before: SuiteReport, after: SuiteReport, variation: Variation) -> str:
    """Which tests come out worse with the drafted ones than without, both times; empty where none does."""
    if before.failure or not regressions(before, after):
        return ""
    again = await run("after", variation)
    names = {each.case.id for each in regressions(before, again)}
    worse = [each for each in regressions(before, after) if each.case.id in names]
    return f"with the drafted tests {sentence(worse)} ({_said(variation)})" if worse else ""


def _ran(side: Literal["before", "after"], command: Command, completed: Completed) -> Ran:
    """The run for the receipt, with what sets it apart from the others."""
    varying = ("PYTHONHASHSEED", "ASSAY_SEED", "ASSAY_DAYS", "TZ")
    argv = ("env", *(f"{name}={command.environment[name]}" for name in varying), *command.argv)
    return Ran(side, argv, completed.exit_code, completed.seconds, completed.killed)


def _said(variation: Variation) -> str:
    seed = variation.seed
    return f"seed {seed} of hashes, order and chance, {variation.days} days on, time zone {variation.zone}"
