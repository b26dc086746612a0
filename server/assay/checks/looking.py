"""A checker that looks at files with questions in them, on a fresh branch, and what it answers to each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.checks.asking import Probe, Query, probe
from assay.checks.limits import within
from assay.core.check import Side
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Span
from assay.syntax.limits import too_much
from assay.syntax.tree import Tree, parse
from assay.tools.checker import CheckerReport, Judge
from assay.tools.revealing import Knowledge, knowledge
from assay.tools.revealing import revealed as told

OpenSide = Callable[[Snapshot], Awaitable[Side]]
"""Makes the side that holds a snapshot; whoever made it closes it."""

LESS: Mapping[Knowledge, int] = {"known": 0, "unknown": 1, "unreached": 2}
"""The higher, the less is known."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One question in one file."""

    path: PurePosixPath
    asked: Query


@dataclass(frozen=True, slots=True)
class Answer:
    """What the checker knows at a place, in its own words."""

    knowledge: Knowledge
    words: str


SILENCE = Answer("unreached", "")


@dataclass(frozen=True, slots=True)
class Seen:
    """One look of the checker at questions."""

    report: CheckerReport
    answers: Mapping[Spot, Answer]

    def answer(self, spot: Spot | None) -> Answer:
        """What it said at a place; silence where it never came there."""
        return SILENCE if spot is None else self.answers.get(spot, SILENCE)


@dataclass(frozen=True, slots=True)
class Looking:
    """How the checker is made to look."""

    judge: Judge
    open_side: OpenSide
    limits: Limits
    remaining: Callable[[], float | None]

    async def at(self, snapshot: Snapshot, spots: Iterable[Spot]) -> Seen:
        """Ask these questions on a fresh branch. Raises `SandboxFailed`."""
        questions = tuple(dict.fromkeys(spots))
        probes = await asyncio.to_thread(_probes, snapshot, questions)
        side = await self.open_side(snapshot.with_texts({path: each.text for path, each in probes.items()}))
        assert side.branch is not None, "a checker runs on a branch alone"
        judge = self.judge.of(sorted(probes))
        completed = await side.branch.run(judge.command(), within(self.limits, self.remaining()))
        report = await asyncio.to_thread(judge.read, side.snapshot, completed)
        return Seen(report, await asyncio.to_thread(_answers, questions, probes, report))


def tree_at(snapshot: Snapshot, path: PurePosixPath) -> Tree | None:
    """A file's tree; None where it cannot be read, or is too much."""
    try:
        text = snapshot.read(path)
    except Unreadable:
        return None
    return None if text is None or too_much(text) else parse(text)


def _probes(snapshot: Snapshot, spots: Iterable[Spot]) -> dict[PurePosixPath, Probe]:
    by_path: dict[PurePosixPath, list[Query]] = {}
    for spot in spots:
        by_path.setdefault(spot.path, []).append(spot.asked)
    found: dict[PurePosixPath, Probe] = {}
    for path, listed in by_path.items():
        tree = tree_at(snapshot, path)
        assert tree is not None, "it was read before"
        found[path] = probe(tree, listed)
    return found


def _answers(spots: Iterable[Spot], probes: Mapping[PurePosixPath, Probe], report: CheckerReport) -> dict[Spot, Answer]:
    """The best answer to each question: code is looked at more than once, and reached if it is reached once."""
    found: dict[Spot, Answer] = {}
    lines = {path: Lines(each.text) for path, each in probes.items()}
    for spot in spots:
        span = _around(probes[spot.path], spot.asked)
        said = [
            answer
            for diagnostic in report.diagnostics
            if diagnostic.path == spot.path and _inside(lines[spot.path], diagnostic, span)
            if (answer := _answer(diagnostic, report.unreachable, lines[spot.path], span)) is not None
        ]
        if said:
            found[spot] = min(said, key=lambda each: LESS[each.knowledge])
    return found


def _around(asked_: Probe, question: Query) -> Span:
    """Where a question stands in the probe; one that was left out stands in another."""
    places = dict(asked_.places)
    if question in places:
        return places[question]
    holder = next(each for each in places if each.span.start <= question.span.start < each.span.end)
    return places[holder]


def _answer(diagnostic: Diagnostic, unreachable: Iterable[Diagnostic], lines: Lines, span: Span) -> Answer | None:
    if (words := told(diagnostic)) is None:
        return None
    out_of_reach = any(
        each.path == diagnostic.path and lines.offset(each.start) < span.end and span.start < lines.offset(each.end)
        for each in unreachable
    )
    return Answer("unreached" if out_of_reach else knowledge(words), words)


def _inside(lines: Lines, diagnostic: Diagnostic, span: Span) -> bool:
    return span.start <= lines.offset(diagnostic.start) < span.end
