"""More calls, made from those that went a way of their own: with one value changed, with two of them crossed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from assay.recipes.drafting.pools import Pools
from assay.recipes.drafting.receivers import Made
from assay.recipes.drafting.trial import Trial, trial
from assay.tools.following import Way

MOST, PARENTS, LONGEST = 300, 24, 120
Made_Up = tuple[Mapping[str, str], Made | None]


def widened(own: Pools, tried: Sequence[Trial], ways: Sequence[Way]) -> tuple[Trial, ...]:
    """Calls that nobody has tried, from all parents in turn."""
    known = {each.case.shown for each in tried}
    parents = _parents(tried, ways)
    makers = tuple({each.maker.source: each.maker for each in tried if each.maker is not None}.values())
    sources = [
        source
        for place, parent in enumerate(parents)
        for source in (
            _changed(own, parent, place),
            _crossed(parent, parents[place + 1 :] + parents[:place]),
            _reworked(own, parent),
            ((parent.given or {}, maker) for maker in makers),
        )
    ]
    found: dict[str, Trial] = {}
    for given, maker in islice(_alternating(sources), MOST * 4):
        each = trial(own.matter, given, maker)
        if len(found) == MOST:
            break
        if each.case.shown not in known:
            found.setdefault(each.case.shown, each)
    return tuple(found.values())


def _parents(tried: Sequence[Trial], ways: Sequence[Way]) -> list[Trial]:
    """The first call of each way; those that took steps of their own before those that only combine them."""
    steps, sets = set[int](), set[frozenset[int]]()
    new, other = list[Trial](), list[Trial]()
    for each, way in zip(tried, ways, strict=True):
        if each.given is None or not way.steps or way.steps in sets:
            continue
        (other if way.steps <= steps else new).append(each)
        steps |= way.steps
        sets.add(way.steps)
    return [*reversed(new), *other][:PARENTS]  # what was reached last is reached by the fewest


def _changed(own: Pools, parent: Trial, start: int) -> Iterator[Made_Up]:
    """The parent with one other value, the parameters in turn; each parent begins at another value."""
    pools = {each.name: own.of(each) for each in own.matter.described.parameters}
    for place in range(max(map(len, pools.values()), default=0)):
        for name, values in pools.items():
            if place < len(values):
                yield {**(parent.given or {}), name: values[(place + start) % len(values)]}, parent.maker


def _crossed(parent: Trial, others: Iterable[Trial]) -> Iterator[Made_Up]:
    """The parent with what another one is given beyond it, and with each of its values in the place of its own."""
    mine = parent.given or {}
    for other in others:
        theirs = other.given or {}
        if more := {name: value for name, value in theirs.items() if name not in mine}:
            yield {**mine, **more}, parent.maker
        for name, value in theirs.items():
            if name in mine and value != mine[name]:
                yield {**mine, name: value}, parent.maker


def _reworked(own: Pools, parent: Trial) -> Iterator[Made_Up]:
    """The parent with one of its values a little longer, shorter, greater, smaller."""
    mine, words = parent.given or {}, own.spoken.get("str", ())
    yield from _alternating(
        (({**mine, name: each}, parent.maker) for each in _near(value, words) if len(each) <= LONGEST)
        for name, value in mine.items()
    )


def _near(source: str, words: Sequence[str]) -> Iterator[str]:
    """Values near one that is a literal."""
    try:
        value = ast.literal_eval(source)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return
    match value:
        case bool() | None:
            return
        case str():
            texts = [ast.literal_eval(each) for each in words[:12]]
            yield from map(repr, (value + value, value[:-1], value[1:], value.upper(), f" {value}", f"{value} {value}"))
            for text in texts:
                yield repr(value + text)
                yield repr(text + value)
                yield repr(f"{value} {text} {value}")
        case int() | float():
            yield from map(repr, (value + 1, value - 1, -value, value * 10, value + 2, value * 2 + 1, value // 2))
        case list():
            yield from map(repr, (value[::-1], value + value, value[:-1], value[1:], [value], [*value, None]))
        case tuple():
            yield from map(repr, (value[::-1], value + value, value[:-1], value[1:]))
        case dict():
            yield repr(dict(list(value.items())[:-1]))
        case bytes():
            yield from map(repr, (value + value, value[:-1], value + b"\xc3\xa9"))
        case _:
            return


def _alternating(sources: Iterable[Iterator[Made_Up]]) -> Iterator[Made_Up]:
    """One of each source, then another one of each that has more, and so on."""
    left = list(sources)
    while left:
        going: list[Iterator[Made_Up]] = []
        for source in left:
            for each in islice(source, 1):
                yield each
                going.append(source)
        left = going
