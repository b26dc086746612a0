"""Draft tests of one function: call it in the sandbox, keep what two processes agree on and a fault is noticed by.

Proposes nothing where it would have to pretend, and says why.
"""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, cast

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.check import Side
from assay.core.command import Limits
from assay.core.patch import FileChange, Patch
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.case import Case, Parameters, call
from assay.recipes.drafting.inputs import Unfit, cases, parameters
from assay.recipes.drafting.placing import style_of, test_file
from assay.recipes.drafting.selecting import selected
from assay.recipes.drafting.writing import Draft, Style, into, written
from assay.tools.mutation import Session, mutation_command, read_session, test_name
from assay.tools.observing import Seen, observing_command, read_observed
from assay.tools.pytest import lacking
from assay.tools.related import related_tests
from assay.tools.subject import Subject, subject_of

NAME = "recorded calls"
UNVERIFIED = (
    "Whether what the function does now is what it should do: a test that records it locks in today's faults too."
)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafting works with. `withheld` says why nothing of the project may run; empty where it may."""

    project: Project
    runner: Tool | None
    limits: Limits
    open_side: Callable[[Snapshot], Awaitable[Side]]
    withheld: str


@dataclass(frozen=True, slots=True)
class _Ground:
    """The function, and where its tests go."""

    snapshot: Snapshot
    subject: Subject
    definition: ast.FunctionDef
    parameters: Parameters
    related: tuple[PurePosixPath, ...]
    file: PurePosixPath
    style: Style


def drafting(desk: Desk) -> Proposer:
    """The proposer. It proposes once: what a check then says against it is no matter of another try."""

    async def propose(snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | Declined | None:
        if any(failure.proposal.proposer == NAME for failure in failures):
            return None
        try:
            return await _proposed(desk, snapshot, target)
        except Unfit as why:
            return Declined(f"not drafted, because {why}")

    return propose


async def _proposed(desk: Desk, snapshot: Snapshot, target: Target) -> Proposal:
    if desk.withheld or desk.runner is None or lacking(desk.project, desk.runner):
        raise Unfit(desk.withheld or lacking(desk.project, desk.runner))
    ground = await asyncio.to_thread(_ground, desk.project, desk.runner, snapshot, target)
    texts = [text for each in ground.related if (text := snapshot.read(each)) is not None]
    module = ast.parse(ground.subject.tree.text)
    tried = await asyncio.to_thread(cases, module, ground.definition, texts)
    seen = await _observed(desk, desk.runner, ground, tried)
    drafts, doubts = _sorted(ground, tried, seen)
    if not drafts:
        raise Unfit(_why_none(seen, doubts))
    kept, session = await _kept(desk, desk.runner, ground, drafts)
    before = snapshot.read(ground.file)
    tests = written(ground.subject.name, ground.parameters, kept, ground.style)
    after = into(before, tests, ground.subject.module)
    unverified = " ".join(
        [UNVERIFIED, *([f"Not asserted, for you to look at: {'; '.join(doubts)}."] if doubts else [])]
    )
    calls = f"{len(kept)} of {len(tried)} calls of {ground.subject.name}"
    rationale = f"{calls} notice what no other test does ({len(session.faults)} faults tried)"
    return Proposal(Patch((FileChange(ground.file, before, after),)), NAME, rationale, unverified)


def _ground(project: Project, runner: Tool, snapshot: Snapshot, target: Target) -> _Ground:
    subject = subject_of(snapshot, target, project.root)
    if subject is None:
        raise Unfit("no function of a module's top level stands there")
    definition = _definition(subject)
    related = related_tests(snapshot, runner.folder, (subject.path,)).files
    file = test_file(subject.path, related, runner.folder)
    style = style_of(snapshot, file, related)
    return _Ground(snapshot, subject, definition, parameters(definition), related, file, style)


def _definition(subject: Subject) -> ast.FunctionDef:
    line = subject.scope.node.start_point[0] + 1
    try:
        found = [each for each in ast.walk(ast.parse(subject.tree.text)) if getattr(each, "lineno", 0) == line]
    except (SyntaxError, ValueError) as error:
        raise Unfit("its file is not Python as it stands") from error
    if any(isinstance(each, ast.AsyncFunctionDef) for each in found):
        raise Unfit("it is async")
    definition = next((each for each in found if isinstance(each, ast.FunctionDef)), None)
    if definition is None:
        raise Unfit("its definition is not found")
    if any("overload" in ast.unparse(each) for each in definition.decorator_list):
        raise Unfit("this is one signature of several: point at the function that implements them")
    return definition


async def _observed(desk: Desk, runner: Tool, ground: _Ground, tried: tuple[Case, ...]) -> tuple[Seen, ...]:
    """What came of each call, which two processes that differ in all but the calls have to agree on."""
    side = await desk.open_side(ground.snapshot)
    assert side.branch is not None, "nothing is withheld"
    calls = tuple(call(ground.subject.name, ground.parameters, each.arguments) for each in tried)
    twice: list[tuple[Seen, ...]] = []
    for seed in (1, 2):
        command = observing_command(desk.project, runner.folder, ground.subject, calls, seed=seed)
        observed = read_observed(await side.branch.run(command, desk.limits))
        if observed.error or len(observed.seen) != len(calls):
            raise Unfit(observed.error or "what came of calling it is not complete")
        twice.append(observed.seen)
    if twice[0] != twice[1]:
        # where some answers differ, those that agree may do so by chance
        raise Unfit("it gives another answer at another time, or in another process")
    return twice[0]


def _sorted(
    ground: _Ground, tried: tuple[Case, ...], seen: tuple[Seen, ...]
) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """What can be asserted, and what is for the person to look at."""
    meant = frozenset(_raised(ground.definition))
    drafts, doubts = list[Draft](), list[str]()
    for case, each in zip(tried, seen, strict=True):
        if each.kind == "none":
            continue
        called = call(ground.subject.name, ground.parameters, case.arguments)
        shown = f"{called} {'raises' if each.kind == 'raises' else 'gives'} {each.text}"
        if case.documented and case.documented != each.text:
            doubts.insert(0, f"{shown}, where its documentation says {case.documented}")
        elif each.kind == "raises" and not case.documented and each.text not in meant:
            doubts.append(shown)
        else:
            kind = cast("Literal['value', 'items', 'raises']", each.kind)
            drafts.append(Draft(case, kind, each.text))
    return tuple(drafts), tuple(doubts[:_SHOWN])


def _raised(definition: ast.FunctionDef) -> Iterator[str]:
    """The exceptions that the function itself raises, by name."""
    for node in ast.walk(definition):
        raised = node.exc if isinstance(node, ast.Raise) else None
        raised = raised.func if isinstance(raised, ast.Call) else raised
        if isinstance(raised, ast.Name):
            yield raised.id


def _why_none(seen: tuple[Seen, ...], doubts: tuple[str, ...]) -> str:
    """The commonest reason why no call can be asserted."""
    if doubts:
        return f"all that could be made up for it fails: {'; '.join(doubts)}"
    said = [each.text for each in seen]
    return f"it {max(sorted(set(said)), key=said.count)}"


async def _kept(desk: Desk, runner: Tool, ground: _Ground, drafts: tuple[Draft, ...]) -> tuple[list[Draft], Session]:
    """The drafts that notice a fault which neither the others nor the project's tests do."""
    file = ground.file.with_name("test_assay_drafts.py")
    one_each = Style(annotated=False, taken=frozenset())
    bodies = [written(ground.subject.name, ground.parameters, [each], one_each) for each in drafts]
    numbered = [each.body.replace("def test_", f"def test_{number}_", 1) for number, each in enumerate(bodies)]
    names = sorted({name for each in bodies for name in each.names})
    text = f"import pytest\nfrom {ground.subject.module} import {', '.join(names)}\n\n\n" + "\n\n".join(numbered)
    side = await desk.open_side(ground.snapshot.with_texts({file: text}))
    assert side.branch is not None, "nothing is withheld"
    command = mutation_command(desk.project, runner, ground.subject, (*ground.related, file))
    session = await asyncio.to_thread(read_session, await side.branch.run(command, desk.limits), ground.subject)
    if session.error or not session.faults:
        raise Unfit(session.error or "there is nothing in it that a test could notice a fault in")
    known = frozenset[int]().union(*(each.noticed for each in session.tests if each.file != file and each.passed))
    noticed = {
        int(test_name(each.id).split("_")[1]): each.noticed
        for each in session.of(file)
        if each.passed and not each.acts
    }
    chosen = selected([each.case for each in drafts], noticed, known) if noticed else ()
    if not chosen:
        raise Unfit("no call notices a fault that the project's tests do not notice already")
    return [drafts[number] for number in chosen], session
