"""Revealed: where the errors were, the checker still knows a type, and still finds a way there.

An error is also gone where the type became Any, or where nothing is reached any more. So the checker is asked once more
on a fresh branch, about these files alone where that is less work: `reveal_type` stands around the expression of each
error as it stands after the patch, behind the variable, or before the first use of the parameter that it is about. What
it answers must not be Any, unknown or Never, and it must answer: it says nothing of code that it does not reach. Where
it does not know, the side before the patch is asked too, and only what got worse counts.

A variable that is declared to hold objects is asked about in the same way: `checks/open_claims.py` says what has to be
true of it.

An error without such a place (an import, a comment, a whole function) is not asked about, nor one whose words the patch
took away, nor one in what can never run, or runs on other platforms alone, where `conditions.py` shows
that; that is said. The branch that does run is asked about in its place: the checker has to come there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.checks.asking import Query, asked, carried_parameter
from assay.checks.carrying import carried
from assay.checks.conditions import conditions
from assay.checks.let_go import Conditions, Live
from assay.checks.looking import LESS, Looking, OpenSide, Seen, Spot, tree_at
from assay.checks.open_claims import Claim, claim
from assay.checks.opened import openings
from assay.checks.trees import changed_files
from assay.core.check import Candidate, Check, CheckResult, Json, Ran
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.syntax.tree import Tree
from assay.tools.checker import Judge

NAME = "revealed"

_NOT_HERE = "it stands at no expression"
_GONE = "the patch took its words away"
_BRANCH = "the branch that runs"


@dataclass(frozen=True, slots=True)
class _Place:
    """One error, and what is asked about it on either side; `unasked` says why nothing is after the patch."""

    diagnostic: Diagnostic
    before: Query | None = None
    after: Query | None = None
    unasked: str = ""

    @property
    def path(self) -> PurePosixPath:
        """Its file."""
        return self.diagnostic.path

    @property
    def was(self) -> Spot | None:
        """The question before the patch."""
        return None if self.before is None else Spot(self.path, self.before)

    @property
    def now(self) -> Spot | None:
        """The question after the patch."""
        return None if self.after is None else Spot(self.path, self.after)

    def __str__(self) -> str:
        return f"{self.path}:{self.diagnostic.start.line + 1}"


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the checker said on either side, and what is not as the declarations of objects claim it to be."""

    before: Seen | None
    after: Seen
    faults: tuple[str, ...]


def reveals(judge: Judge, open_side: OpenSide, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check. `remaining` gives the seconds left of the budget, None for no end."""

    async def check(candidate: Candidate) -> CheckResult:
        places = await asyncio.to_thread(_places, candidate, await conditions(candidate))
        asking = [place for place in places if place.after is not None]
        opened = openings(await changed_files(candidate))
        infers = judge.tool.name != "mypy"
        claims = [await asyncio.to_thread(claim, each, infers_returns=infers) for each in opened]
        if not asking and not claims:
            why = "; ".join(dict.fromkeys(place.unasked for place in places))
            return CheckResult(NAME, required=False, status="skipped", summary=f"not asked: {why}", reason=why)
        look = Looking(judge, open_side, limits, remaining)
        after = await look.at(candidate.after.snapshot, _asked_after(asking, claims))
        vague = [place for place in asking if after.answer(place.now).knowledge != "known"]
        before: Seen | None = None
        if (vague or claims) and after.report.complete:
            before = await look.at(candidate.before.snapshot, _asked_before(vague, claims))
        faults = () if before is None else tuple(fault for each in claims for fault in each.faults(before, after))
        return _result(judge, places, _Looks(before, after, faults), cut=remaining() == 0)

    return check


def _places(candidate: Candidate, written: Conditions) -> tuple[_Place, ...]:
    """The errors of the target, each once, with what is asked about them, and the branches that run."""
    trees: dict[tuple[bool, PurePosixPath], Tree | None] = {}

    def tree(path: PurePosixPath, *, is_after: bool) -> Tree | None:
        if (is_after, path) not in trees:
            trees[is_after, path] = tree_at((candidate.after if is_after else candidate.before).snapshot, path)
        return trees[is_after, path]

    found: dict[tuple[PurePosixPath, Query | None], _Place] = {}
    for diagnostic in candidate.target.diagnostics:
        old, new = tree(diagnostic.path, is_after=False), tree(diagnostic.path, is_after=True)
        place = _place(diagnostic, old, new)
        if place.after is not None and (why := written.why_unasked(place.path, place.after.span)):
            place = replace(place, after=None, unasked=why)
        found.setdefault((place.path, place.before), place)
    live = (_branch(each, tree(each.path, is_after=False)) for each in written.live)
    return (*found.values(), *(each for each in live if each is not None))


def _branch(live: Live, old: Tree | None) -> _Place | None:
    """The question whether the checker comes to a branch."""
    if old is None:
        return None
    start = old.lines.position(live.before)
    before, after = (Query("statement", Span(each, each)) for each in (live.before, live.after))
    return _Place(Diagnostic(live.path, start, start, _BRANCH, "", ""), before, after)


def _place(diagnostic: Diagnostic, old: Tree | None, new: Tree | None) -> _Place:
    if old is None or diagnostic.path.suffix == ".pyi":
        return _Place(diagnostic, unasked=_NOT_HERE)
    lines = old.lines
    question = asked(old, Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    if question is None:
        return _Place(diagnostic, unasked=_NOT_HERE)
    now = None if new is None else _carried(old, new, question)
    return _Place(diagnostic, question, now, "" if now is not None else _GONE)


def _carried(old: Tree, new: Tree, question: Query) -> Query | None:
    """The same question after the patch, where it can be asked there."""
    if question.kind == "parameter":
        return carried_parameter(old, new, question)
    span = carried(old.text, new.text, question.span)
    return None if span is None else asked(new, span)


def _asked_after(asking: Iterable[_Place], claims: Iterable[Claim]) -> Iterator[Spot]:
    yield from _spots(place.now for place in asking)
    yield from (spot for each in claims for spot in each.after)


def _asked_before(vague: Iterable[_Place], claims: Iterable[Claim]) -> Iterator[Spot]:
    yield from _spots(place.was for place in vague)
    yield from (spot for each in claims for spot in each.before)


def _result(judge: Judge, places: tuple[_Place, ...], looks: _Looks, *, cut: bool) -> CheckResult:
    before, after = looks.before, looks.after
    asking = [place for place in places if place.after is not None]
    runs = [*((before.report.ran("before"),) if before is not None else ()), after.report.ran("after")]
    every = [each for each in (before, after) if each is not None]
    broken = next((each.report.failure for each in every if not each.report.complete), "")
    worse = [_worse(place, before, after, judge) for place in asking if _is_worse(place, before, after)]
    worse = [] if broken else [*worse, *looks.faults]
    reason = "; ".join(worse)
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
        before={} if before is None else _figures((place.was for place in places), before),
        after=_figures((place.now for place in asking), after),
    )


def _is_worse(place: _Place, before: Seen | None, after: Seen) -> bool:
    now = LESS[after.answer(place.now).knowledge]
    was = 0 if before is None else LESS[before.answer(place.was).knowledge]
    return now > was


def _worse(place: _Place, before: Seen | None, after: Seen, judge: Judge) -> str:
    name, answer = judge.tool.name, after.answer(place.now)
    if answer.knowledge == "unreached":
        return f"{place}: {name} finds no way there any more"
    was = before.answer(place.was).words if before is not None else ""
    return f"{place}: for {name} it is {answer.words} now{f', and was {was}' if was else ''}"


def _summary(places: tuple[_Place, ...], after: Seen) -> str:
    """What was revealed, and how many places were not asked about."""
    branches = [place for place in places if place.before is not None and place.before.kind == "statement"]
    asking = [place for place in places if place.after is not None and place not in branches]
    types = list(dict.fromkeys(" ".join(after.answer(place.now).words.split()) or "nothing" for place in asking))
    shown = ", ".join(types[:3]) + (f" and {len(types) - 3} more" if len(types) > 3 else "")
    unasked = [place for place in places if place.after is None]
    total = len(places) - len(branches)
    rest = f"; {len(unasked)} of {total} places not asked: {unasked[0].unasked}" if unasked else ""
    if branches and not asking:
        return f"the checker comes to every branch that runs{rest}"
    where = "where the errors were" if len(asking) > 1 else "where the error was"
    return f"{where} the checker finds {shown}{rest}"


def _figures(spots: Iterable[Spot | None], seen: Seen) -> dict[str, Json]:
    listed = list(spots)
    answers = [seen.answers[spot] for spot in _spots(listed) if spot in seen.answers]
    return {
        "complete": seen.report.complete,
        "asked": len(listed),
        **{each: sum(answer.knowledge == each for answer in answers) for each in ("known", "unknown", "unreached")},
    }


def _spots(found: Iterable[Spot | None]) -> Iterator[Spot]:
    return (spot for spot in found if spot is not None)
