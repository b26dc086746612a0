"""Values to try for a parameter, as source, the likeliest first: seen elsewhere, spoken of in the code, of its type."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.core.parsing import literal_value, parse_module
from assay.recipes.drafting.case import filled
from assay.recipes.drafting.conditions import asked_of, declines, refuses_kinds
from assay.recipes.drafting.forms import called
from assay.recipes.drafting.literals import literals
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.turns import in_turn
from assay.recipes.drafting.uses import Callees, callees_of, kinds_by_use
from assay.recipes.drafting.values import CALLABLES, ITEMS, LIKE, VALUES, in_words_of
from assay.tools.described import Parameter, Taken
from assay.tools.subject import OPERATORS

MOST, ALL, MOST_RECEIVERS, DEEPEST = 40, 200, 24, 3
STRANGERS = ("1", "None", "[]", "['a']", "'hello'")


@dataclass(frozen=True, slots=True)
class Pools:
    """Where values for parameters are taken from. `seen` are those that the project or its documentation gives."""

    matter: Matter
    spoken: Mapping[str, list[str]]
    seen: Mapping[str, tuple[str, ...]]
    receivers: tuple[str, ...]
    callees: Callees

    def of(self, parameter: Parameter) -> tuple[str, ...]:
        """The values for one parameter; empty where it takes only what cannot be made."""
        found = self.seen.get(parameter.name, ())[:8]
        if self._is_idle(parameter):
            return tuple(sorted((*found[:1], *self._fitting(parameter)[:1]), key=len))[:1]
        if parameter.kind == "VAR_POSITIONAL":
            inner = self._fitting(parameter)
            sets = ["()", *(f"({each},)" for each in inner[:6]), *(f"({one}, {two})" for one, two in _pairs(inner))]
            return tuple(dict.fromkeys((*found, *sets)))[:MOST]
        if parameter.kind == "VAR_KEYWORD":
            return tuple(dict.fromkeys((*found, "{}", *self._options(parameter))))[:MOST]
        most = max(MOST, ALL // len(self.matter.described.parameters))
        fitting, asked = self._fitting(parameter), (*self._asked(parameter), *self._strangers(parameter))
        if states := self._states():
            fitting = (*states, *fitting[:2])
        return tuple(dict.fromkeys((*found, *fitting[:1], *asked, *fitting[1:])))[:most]

    def plainer(self, given: Mapping[str, str]) -> dict[str, str]:
        """The values, with a plain one for each parameter that the function does not look at."""
        idle = [each for each in self.matter.described.parameters if each.name in given and self._is_idle(each)]
        plain = {each.name: value for each in idle for value in self.of(each)}
        return {name: plain.get(name, source) for name, source in given.items()}

    def _is_idle(self, parameter: Parameter) -> bool:
        """Whether the function asks for it and does not look at it."""
        nodes = list(ast.walk(self.matter.definition))
        if not any(isinstance(each, ast.arg) and each.arg == parameter.name for each in nodes):
            return False  # it is compared with what the function gives
        if self.matter.definition.decorator_list:
            return False  # who decorates it may look at it
        return not parameter.kind.startswith("VAR") and not any(
            isinstance(each, ast.Name) and each.id in (parameter.name, "locals", "super") for each in nodes
        )

    def _asked(self, parameter: Parameter) -> tuple[str, ...]:
        """What the conditions of the code ask for, of the kinds that the annotation lets through."""
        taken = parameter.taken.of if parameter.taken.kind == "union" else (parameter.taken,)
        kinds = {each.name if each.kind == "object" else each.kind for each in taken}
        asked = asked_of(self.matter.definition, parameter.name)
        return tuple(each for each in asked if "any" in kinds or type(literal_value(each)).__name__ in kinds)

    def _strangers(self, parameter: Parameter) -> tuple[str, ...]:
        """What the function is to decline or to refuse as being of another kind, whatever its annotation says."""
        if self.matter.name in OPERATORS and declines(self.matter.definition):
            return ("1", "'hello'")
        return STRANGERS if refuses_kinds(self.matter.definition, parameter.name) else ()

    def _states(self) -> tuple[str, ...]:
        """The states of other objects, where an object is given one: those of real ones."""
        if self.matter.name != "__setstate__" or self.matter.owner is None:
            return ()
        defined = any(
            isinstance(each, ast.FunctionDef) and each.name == "__getstate__" for each in self.matter.owner.body
        )
        return tuple(f"{each}.__getstate__()" for each in self.receivers[:MOST_RECEIVERS]) if defined else ()

    def _options(self, parameter: Parameter) -> Iterator[str]:
        """Values by name: by the names of what the object is made of, by those that the code speaks of, by any."""
        receiver = self.matter.described.receiver
        fields = () if receiver is None else tuple(each for each in receiver.parameters if each.by_name)
        made = {each.name: self._inner(each, 1) for each in fields}
        for place in range(3):
            yield from (f"{{{name!r}: {values[place]}}}" for name, values in made.items() if place < len(values))
        for one, two in itertools.combinations(list(made)[:4], 2):
            if made[one] and made[two]:
                yield f"{{{one!r}: {made[one][-1]}, {two!r}: {made[two][0]}}}"
        inner = self._fitting(parameter)
        words = [each for each in self.spoken.get("str", ()) if each[1:-1].isidentifier()][:6]
        yield from (f"{{{word}: {value}}}" for value in inner[:2] for word in words)
        yield from (f"{{'one': {each}}}" for each in inner[:3])
        yield from (f"{{'b': {one}, 'a': {two}}}" for one, two in _pairs(inner))

    def plain(self, argument: ast.arg) -> tuple[str, ...]:
        """Two values or more for a parameter of another method, of which the source alone is known."""
        words = re.findall(r"\w+", ast.unparse(argument.annotation)) if argument.annotation is not None else []
        kind = next((each for each in words if each in VALUES and each != "bool"), "int" if not words else "str")
        values = self._simple(kind, argument.arg)
        return values if len(values) > 1 else values * 2

    def any(self, kind: str) -> tuple[str, ...]:
        """Values of a kind, whatever takes them."""
        return self._simple(kind, "")

    def _fitting(self, parameter: Parameter) -> tuple[str, ...]:
        if parameter.taken.kind == "any":
            return self._guessed(parameter)
        return self.taken(parameter.taken, parameter.name)

    def taken(self, taken: Taken, name: str = "", depth: int = 0) -> tuple[str, ...]:
        """The values that an annotation lets through."""
        match taken.kind:
            case "literal":
                found = taken.values
            case "union":
                found = in_turn([self.taken(each, name, depth) for each in taken.of])
            case "any":
                found = in_turn([self._simple(each, name) for each in ("int", "str", "list")])
            case "callable":
                found = CALLABLES.get(taken.values[0], CALLABLES["1"])
            case "list" | "iterator" | "set" | "frozenset" | "tuple":
                found = self._container(taken, name, depth)
            case "dict":
                found = self._dict(taken, depth)
            case "object" if taken.name in VALUES:
                found = self._simple(taken.name, name)
            case "object":
                found = self._objects(taken, depth)
            case kind:
                found = self._simple(kind, name)
        return found

    def _simple(self, kind: str, name: str) -> tuple[str, ...]:
        if kind in ("list", "iterator", "tuple", "set", "dict"):
            return self.taken(Taken(kind), name)
        if kind == "callable":
            return self.taken(Taken("callable", values=("1",)))
        like = _like(name) if kind == "str" else ()
        spoken = self.spoken.get(kind, ())
        usual = tuple(filter(None, (in_words_of(each, self.matter.names) for each in VALUES.get(kind, ()))))
        return tuple(dict.fromkeys((*usual[:1], *like, *in_turn([spoken, usual[1:]]))))

    def _guessed(self, parameter: Parameter) -> tuple[str, ...]:
        """By how the code uses it, else by its default, else a little of all."""
        kinds = kinds_by_use(self.matter.definition, parameter.name, self.callees)
        if parameter.name == "other" and self.receivers:
            return (*self.receivers[:MOST_RECEIVERS], *self._simple("int", ""))
        if self.matter.name == "__getitem__":
            kinds = ("int", "slice", *kinds)
        found = in_turn([self._simple(kind, parameter.name) for kind in kinds])
        if "callable" in kinds:
            return found
        rest = in_turn([self._simple(each, parameter.name) for each in ("str", "int", "list", "float", "NoneType")])
        return (*found, *rest) if len(found) < MOST else (*found[: MOST - 4], *rest)

    def _container(self, taken: Taken, name: str, depth: int) -> tuple[str, ...]:
        inner = taken.of[0].kind if taken.of else "any"
        if inner in ITEMS and taken.kind != "tuple":
            lists = ITEMS[inner]
        elif not taken.of or inner == "any":
            lists = (
                *ITEMS["int"],
                *ITEMS["str"][2:],
                "[[1, 2], [3]]",
                "[(1, 'a'), (2, 'b')]",
                "[{'a': 1}, {'a': 2}]",
            )
        else:
            parts = self.taken(taken.of[0], name, depth + 1) if depth < DEEPEST else ()
            lists = ("[]", *(f"[{', '.join(parts[:count])}]" for count in (1, 2, 3) if len(parts) >= count))
        if taken.kind == "tuple" and len(taken.of) > 1:
            every = [self.taken(each, name, depth + 1) for each in taken.of]
            count = max(map(len, every)) if all(every) else 0
            return tuple(f"({', '.join(each[place % len(each)] for each in every)})" for place in range(min(count, 6)))
        match taken.kind:
            case "iterator":
                return tuple(f"iter({each})" for each in lists)
            case "set" | "frozenset":
                sets = tuple(
                    "set()" if each == "[]" else f"{{{each[1:-1]}}}" for each in lists if "[" not in each[1:-1]
                )
                return sets if taken.kind == "set" else tuple(f"frozenset({each})" for each in lists)
            case "tuple":
                return tuple(f"({each[1:-1]}{',' if each != '[]' and ',' not in each else ''})" for each in lists)
            case _:
                return lists

    def _dict(self, taken: Taken, depth: int) -> tuple[str, ...]:
        if len(taken.of) != 2 or depth >= DEEPEST:
            return ("{'a': 1, 'b': 2}", "{}", "{'b': 2, 'a': 1}", "{'a': {'b': 1}}")
        keys, values = (self.taken(each, "", depth + 1)[:4] for each in taken.of)
        pairs = [f"{key}: {value}" for key, value in zip(keys, values, strict=False)]
        return ("{}", *(f"{{{', '.join(pairs[:count])}}}" for count in (1, 2) if len(pairs) >= count))

    def _objects(self, taken: Taken, depth: int) -> tuple[str, ...]:
        """Calls of its constructor, with the first values for all that it needs, and then one other at a time."""
        if self.matter.owner is not None and taken.name == self.matter.owner.name and self.receivers:
            return self.receivers[:MOST_RECEIVERS]
        if depth >= DEEPEST:
            return ()
        return tuple(
            dict.fromkeys(_filled_in(taken.name, given, taken.parameters) for given in self.built(taken, depth))
        )

    def built(self, taken: Taken, depth: int = 0, most: int = 6) -> tuple[Mapping[str, str], ...]:
        """Values for the constructor of an object."""
        plain = [each for each in taken.parameters if not each.kind.startswith("VAR")]
        maker = self.callees.functions.get(taken.name)
        pools = {each.name: self._inner(each, depth + 1, maker) for each in plain}
        if any(each.required and not pools[each.name] for each in plain):
            return ()
        base = {each.name: pools[each.name][0] for each in plain if each.required}
        found = [base]
        found += [{each: pools[each][place % len(pools[each])] for each in base} for place in (1, 2, 3)]
        found += [{**base, each.name: value} for each in plain for value in pools[each.name][:3] if not each.required]
        found += [{each: pools[each][place % len(pools[each])] for each in base} for place in range(4, most)]
        unique = list({tuple(each.items()): each for each in found}.values())
        return tuple(unique[:most])

    def _inner(self, parameter: Parameter, depth: int, maker: ast.FunctionDef | None = None) -> tuple[str, ...]:
        """The values for a parameter of a constructor, or of what takes options; `maker` is its source."""
        if parameter.taken.kind != "any":
            return self.taken(parameter.taken, parameter.name, depth)
        used = () if maker is None else kinds_by_use(maker, parameter.name, self.callees)
        listed = re.search(r"items|values|iter|seq|list|args", parameter.name)
        kinds = used or (("list",) if listed else ("int", "str", "list"))
        return in_turn([self._simple(each, parameter.name) for each in kinds])


def pools(matter: Matter, seen: Mapping[str, tuple[str, ...]], receivers: tuple[str, ...]) -> Pools:
    """The pools of a function. Texts that objects are made of may be what a method takes, too."""
    spoken = literals(matter)
    if texts := _texts(receivers):
        spoken["str"] = list(in_turn([texts, spoken.get("str", [])]))
    return Pools(matter, spoken, seen, receivers, callees_of(matter.module, matter.owner))


def _texts(sources: tuple[str, ...]) -> list[str]:
    """The texts in sources, as source."""
    nodes = (node for source in sources for node in ast.walk(parse_module(source)))
    return list(
        dict.fromkeys(
            repr(each.value)
            for each in nodes
            if isinstance(each, ast.Constant) and each.value and isinstance(each.value, str)
        )
    )


def _filled_in(name: str, given: Mapping[str, str], parameters: tuple[Parameter, ...]) -> str:
    return filled(*called(name, parameters, given))


def _like(name: str) -> tuple[str, ...]:
    return next((values for pattern, values in LIKE if re.fullmatch(pattern, name.strip("_").lower())), ())


def _pairs(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(values[:5]))
