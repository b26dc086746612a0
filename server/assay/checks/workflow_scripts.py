"""Workflow scripts: each one that changed tells the runner the same, prints the same and calls the same as before.

Both are run by bash in the sandbox on probes, with stubs for all other commands. A difference rejects. A line that no
probe reached, or a value that may be several lines where the runner now takes one, makes the verdict partial.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from assay.checks.action_runtime import changes_runtime
from assay.checks.limits import within
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, Check, CheckResult, Ran
from assay.core.command import Limits
from assay.core.project import Project
from assay.syntax import shell, yaml
from assay.tools.file_mentions import carries
from assay.tools.workflow_commands import OLD, uncertain, without_expressions
from assay.tools.workflow_probes import Heard, hear
from assay.tools.workflows import Step, frame, is_workflow, steps

NAME = "workflow scripts"
_COMPARED = ("told", "exit code", "printed", "calls")
_SHOWN = 3


def workflow_scripts(project: Project, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""

    async def check(candidate: Candidate) -> CheckResult:
        blank = CheckResult(NAME, required=True, status="passed", summary="", tool="bash")
        try:
            pairs = await asyncio.to_thread(lambda: list(_pairs(candidate)))
        except ValueError as error:
            return replace(blank, status="failed", summary=str(error), reason=str(error))
        if not pairs:
            return unconcerned(blank)
        assert candidate.after.branch is not None, "scripts run on a branch alone"
        texts = [(before.script.value, after.script.value) for before, after in pairs]
        heard = await hear(project, candidate.after.branch, texts, within(limits, remaining()))
        return _judged(blank, [before for before, _ in pairs], texts, heard)

    return check


def _pairs(candidate: Candidate) -> Iterator[tuple[Step, Step]]:
    """The scripts that differ, as they were and are. Raises `ValueError`, with the reason to reject."""
    for change in candidate.proposal.patch.changes:
        if not is_workflow(change.path) or carries(change, candidate.proposal.patch, candidate.target.path.parent):
            continue
        if changes_runtime(change):
            continue  # a change of the runtime has a check of its own, which lets nothing else change
        if change.before is None or change.after is None:
            raise ValueError(f"{change.path}: a workflow comes or goes, which cannot be compared")
        before, after = yaml.read(change.before), yaml.read(change.after)
        if frame(before) != frame(after):
            raise ValueError(f"{change.path}: more than its scripts changes")
        for old, new in zip(steps(before), steps(after), strict=True):
            if old.script.value != new.script.value:
                if old.unfit:
                    raise ValueError(f"{change.path}: {old.name} changes, but {old.unfit}")
                if _tests(old) != _tests(new):
                    raise ValueError(f"{change.path}: {old.name} tests something else")
                yield old, new


def _judged(blank: CheckResult, names: list[Step], texts: list[tuple[str, str]], heard: Heard) -> CheckResult:
    ran = (_ran(heard),)
    if heard.failure:
        words = f"the scripts could not be run: {heard.failure}"
        return replace(blank, status="skipped", summary=f"not judged: {words}", reason=words, commands=ran)
    lacks: list[str] = []
    for step, (old, new), pairs in zip(names, texts, heard.pairs, strict=True):
        if different := next((found for pair in pairs if (found := _difference(pair))), ""):
            words = f"{step.name}: {different}"
            return replace(blank, status="failed", summary=words, reason=words, commands=ran)
        lacks += [f"{step.name}, {lack}" for lack in _lacks(old, new, pairs)]
    shown = "; ".join(lacks[:_SHOWN]) + (f"; and {len(lacks) - _SHOWN} more" if len(lacks) > _SHOWN else "")
    count = sum(len(pairs) for pairs in heard.pairs)
    summary = f"{len(texts)} scripts tell the runner the same on {count} probes"
    return replace(blank, summary=shown or summary, incomplete=shown, commands=ran, seconds=heard.completed.seconds)


def _difference(pair: tuple[Mapping[str, Any], Mapping[str, Any]]) -> str:
    before, after = pair
    if not before["ended"] or not after["ended"]:
        return "" if before["ended"] == after["ended"] else "one of them does not end"
    for key in _COMPARED:
        if before[key] != after[key]:
            return f"{key} {str(before[key])[:120]} becomes {str(after[key])[:120]}"
    return ""


def _lacks(old: str, new: str, pairs: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]) -> Iterator[str]:
    """What was not judged of a script."""
    reached = {line for before, _ in pairs if before["ended"] for line in before["reached"]}
    kept = new.split("\n")
    for number, line in enumerate(old.split("\n"), 1):
        if line in kept:
            kept.remove(line)
        elif number not in reached:
            yield f"line {number}: no probe reaches it"
    for part in shell.parts(without_expressions(old), "command"):
        text = old[part.span.start : part.span.end]
        if OLD.search(text) and (value := uncertain(text, old)):
            number = old.count("\n", 0, part.span.start) + 1
            yield f"line {number}: {value} may be several lines, of which the new way takes none"


def _tests(step: Step) -> list[str]:
    return [part.text for part in shell.parts(without_expressions(step.script.value), "test_command")]


def _ran(heard: Heard) -> Ran:
    completed = heard.completed
    return Ran("after", heard.argv, completed.exit_code, completed.seconds, completed.killed)
