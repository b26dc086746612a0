"""What to call a function with at first: documented examples, calls of it in the project, then values of its types."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, islice

from assay.core.parsing import parse_expression
from assay.recipes.drafting.carving import makers, seeds
from assay.recipes.drafting.case import Case, Given, filled
from assay.recipes.drafting.documented import concerns, documented
from assay.recipes.drafting.forms import called, case, given_of
from assay.recipes.drafting.matter import Matter, Unfit
from assay.recipes.drafting.pools import Pools, pools
from assay.recipes.drafting.receivers import Made, nearly_alike, receivers, sequences
from assay.recipes.drafting.sites import sites
from assay.recipes.drafting.trial import Trial, trial
from assay.recipes.drafting.turns import in_turn
from assay.tools.carving import Carvings
from assay.tools.described import Parameter

MOST, SEEDS, CARVED, PAIRS, MAKERS, NEAR = 300, 8, 12, 20, 8, 80


def first_trials(matter: Matter, carvings: Carvings) -> tuple[Pools, tuple[Made, ...], tuple[Trial, ...]]:
    """Calls to try at first, the most telling first, and where their values and their receivers are from.

    Raises `Unfit` where none can be made up.
    """
    shown = [_shaped(matter, each) for each in documented(matter)]
    called_with, carved = list(sites(matter)), seeds(matter, carvings)
    given = [*filter(None, (_values(matter, each) for each in shown)), *called_with]
    start = [*given[:SEEDS], *(dict(each) for each, _ in carved[:CARVED])]
    made = _makers(matter, shown, carvings)
    if matter.described.form in ("method", "property") and not made:
        raise Unfit(f"nothing that can be written down makes an object of {matter.owner and matter.owner.name}")
    found: dict[str, Trial] = {}
    own = pools(matter, _seen(start), tuple(each.source for each in made))
    shorter = ((own.plainer(each), maker) for each, maker in carved)
    order = _mixed(made[:MAKERS], [*(each for each in called_with), *_made_up(own, start)])
    tried = (trial(matter, each, maker) for each, maker in (*shorter, *((each, maker) for maker, each in order)))
    near = islice(nearly_alike(matter, made), NEAR)
    every = (*map(Trial, (*shown, *near)), *islice(tried, MOST), *map(Trial, sequences(matter, own, made)))
    for each in every:
        found.setdefault(each.case.shown, each)
    return own, made, tuple(found.values())[: MOST * 3 // 2]


def _makers(matter: Matter, shown: list[Case], carvings: Carvings) -> tuple[Made, ...]:
    """What makes receivers, where some are needed: those of the examples have their turn with all others."""
    if matter.described.form not in ("method", "property"):
        return ()
    others, own = receivers(matter, shown), makers(matter, carvings)
    turns = in_turn([[each.source for each in own], [each.source for each in others]])
    known = {each.source: each for each in (*own, *others)}
    return tuple(known[each] for each in turns)


def _mixed(
    made: tuple[Made, ...], given: Iterable[Mapping[str, str]]
) -> Iterator[tuple[Made | None, Mapping[str, str]]]:
    """Each set of values with one receiver or several: all of them where there are few values to try."""
    every = list(given)
    if not made:
        yield from ((None, each) for each in every)
        return
    for place, each in enumerate(every):
        for number, maker in enumerate(made):
            if place < 3 or number == place % len(made) or (number == 0 and len(every) * len(made) < MOST):
                yield maker, each


def _made_up(own: Pools, seeds: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """All parameters at once, then each by itself, then several at a time; then the seeds with one thing changed."""
    parameters = own.matter.described.parameters
    values = {each.name: own.of(each) for each in parameters}
    required = own.matter.described.required
    if lacking := [each.name for each in required if not values[each.name]]:
        raise Unfit(f"nothing fits the parameter {lacking[0]}")
    base = {each.name: values[each.name][0] for each in required}
    yield base
    for place in range(1, max((len(values[each.name]) for each in required), default=0)):
        yield {
            each.name: values[each.name][(place * (turn + 1)) % len(values[each.name])]
            for turn, each in enumerate(required)
        }
    for seed in seeds[:4]:
        yield from _varied(seed, parameters, values, 6)
    yield from _varied(base, parameters, values, 30)
    yield from _several(base, parameters, values)
    for seed in seeds[4:]:
        yield from _varied(seed, parameters, values, 3)


def _varied(
    base: Mapping[str, str], parameters: Iterable[Parameter], values: Mapping[str, tuple[str, ...]], most: int
) -> Iterator[dict[str, str]]:
    """The base with one parameter changed, all parameters in turn."""
    yield from ({**base, each.name: value} for each in parameters for value in values[each.name][:most])


def _several(
    base: Mapping[str, str], parameters: tuple[Parameter, ...], values: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    """Two at a time, and then all that may be left out at once."""
    for one, two in combinations(parameters, 2):
        first, second = (_telling(each, values) for each in (one, two))
        few = min(len(first), len(second), 4)
        first, second = (each[: max(few, PAIRS // max(few, 1))] for each in (first, second))
        pairs = islice(((each, other) for each in first for other in second), PAIRS * 2)
        yield from ({**base, one.name: each, two.name: other} for each, other in pairs)
    optional = [each for each in parameters if not each.required and values[each.name]]
    for place in range(8 if len(optional) > 2 else 0):
        mixed = {
            each.name: values[each.name][(place + turn) % len(values[each.name])] for turn, each in enumerate(optional)
        }
        needed = {name: values[name][place % len(values[name])] for name in base}
        yield {**needed, **mixed}


def _telling(parameter: Parameter, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Its values but the one that it has anyway."""
    return tuple(each for each in values[parameter.name] if each != parameter.default)


def _seen(seeds: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in seeds:
        for name, source in each.items():
            found.setdefault(name, []).append(source)
    return {name: tuple(dict.fromkeys(sources)) for name, sources in found.items()}


def _values(matter: Matter, shown: Case) -> dict[str, str] | None:
    """What a documented case gives to the function."""
    node = parse_expression(filled(shown.judged, shown.given))
    found = next((each for each in ast.walk(node) if isinstance(each, ast.Call) and concerns(matter, each)), None)
    given = None if found is None else given_of(found, matter.described.parameters)
    return None if given is None or (shown.lines and not given) else given


def _shaped(matter: Matter, shown: Case) -> Case:
    """A documented case in the form that made-up ones have, where it is one plain call."""
    node = parse_expression(shown.judged)
    form = matter.described.form
    if not isinstance(node, ast.Call) or not concerns(matter, node) or shown.lines:
        return shown
    given = given_of(node, matter.described.parameters)
    if given is None or form == "property":
        return shown
    call: tuple[str, Given] | None = None
    if form == "method":
        maker = node.func.value if isinstance(node.func, ast.Attribute) else None
        receiver = matter.described.receiver
        own = matter.owner.name if matter.owner is not None else ""
        if not isinstance(maker, ast.Call) or ast.unparse(maker.func) != own or receiver is None:
            return shown
        made = given_of(maker, receiver.parameters)
        if made is None:
            return shown
        call = called(own, receiver.parameters, made)
    found = case(matter, given, call, shown.cost)
    return replace(found, documented=shown.documented, printed=shown.printed)
