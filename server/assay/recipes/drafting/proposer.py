"""Draft tests of one function: call it in the sandbox, keep what two processes agree on and a fault is noticed by.

Proposes nothing where it would have to pretend, and says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.check import Side
from assay.core.command import Command, Completed, Limits
from assay.core.constraint import Example
from assay.core.patch import FileChange, Patch
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.case import Case
from assay.recipes.drafting.conventions import conventions
from assay.recipes.drafting.cutting import remainder
from assay.recipes.drafting.demanded import demanded
from assay.recipes.drafting.draft import Draft
from assay.recipes.drafting.filing import into
from assay.recipes.drafting.fixtures import Fixture, conftests, fixtures, preferring, with_fixture
from assay.recipes.drafting.manuals import manuals
from assay.recipes.drafting.matter import Matter, Unfit, imported_names
from assay.recipes.drafting.placing import in_common, style_of, test_file
from assay.recipes.drafting.reading import matter_of
from assay.recipes.drafting.selecting import asserting, selected, why_none_kept
from assay.recipes.drafting.sorting import sorted_out, why_none
from assay.recipes.drafting.trying import Run, callings, tried_calls
from assay.recipes.drafting.writing import Style, heading, subject_words, tests
from assay.tools.mutation import Reached, Session, mutation_command, qualified, read_session
from assay.tools.observing import (
    Calling,
    Observed,
    Seen,
    describing_command,
    observing_command,
    read_described,
    read_observed,
)
from assay.tools.pytest import lacking
from assay.tools.related import related_tests
from assay.tools.subject import Subject, subject_of

NAME = "recorded calls"
UNVERIFIED = (
    "Whether what the function does now is what it should do: a test that records it locks in today's faults too."
)
_OTHERWISE = "gives another answer at another time, or in another process"
UNHEARD = "What you asked for in words: only a model reads them, or an example in the form of `f(3) returns 9`."


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafting works with. `withheld` says why nothing of the project may run; empty where it may.

    `examples` are calls that the user says something of; `intent` is what they want beside that.
    """

    project: Project
    runner: Tool | None
    limits: Limits
    open_side: Callable[[Snapshot], Awaitable[Side]]
    withheld: str
    examples: tuple[Example, ...] = ()
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The function, and where its tests go."""

    runner: Tool
    snapshot: Snapshot
    subject: Subject
    related: tuple[PurePosixPath, ...]
    file: PurePosixPath
    style: Style


def drafting(desk: Desk) -> Proposer:
    """The proposer. It drafts once; what a check then names goes, and what is left is proposed again."""

    async def propose(snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | Declined | None:
        if own := [failure for failure in failures if failure.proposal.proposer == NAME]:
            rest = await asyncio.to_thread(remainder, own[-1])
            if rest is None and own[-1].diagnostics:
                return Declined(f"not drafted, because no test is left that holds: {own[-1].reason}", withdrawn=True)
            return rest
        try:
            return await _proposed(desk, snapshot, target)
        except Unfit as why:
            return Declined(f"not drafted, because {why}")

    return propose


async def _proposed(desk: Desk, snapshot: Snapshot, target: Target) -> Proposal:
    if desk.withheld or desk.runner is None or lacking(desk.project, desk.runner):
        raise Unfit(desk.withheld or lacking(desk.project, desk.runner))
    ground = await asyncio.to_thread(ground_of, desk.project, desk.runner, snapshot, target)
    matter = await _matter(desk, ground)
    tried = await _tried(desk, ground, matter)
    seen = await _observed(desk, ground, matter, tried)
    drafts, doubts = sorted_out(matter, tried, seen)
    if not drafts:
        raise Unfit(why_none(seen, doubts))
    given = await asyncio.to_thread(_fixtures, ground, matter)
    kept, session = await _kept(desk, ground, drafts, given)
    before = snapshot.read(ground.file)
    words = subject_words(ground.subject.owner, ground.subject.name)
    found = tests(words, [with_fixture(each, given) for each in kept], ground.style)
    names = {name: module for each in kept for name, module in each.names.items()}
    after = into(before, found, ground.style, names, heading(words, ground.style))
    idle = [each for each in drafts if each.case.demand is not None and each not in kept]
    told = "no test is drafted, as it is not what you say, or your tests notice already what one would"
    doubts = (*(f"{each.case.shown}: {told}" for each in idle), *doubts)
    shown = f"Not asserted, for you to look at: {'; '.join(doubts)}."
    calls = f"{len(kept)} of {len(tried)} calls of {ground.subject.scope.qualified}"
    rationale = f"{calls} notice what no other test does ({len(session.faults)} faults tried)"
    unheard = UNHEARD if desk.intent else ""
    unverified = " ".join(filter(None, (UNVERIFIED, unheard, shown if doubts else "")))
    return Proposal(Patch((FileChange(ground.file, before, after),)), NAME, rationale, unverified)


def ground_of(project: Project, runner: Tool, snapshot: Snapshot, target: Target) -> Ground:
    """The ground of a target. It reads every Python file of the project: call it in a thread. Raises `Unfit`."""
    subject = subject_of(snapshot, target, project.root)
    if subject is None:
        raise Unfit("no function of a module's top level and no method stands there")
    related = related_tests(snapshot, runner.folder, (subject.path,)).files
    file = test_file(subject.path, related, runner.folder)
    style = style_of(snapshot, file, related)
    common = conventions(project, runner.folder, snapshot, file, related)
    return Ground(runner, snapshot, subject, related, file, in_common(style, common))


async def _matter(desk: Desk, ground: Ground) -> Matter:
    side = await desk.open_side(ground.snapshot)
    assert side.branch is not None, "nothing is withheld"
    command = describing_command(desk.project, ground.runner.folder, ground.subject)
    described = read_described(await side.branch.run(command, desk.limits))
    if described.error:
        raise Unfit(described.error)
    texts = [text for each in ground.related if (text := ground.snapshot.read(each)) is not None]
    shown = await asyncio.to_thread(manuals, ground.snapshot, desk.project.root, ground.subject.module)
    matter = await asyncio.to_thread(matter_of, ground.subject, described, texts, shown)
    shared = await asyncio.to_thread(conftests, ground.snapshot, ground.file)
    names = {name: module for each in reversed(shared) for name, module in imported_names(each).items()}
    return replace(matter, names={**names, **matter.names}, others=(*shared, *matter.others))


def _running(desk: Desk, ground: Ground) -> Run:
    async def run(command: Command) -> Completed:
        side = await desk.open_side(ground.snapshot)
        assert side.branch is not None, "nothing is withheld"
        return await side.branch.run(command, desk.limits)

    return run


async def _observed(desk: Desk, ground: Ground, matter: Matter, tried: tuple[Case, ...]) -> tuple[Seen, ...]:
    """What came of each call, which two processes that differ in all but the calls have to agree on.

    At first each makes them one after the other, one from the first on and one from the last: what the one makes
    before, the other makes after, so that where a call depends on another one they disagree. Then all are made again,
    each in a process of its own.
    """
    calls = callings(tried)
    called = partial(_called, desk, ground, matter)
    first, second = await asyncio.gather(called(calls, 1, together=True), called(calls[::-1], 2, together=True))
    if not first.error and (agreed := _agreed(tried, first.seen, second.seen[::-1])):
        return agreed
    first, second = await asyncio.gather(*(called(calls, seed, together=False) for seed in (1, 2)))
    if first.error or second.error:
        raise Unfit(first.error or second.error)
    if not (agreed := _agreed(tried, first.seen, second.seen)):
        raise Unfit(f"it {_OTHERWISE}")
    return agreed


def _agreed(tried: tuple[Case, ...], first: tuple[Seen, ...], second: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """What both saw; empty where some answers differ, for those that agree may do so by chance.

    Answers that differ where a set was gone through say something of the order of such sets, and nothing of the others.
    """
    if len(first) != len(second):
        return ()
    differ = [_asserted(one) != _asserted(other) for one, other in zip(first, second, strict=True)]
    if not any(differ):
        return first
    unordered = [each.is_unordered for each in tried]
    if any(other and not known for other, known in zip(differ, unordered, strict=True)):
        return ()
    unknown = Seen("none", _OTHERWISE)
    return tuple(unknown if known else each for each, known in zip(first, unordered, strict=True))


async def _called(
    desk: Desk, ground: Ground, matter: Matter, calls: tuple[Calling, ...], seed: int, *, together: bool
) -> Observed:
    side = await desk.open_side(ground.snapshot)
    assert side.branch is not None, "nothing is withheld"
    command = observing_command(
        desk.project,
        ground.runner.folder,
        ground.subject,
        calls,
        names=matter.names,
        mode=matter.described.mode,
        seed=seed,
        together=together,
    )
    observed = read_observed(await side.branch.run(command, desk.limits))
    complete = observed.error or len(observed.seen) == len(calls)
    return observed if complete else Observed((), "what came of calling it is not complete")


def _asserted(seen: Seen) -> tuple[object, ...]:
    return (seen.kind, seen.text, seen.fields, seen.changes)


async def _tried(desk: Desk, ground: Ground, matter: Matter) -> tuple[Case, ...]:
    """Calls to try, those that the user speaks of first. Raises `Unfit`."""
    wanted = tuple(demanded(matter, desk.examples))
    run = _running(desk, ground)
    try:
        found = await tried_calls(desk.project, ground.runner.folder, ground.subject, matter, run)
    except Unfit:
        if not wanted:
            raise
        return wanted
    return (*wanted, *found)


def _fixtures(ground: Ground, matter: Matter) -> tuple[Fixture, ...]:
    if matter.described.form not in ("method", "property") or ground.style.form == "unittest":
        return ()
    return fixtures(ground.snapshot, ground.file, ground.related, ground.subject.owner)


async def _kept(
    desk: Desk, ground: Ground, drafts: tuple[Draft, ...], given: tuple[Fixture, ...]
) -> tuple[list[Draft], Session]:
    """The drafts that notice a fault which neither the others nor the project's tests do."""
    file = ground.file.with_name("test_assay_drafts.py")
    single = [tests(f"{number}_", [each], Style())[0] for number, each in enumerate(drafts)]
    names = {name: module for each in drafts for name, module in each.names.items()}
    side = await desk.open_side(ground.snapshot.with_texts({file: into(None, single, Style(), names)}))
    assert side.branch is not None, "nothing is withheld"
    command = mutation_command(desk.project, ground.runner, ground.subject, (*ground.related, file))
    session = await asyncio.to_thread(read_session, await side.branch.run(command, desk.limits), ground.subject)
    if session.error or not session.faults:
        raise Unfit(session.error or "there is nothing in it that a test could notice a fault in")
    others = [each for each in session.tests if each.file != file and each.passed]
    known = frozenset[int]().union(*(each.noticed for each in others))
    reached = {_number(each): each for each in session.of(file) if each.passed and not each.acts}
    noticed = {number: each.noticed for number, each in reached.items()}
    unsaid = {number: each.unsaid for number, each in reached.items()}
    taken = frozenset[str]().union(*(_ways(session, each) for each in others))
    ways = {number: _ways(session, each) - taken for number, each in reached.items()}
    every = [preferring(each, given).case for each in drafts]
    shapes = {number: drafts[number].shape for number in reached}
    # a test of which no case notices a fault by what it asserts would be rejected
    able = {number for number, each in reached.items() if each.asserted}
    asked = {number: faults for number, faults in noticed.items() if every[number].demand is not None}
    first = asserting(partial(selected, every, known=known, unsaid=unsaid), asked, shapes, able)
    known = known.union(*(noticed[each] for each in first))
    ways = {number: new - frozenset[str]().union(*(ways[each] for each in first)) for number, new in ways.items()}
    more = asserting(partial(selected, every, known=known, unsaid=unsaid, ways=ways), noticed, shapes, able)
    chosen = tuple(sorted((*first, *more)))
    if not chosen:
        raise Unfit(why_none_kept(session, file))
    return [drafts[number] for number in chosen], session


def _ways(session: Session, test: Reached) -> frozenset[str]:
    """What it reaches of the function: branches and lines."""
    return test.ways.union(map(str, test.lines & session.statements))


def _number(test: Reached) -> int:
    """The number of the draft that a test was written of by itself."""
    return int(qualified(test.id).split("_")[1])
