"""Tests: none that passed before the patch fails after it, none is gone, and they judge what the patch changes.

A test that failed before decides nothing, but where it fails now of the very line that the patch made to raise: then
what the patch takes for impossible does happen, and something else is wanted there.

They are required where the patch changes what the code does. Where it does not they run all the same, as long as the
budget lasts, and a regression rejects; only their absence is no lack then.

A test that came out worse runs once more on both sides, first alone with the others that did, and where it does not
come out worse there, in a second run of everything, since it may fail of what another test left. If it does not come
out worse then either, its answers differ by themselves: it is listed as flaky and decides nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from assay.checks.changed import Touched, touched_statements
from assay.checks.findings import Findings, judged, skipped
from assay.checks.regressions import Regression, regressions
from assay.checks.runtime import changes_runtime
from assay.checks.suites import Both, Suite, run_again, run_first
from assay.core.check import Candidate, Check, CheckResult
from assay.core.command import Limits
from assay.core.patch import Patch
from assay.core.project import Project, Tool
from assay.tools.pytest import lacking
from assay.tools.related import Related, related_tests

NAME = "tests"
AMPLE = 30.0
"""Seconds that a second run gets at least; else five times what the first one took before the patch."""


def tests(
    project: Project,
    tool: Tool | None,
    *,
    scope: Literal["related", "all"],
    remaining: Callable[[], float | None],
    limits: Limits,
) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end. Raises `SandboxFailed`."""

    async def check(candidate: Candidate) -> CheckResult:
        patch = candidate.proposal.patch
        required = await asyncio.to_thread(why_required, patch, project.interpreter.version)
        blank = CheckResult(NAME, required=bool(required), status="passed", summary="", tool="pytest")
        if tool is None:
            return skipped(blank, lacking(project, tool))
        blank = replace(blank, version=tool.version)
        if why := lacking(project, tool) or _hindrance(candidate, remaining()):
            return skipped(blank, why)
        related = await asyncio.to_thread(related_tests, candidate.after.snapshot, tool.folder, patch.paths)
        only = tuple(dict.fromkeys((*related.files, *patch.paths))) if scope == "related" and related.files else None
        suite = Suite(project, tool, limits, remaining, only, related.files)
        findings = await _find(suite, candidate, await asyncio.to_thread(touched_statements, patch))
        return judged(blank, replace(findings, notes=tuple(_notes(related, scope))))

    return check


def why_required(patch: Patch, python: tuple[int, int] | None) -> str:
    """What the patch may change of what the code does, with the file's name; empty where nothing."""
    for change in patch.changes:
        if change.path.suffix == ".pyi":
            continue
        if change.path.suffix != ".py":
            return f"{change.path} is not Python: who reads it is not known"
        if change.before is None or change.after is None:
            return f"{change.path} {'is new' if change.before is None else 'is gone'}"
        if (why := changes_runtime(change.before, change.after, python=python)) is not None:
            return f"{change.path} {why}"
    return ""


def _hindrance(candidate: Candidate, left: float | None) -> str:
    if candidate.before.branch is None or candidate.after.branch is None:
        return "there is no sandbox to run the tests in"
    return "the budget was used up before the tests could run" if left is not None and left <= 0 else ""


def _notes(related: Related, scope: str) -> list[str]:
    fallback = "no test relates to the change by import or name: all were run"
    return [note for note in (related.note, fallback if scope == "related" and not related.files else "") if note]


async def _find(suite: Suite, candidate: Candidate, touched: tuple[Touched, ...]) -> Findings:
    lines: dict[PurePosixPath, frozenset[int]] = {}
    for each in touched:
        lines[each.path] = lines.get(each.path, frozenset()) | each.witnesses
    first = await run_first(suite, candidate, lines)
    findings = Findings(first, touched=touched)
    if first.before.report.failure:
        return findings
    wall = max(AMPLE, 5 * first.before.completed.seconds)
    if first.after.report.failure:
        return await _ask_whether_broken(suite, candidate, findings, wall)
    if regressions(first.before.report, first.after.report):
        return await _ask_again(suite, candidate, findings, wall)
    return findings


async def _ask_whether_broken(suite: Suite, candidate: Candidate, findings: Findings, wall: float) -> Findings:
    """A second run, where the one after the patch does not count."""
    failure = findings.first.after.report.failure
    if not suite.has_time:
        return replace(findings, broken=failure, unsure=True)
    whole = await run_again(suite, candidate, wall=wall)
    broken = whole.after.report.failure if not whole.before.report.failure else ""
    return replace(findings, again=(whole,), broken=broken)


async def _ask_again(suite: Suite, candidate: Candidate, findings: Findings, wall: float) -> Findings:
    """A second run of the tests that came out worse, and where need be a second one of all."""
    worse = {each.case.id: each for each in regressions(findings.first.before.report, findings.first.after.report)}
    if not suite.has_time:
        return replace(findings, regressions=tuple(worse.values()), unsure=True)
    cases = tuple(findings.first.before.report.cases[name] for name in worse)
    alone = await run_again(suite, candidate, wall=wall, cases=cases)
    sure = _names(regressions(alone.before.report, alone.after.report)) if alone.counts else frozenset[str]()
    findings = replace(findings, again=(alone,))
    flaky: set[str] = set()
    if (rest := worse.keys() - sure) and suite.has_time:
        whole = await run_again(suite, candidate, wall=wall)
        findings = replace(findings, again=(alone, whole))
        flaky = {name for name in rest if _cleared(name, whole)}
    return replace(
        findings,
        regressions=tuple(each for name, each in worse.items() if name not in flaky),
        flaky=tuple(name for name in worse if name in flaky),
        unsure=bool(rest) and not suite.has_time,
    )


def _cleared(name: str, whole: Both) -> bool:
    """Whether the second run, too, judged the test, and did not find it worse."""
    if not whole.counts or name in _names(regressions(whole.before.report, whole.after.report)):
        return False
    before, after = (run.report.cases.get(name) for run in (whole.before, whole.after))
    return before is None or (before.outcome is not None and after is not None and after.outcome is not None)


def _names(found: tuple[Regression, ...]) -> frozenset[str]:
    return frozenset(each.case.id for each in found)
