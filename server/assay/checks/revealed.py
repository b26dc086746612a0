"""Revealed: where the errors were, the checker still knows a type, and still finds a way there.

An error is also gone where the type became Any, or where nothing is reached any more. So the checker is asked once more
on a fresh branch, about these files alone where that is less work: `reveal_type` stands around the expression of each
error as it stands after the patch, behind the variable, or before the first use of the parameter that it is about. What
it answers must not be Any, unknown or Never, and it must answer: it says nothing of code that it does not reach. Where
it does not know, the side before the patch is asked too, and only what got worse counts.

An error without such a place (an import, a comment, a whole function) is not asked about, nor one whose words the patch
took away, nor one in what can never run, where `version_conditions.py` shows that; that is said. The branch that does
run is asked about in its place: the checker has to come there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.checks.asking import Asked, Probe, asked, carried_parameter, probe
from assay.checks.carrying import carried
from assay.checks.limits import within
from assay.checks.version_conditions import Conditions, Live, conditions
from assay.core.check import Candidate, Check, CheckResult, Json, Ran, Side
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

NAME = "revealed"

OpenSide = Callable[[Snapshot], Awaitable[Side]]
"""Makes the side that holds a snapshot; whoever made it closes it."""

_WORSE: Mapping[Knowledge, int] = {"known": 0, "unknown": 1, "unreached": 2}
_NOT_HERE = "it stands at no expression"
_GONE = "the patch took its words away"
_DEAD = "no Python that the project is for ever runs it"
_BRANCH = "the branch that runs"


@dataclass(frozen=True, slots=True)
class _Place:
    """One error, and what is asked about it on either side; `unasked` says why nothing is after the patch."""

    diagnostic: Diagnostic
    before: Asked | None = None
    after: Asked | None = None
    unasked: str = ""

    @property
    def path(self) -> PurePosixPath:
        """Its file."""
        return self.diagnostic.path

    def __str__(self) -> str:
        return f"{self.path}:{self.diagnostic.start.line + 1}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the checker knows at a place, in its own words."""

    knowledge: Knowledge
    words: str


_SILENCE = _Answer("unreached", "")


def reveals(judge: Judge, open_side: OpenSide, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""

    async def check(candidate: Candidate) -> CheckResult:
        places = await asyncio.to_thread(_places, candidate, await conditions(candidate))
        asking = [place for place in places if place.after is not None]
        if not asking:
            why = "; ".join(dict.fromkeys(place.unasked for place in places))
            return CheckResult(NAME, required=False, status="skipped", summary=f"not asked: {why}", reason=why)
        look = _Looking(judge, open_side, limits, remaining)
        after = await look.at(candidate.after.snapshot, {place: place.after for place in asking if place.after})
        vague = [place for place in asking if after.answer(place).knowledge != "known"]
        before: _Seen | None = None
        if vague and after.report.complete:
            questions = {place: place.before for place in vague if place.before}
            before = await look.at(candidate.before.snapshot, questions)
        return _result(judge, places, after, before, cut=remaining() == 0)

    return check


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look of the checker at questions."""

    report: CheckerReport
    answers: Mapping[_Place, _Answer]

    def answer(self, place: _Place) -> _Answer:
        """What it said at a place; silence where it never came there."""
        return self.answers.get(place, _SILENCE)


@dataclass(frozen=True, slots=True)
class _Looking:
    """How the checker is made to look."""

    judge: Judge
    open_side: OpenSide
    limits: Limits
    remaining: Callable[[], float | None]

    async def at(self, snapshot: Snapshot, questions: Mapping[_Place, Asked]) -> _Seen:
        """Ask these questions on a fresh branch. Raises `SandboxFailed`."""
        probes = await asyncio.to_thread(_probes, snapshot, questions)
        side = await self.open_side(snapshot.with_texts({path: each.text for path, each in probes.items()}))
        assert side.branch is not None, "a checker runs on a branch alone"
        judge = self.judge.of(sorted(probes))
        completed = await side.branch.run(judge.command(), within(self.limits, self.remaining()))
        report = await asyncio.to_thread(judge.read, side.snapshot, completed)
        return _Seen(report, await asyncio.to_thread(_answers, questions, probes, report))


def _places(candidate: Candidate, written: Conditions) -> tuple[_Place, ...]:
    """The errors of the target, each once, with what is asked about them, and the branches that run."""
    trees: dict[tuple[bool, PurePosixPath], Tree | None] = {}

    def tree(path: PurePosixPath, *, is_after: bool) -> Tree | None:
        if (is_after, path) not in trees:
            trees[is_after, path] = _tree((candidate.after if is_after else candidate.before).snapshot, path)
        return trees[is_after, path]

    found: dict[tuple[PurePosixPath, Asked | None], _Place] = {}
    for diagnostic in candidate.target.diagnostics:
        old, new = tree(diagnostic.path, is_after=False), tree(diagnostic.path, is_after=True)
        place = _place(diagnostic, old, new)
        if place.after is not None and written.is_dead(place.path, place.after.span):
            place = replace(place, after=None, unasked=_DEAD)
        found.setdefault((place.path, place.before), place)
    live = (_branch(each, tree(each.path, is_after=False)) for each in written.live)
    return (*found.values(), *(each for each in live if each is not None))


def _branch(live: Live, old: Tree | None) -> _Place | None:
    """The question whether the checker comes to a branch."""
    if old is None:
        return None
    start = old.lines.position(live.before)
    before, after = (Asked("statement", Span(each, each)) for each in (live.before, live.after))
    return _Place(Diagnostic(live.path, start, start, _BRANCH, "", ""), before, after)


def _tree(snapshot: Snapshot, path: PurePosixPath) -> Tree | None:
    try:
        text = snapshot.read(path)
    except Unreadable:
        return None
    return None if text is None or too_much(text) else parse(text)


def _place(diagnostic: Diagnostic, old: Tree | None, new: Tree | None) -> _Place:
    if old is None or diagnostic.path.suffix == ".pyi":
        return _Place(diagnostic, unasked=_NOT_HERE)
    lines = old.lines
    question = asked(old, Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    if question is None:
        return _Place(diagnostic, unasked=_NOT_HERE)
    now = None if new is None else _carried(old, new, question)
    return _Place(diagnostic, question, now, "" if now is not None else _GONE)


def _carried(old: Tree, new: Tree, question: Asked) -> Asked | None:
    """The same question after the patch, where it can be asked there."""
    if question.kind == "parameter":
        return carried_parameter(old, new, question)
    span = carried(old.text, new.text, question.span)
    return None if span is None else asked(new, span)


def _probes(snapshot: Snapshot, questions: Mapping[_Place, Asked]) -> dict[PurePosixPath, Probe]:
    by_path: dict[PurePosixPath, list[Asked]] = {}
    for place, question in questions.items():
        by_path.setdefault(place.path, []).append(question)
    found: dict[PurePosixPath, Probe] = {}
    for path, listed in by_path.items():
        tree = _tree(snapshot, path)
        assert tree is not None, "it was read before"
        found[path] = probe(tree, listed)
    return found


def _answers(
    questions: Mapping[_Place, Asked], probes: Mapping[PurePosixPath, Probe], report: CheckerReport
) -> dict[_Place, _Answer]:
    """The best answer to each question: code is looked at more than once, and reached if it is reached once."""
    found: dict[_Place, _Answer] = {}
    lines = {path: Lines(each.text) for path, each in probes.items()}
    for place, question in questions.items():
        span = _around(probes[place.path], question)
        said = [
            answer
            for diagnostic in report.diagnostics
            if diagnostic.path == place.path and _inside(lines[place.path], diagnostic, span)
            if (answer := _answer(diagnostic, report.unreachable, lines[place.path], span)) is not None
        ]
        if said:
            found[place] = min(said, key=lambda each: _WORSE[each.knowledge])
    return found


def _around(asked_: Probe, question: Asked) -> Span:
    """Where a question stands in the probe; one that was left out stands in another."""
    places = dict(asked_.places)
    if question in places:
        return places[question]
    holder = next(each for each in places if each.span.start <= question.span.start < each.span.end)
    return places[holder]


def _answer(diagnostic: Diagnostic, unreachable: Iterable[Diagnostic], lines: Lines, span: Span) -> _Answer | None:
    if (words := told(diagnostic)) is None:
        return None
    out_of_reach = any(
        each.path == diagnostic.path and lines.offset(each.start) < span.end and span.start < lines.offset(each.end)
        for each in unreachable
    )
    return _Answer("unreached" if out_of_reach else knowledge(words), words)


def _inside(lines: Lines, diagnostic: Diagnostic, span: Span) -> bool:
    return span.start <= lines.offset(diagnostic.start) < span.end


def _result(judge: Judge, places: tuple[_Place, ...], after: _Seen, before: _Seen | None, *, cut: bool) -> CheckResult:
    asking = [place for place in places if place.after is not None]
    runs = [*((before.report.ran("before"),) if before is not None else ()), after.report.ran("after")]
    looks = [each for each in (before, after) if each is not None]
    broken = next((each.report.failure for each in looks if not each.report.complete), "")
    worse = [place for place in asking if _is_worse(place, before, after)] if not broken else []
    reason = "; ".join(_worse(place, before, after, judge) for place in worse)
    if broken:
        reason = "cut by the budget" if cut else f"could not be asked: {broken}"
    return CheckResult(
        NAME,
        required=True,
        status="skipped" if broken else "failed" if worse else "passed",
        summary=reason or _summary(places, after),
        reason=reason,
        tool=judge.tool.name,
        version=judge.tool.version,
        commands=tuple[Ran, ...](runs),
        seconds=sum(run.seconds for run in runs),
        before={} if before is None else _figures(places, before),
        after=_figures(asking, after),
    )


def _is_worse(place: _Place, before: _Seen | None, after: _Seen) -> bool:
    now = _WORSE[after.answer(place).knowledge]
    was = 0 if before is None else _WORSE[before.answer(place).knowledge]
    return now > was


def _worse(place: _Place, before: _Seen | None, after: _Seen, judge: Judge) -> str:
    name, answer = judge.tool.name, after.answer(place)
    if answer.knowledge == "unreached":
        return f"{place}: {name} finds no way there any more"
    was = before.answer(place).words if before is not None else ""
    return f"{place}: for {name} it is {answer.words} now{f', and was {was}' if was else ''}"


def _summary(places: tuple[_Place, ...], after: _Seen) -> str:
    """What was revealed, and how many places were not asked about."""
    branches = [place for place in places if place.before is not None and place.before.kind == "statement"]
    asking = [place for place in places if place.after is not None and place not in branches]
    types = list(dict.fromkeys(" ".join(after.answer(place).words.split()) or "nothing" for place in asking))
    shown = ", ".join(types[:3]) + (f" and {len(types) - 3} more" if len(types) > 3 else "")
    unasked = [place for place in places if place.after is None]
    total = len(places) - len(branches)
    rest = f"; {len(unasked)} of {total} places not asked: {unasked[0].unasked}" if unasked else ""
    if branches and not asking:
        return f"the checker comes to every branch that runs{rest}"
    where = "where the errors were" if len(asking) > 1 else "where the error was"
    return f"{where} the checker finds {shown}{rest}"


def _figures(places: Iterable[_Place], seen: _Seen) -> dict[str, Json]:
    answers = [seen.answers[place] for place in places if place in seen.answers]
    return {
        "complete": seen.report.complete,
        "asked": len(list(places)),
        **{each: sum(answer.knowledge == each for answer in answers) for each in ("known", "unknown", "unreached")},
    }
