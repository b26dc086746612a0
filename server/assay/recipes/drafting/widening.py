"""More calls, made from those that went a way of their own: with one value changed, with two of them crossed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, permutations
from typing import Any

from assay.core.parsing import literal_value, parse_expression
from assay.recipes.drafting.pools import Pools
from assay.recipes.drafting.receivers import Made
from assay.recipes.drafting.telling import worth
from assay.recipes.drafting.trial import Trial, trial
from assay.recipes.drafting.turns import in_turn
from assay.tools.following import Way

MOST, PARENTS, LONGEST, ARGUMENTS, WORDS, SHORT = 700, 24, 120, 24, 24, 3
Values = Mapping[str, Sequence[str]]
MadeUp = tuple[Mapping[str, str], Made | None]
Parent = tuple[Trial, Way]


def widened(own: Pools, makers: Sequence[Made], tried: Sequence[Trial], ways: Sequence[Way]) -> tuple[Trial, ...]:
    """Calls that nobody has tried, from all parents in turn."""
    known = {_key(each.given, each.maker) for each in tried if each.given is not None}
    parents = _parents(tried, ways)
    values = {each.name: own.of(each) for each in own.matter.described.parameters}
    words = own.spoken.get("str", ())[:WORDS]
    short = [text for each in own.spoken.get("str", ()) if 0 < len(text := _text(each)) <= SHORT][:WORDS]
    sources = [
        source
        for place, (parent, way) in enumerate(parents)
        for source in (
            _changed(values, parent, place),
            _crossed(parent, [each for each, _ in parents[place + 1 :] + parents[:place]]),
            _exchanged(parent, short),
            _reworked(values, parent, words, 0),
            _reworked(values, parent, words, 1),
            _measured(values, parent, way),
            ((parent.given or {}, maker) for maker in makers),
        )
    ]
    new = islice(_alternating(_fresh(each, known) for each in sources), MOST)
    found = [trial(own.matter, given, maker) for given, maker in new]
    return (*_called_again(own, tried, ways), *found)


def _fresh(source: Iterator[MadeUp], known: set[tuple[object, ...]]) -> Iterator[MadeUp]:
    """What nobody knows yet, so that it takes no turn to say again what is known."""
    for given, maker in source:
        if (key := _key(given, maker)) not in known:
            known.add(key)
            yield given, maker


def _key(given: Mapping[str, str], maker: Made | None) -> tuple[object, ...]:
    """What two calls have in common that are the same."""
    return (*sorted(given.items()), maker)


def _called_again(own: Pools, tried: Sequence[Trial], ways: Sequence[Way]) -> Iterator[Trial]:
    """What gives a function, with that one called, where nobody has tried that."""
    known = {each.case.shown for each in tried if "argument" in dict(each.case.given)}
    values = in_turn([own.any(kind) for kind in ("int", "str", "list", "callable")])[:ARGUMENTS]
    for each, way in zip(tried, ways, strict=True):
        if way.came == "function" and not {name for name, _ in each.case.given} & {"argument"}:
            for value in values:
                judged = f"{each.case.judged}(argument)"
                given = (*each.case.given, ("argument", value))
                again = replace(each.case, judged=judged, given=given, documented="", cost=each.case.cost + 20)
                if again.shown not in known:
                    yield Trial(again)


def _parents(tried: Sequence[Trial], ways: Sequence[Way]) -> list[Parent]:
    """Of each way the shortest call that comes to enough; those with steps of their own come first."""
    steps, new = set[int](), set[frozenset[int]]()
    best: dict[frozenset[int], tuple[tuple[int, int], Parent]] = {}
    for each, way in zip(tried, ways, strict=True):
        if each.given is None or not way.steps:
            continue
        if not way.steps <= steps:
            new.add(way.steps)
        steps |= way.steps
        value = worth(way, each.case)
        if way.steps not in best or value > best[way.steps][0]:
            best[way.steps] = value, (each, way)
    # what was reached last is reached by the fewest
    order = [*(each for each in reversed(best) if each in new), *(each for each in best if each not in new)]
    return [best[each][1] for each in order[:PARENTS]]


def _changed(values: Values, parent: Trial, start: int) -> Iterator[MadeUp]:
    """The parent with one other value, the parameters in turn; each parent begins at another value."""
    for place in range(max(map(len, values.values()), default=0)):
        for name, pool in values.items():
            if place < len(pool):
                yield {**(parent.given or {}), name: pool[(place + start) % len(pool)]}, parent.maker


def _crossed(parent: Trial, others: Iterable[Trial]) -> Iterator[MadeUp]:
    """The parent with what another is given beyond it, with its values in the place of its own, or behind them."""
    mine = parent.given or {}
    for other in others:
        theirs = other.given or {}
        if other.maker is not None and other.maker != parent.maker:
            yield mine, other.maker
        if more := {name: value for name, value in theirs.items() if name not in mine}:
            yield {**mine, **more}, parent.maker
        for name, value in theirs.items():
            if name in mine and value != mine[name]:
                yield {**mine, name: value}, parent.maker
                one, two = _text(mine[name]), _text(value)
                if one and two and len(one + two) <= LONGEST:
                    yield {**mine, name: repr(one + two)}, parent.maker


def _text(source: str) -> str:
    """The text that a source is; empty where it is none."""
    try:
        value: object = literal_value(source)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


def _exchanged(parent: Trial, short: Sequence[str]) -> Iterator[MadeUp]:
    """The parent with a short text that the code speaks of exchanged for another: in its values, or in its object's."""
    mine = parent.given or {}
    if parent.maker is not None:
        yield from ((mine, Made((each, ()))) for each in with_another(parent.maker.source, short))
    for name, source in mine.items():
        yield from (({**mine, name: each}, parent.maker) for each in with_another(source, short))


def with_another(source: str, short: Sequence[str]) -> Iterator[str]:
    """The source with one of these texts, where it stands by itself in a text, exchanged for each of the others."""
    tree = parse_expression(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        before = node.value
        for old, new in permutations(short, 2):
            if found := re.search(rf"(?<![A-Za-z]){re.escape(old)}(?![A-Za-z])", before):
                node.value = f"{before[: found.start()]}{new}{before[found.end() :]}"
                yield ast.unparse(tree)
        node.value = before


def _measured(values: Values, parent: Trial, way: Way) -> Iterator[MadeUp]:
    """The parent with numbers that lie about the length of what came of it, for each parameter that takes numbers."""
    length = len(way.came) - 2  # without what encloses it
    numbers = [str(each) for each in (length, length - 1, length // 2, length // 3) if each > 0]
    for number in numbers:
        for name, pool in values.items():
            if pool[:1] in (("1",), ("0",)):
                yield {**(parent.given or {}), name: number}, parent.maker


def _reworked(values: Values, parent: Trial, words: Sequence[str], start: int) -> Iterator[MadeUp]:
    """The parent with one of its values a little longer, shorter, greater, smaller: every second one from a start."""
    several = [name for name in parent.given or {} if len(values[name]) > 1]
    yield from _alternating(_with_near(parent, name, words, start) for name in several)


def _with_near(parent: Trial, name: str, words: Sequence[str], start: int) -> Iterator[MadeUp]:
    mine = parent.given or {}
    near = _near(mine[name], words)[start::2]
    yield from (({**mine, name: each}, parent.maker) for each in near if len(each) <= LONGEST)


def _near(source: str, words: Sequence[str]) -> tuple[str, ...]:
    """Values near one that is a literal."""
    try:
        value: Any = literal_value(source)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ()
    found: tuple[object, ...] = ()
    texts = [literal_value(each) for each in words]
    match type(value).__name__:
        case "str":
            put = [each for text in texts for each in (f"{value}{text}", f"{text}{value}", _within(value, text))]
            around = [each for text in texts for each in (f"{text}{value}{text}", f"{value} {text} {value}")]
            found = (value + value, value[:-1], value[1:], *put[:9], value.upper(), f" {value}", *put[9:], *around)
        case "int" | "float":
            found = (value + 1, value - 1, -value, value * 10, value + 2, value * 2 + 1, value // 2)
        case "list":
            found = (value[::-1], value + value, value[:-1], value[1:], [value], [*value, None])
        case "tuple":
            found = (value[::-1], value + value, value[:-1], value[1:])
        case "dict":
            found = tuple(_near_dict(value, texts))
        case "bytes":
            found = (value + value, value[:-1], value + b"\xc3\xa9")
        case _:
            pass
    return tuple(map(repr, found))


def _near_dict(value: dict[object, object], texts: Sequence[str]) -> Iterator[dict[object, object]]:
    """The dictionary with less, with its first value in another form, deeper, and with keys that the code speaks of."""
    yield dict(list(value.items())[:-1])
    first = next(iter(value), "a")
    inner = value.get(first)
    yield {first: value}
    yield from ({**value, first: each} for each in ([inner, inner], None, {"b": inner}, "text", True))
    for text in texts:
        yield from ({**value, text: inner}, {**value, first: {text: inner}})


def _within(value: str, text: str) -> str:
    """The value with a text behind its first character."""
    return f"{value[:1]}{text}{value[1:]}"


def _alternating(sources: Iterable[Iterator[MadeUp]]) -> Iterator[MadeUp]:
    """One of each source, then another one of each that has more, and so on."""
    left = list(sources)
    while left:
        going: list[Iterator[MadeUp]] = []
        for source in left:
            for each in islice(source, 1):
                yield each
                going.append(source)
        left = going
