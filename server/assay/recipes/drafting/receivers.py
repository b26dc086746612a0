"""Objects to call a method on, and short sequences of calls that bring them into another state."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations, product

from assay.core.parsing import parse_expression, parse_module
from assay.recipes.drafting.case import Case, Given, filled, names_in
from assay.recipes.drafting.forms import called, case
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.pools import Pools, pools
from assay.recipes.drafting.sites import factories, made
from assay.tools.described import Taken
from assay.tools.subject import BUILT_IN

MOST, MOST_GUESSED, MOST_SEQUENCES, MOST_STEPS, MOST_OF_BOTH = 48, 12, 60, 8, 12
_CHANGING = frozenset(
    {"append", "add", "insert", "extend", "update", "pop", "remove", "clear", "discard", "setdefault", "popitem",
     "appendleft", "popleft", "sort", "reverse"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A call that makes the receiver, with the names and the values in it."""

    call: tuple[str, Given]

    @property
    def source(self) -> str:
        """The call with the values in it."""
        return filled(*self.call)


def receivers(matter: Matter, shown: Sequence[Case]) -> tuple[Made, ...]:
    """Calls that make one: of its documentation, of the project, and made up from what its constructor takes.

    The first few are enough to begin with; whether one of the others makes an object at all is for a call to show.
    """
    taken = matter.described.receiver
    if taken is None or matter.owner is None:
        return ()
    name = matter.owner.name
    found = [Made((each, ())) for each in _documented(name, shown)]
    known = [Made(called(name, taken.parameters, each)) for each in made(matter, name, taken.parameters)]
    seen = [Made((each, ())) for each in factories(matter)]
    own = pools(matter, {}, ())
    built = [Made(called(name, taken.parameters, each)) for each in own.built(taken, most=MOST)]
    found += [*known[:4], *seen[:3], *built[:6], *known[4:], *seen[3:], *_guessed(matter, own), *built[6:]]
    return tuple({each.source: each for each in found}.values())[:MOST]


def _guessed(matter: Matter, own: Pools) -> Iterator[Made]:
    """Calls of class methods that make one out of a single text, as `parse` does."""
    owner = matter.owner
    for method in [] if owner is None else owner.body:
        if not isinstance(method, ast.FunctionDef) or method.name.startswith("_") or owner is None:
            continue
        bound = any("classmethod" in ast.unparse(each) for each in method.decorator_list)
        arguments = method.args.args[1:]
        if bound and len(arguments) - len(method.args.defaults) == 1 and not method.args.kwonlyargs:
            texts = own.any("str")[1 : MOST_GUESSED + 1]
            yield from (Made((f"{owner.name}.{method.name}({each})", ())) for each in texts)


def nearly_alike(matter: Matter, known: Sequence[Made]) -> Iterator[Case]:
    """Where it is given another object of its class: one that differs in the last of the values, either way round."""
    required = matter.described.required
    name = "" if matter.owner is None else matter.owner.name
    if matter.described.form != "method" or len(required) != 1 or name not in _classes(required[0].taken):
        return
    for maker in known:
        near = _nudged(maker.source)
        if near:
            for one, other in ((maker.source, near), (near, maker.source)):
                yield case(matter, {required[0].name: other}, (one, ()), 30)


def _classes(taken: Taken) -> frozenset[str]:
    """The names of the classes that are taken."""
    found = frozenset({taken.name}) if taken.kind == "object" else frozenset[str]()
    return found.union(*map(_classes, taken.of))


def _nudged(source: str) -> str:
    """The call with its last value changed as little as can be; empty where none can be."""
    tree = parse_expression(source)
    constants = [each for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    for each in reversed(constants):
        if type(each.value) is int:
            each.value += 1
            return ast.unparse(tree)
        if isinstance(each.value, str) and (found := re.search(r"[A-Za-z0-9](?=[^A-Za-z0-9]*$)", each.value)):
            last = found.group()
            beside = chr(ord(last) + (-1 if last in "zZ9" else 1))
            each.value = each.value[: found.start()] + beside + each.value[found.end() :]
            return ast.unparse(tree)
    return ""


def sequences(matter: Matter, own: Pools, known: Sequence[Made]) -> Iterator[Case]:
    """The method after one or two others that change the object, with what the method is given and other values."""
    if matter.described.form not in ("method", "property") or matter.owner is None:
        return
    changing, values = (
        list(_changing(matter.module, matter.owner)),
        [dict(each) for each in _arguments(matter, own)][:2],
    )
    yield from islice(_of_both(matter, own, known[:2], changing, values), MOST_OF_BOTH)
    yield from islice(_ordered(matter, own, known[:2], changing, values), MOST_SEQUENCES)


def _ordered(
    matter: Matter, own: Pools, makers: Sequence[Made], changing: list[ast.FunctionDef], values: list[dict[str, str]]
) -> Iterator[Case]:
    """All of one other call first, then those of two."""
    for count in (1, 2):
        for maker, given in product(makers, values):
            plain = case(matter, given, maker.call, 40 + 20 * count)
            first = next(iter(given.values()), None)
            steps = [step for each in changing for step in _steps(own, each, first, plain.receiver)][:MOST_STEPS]
            for each in permutations(steps, count):
                yield replace(plain, lines=(*plain.lines, *each))


def _of_both(
    matter: Matter, own: Pools, makers: Sequence[Made], changing: list[ast.FunctionDef], values: list[dict[str, str]]
) -> Iterator[Case]:
    """The method given another object of the class, after one other call of each of them."""
    name = "" if matter.owner is None else matter.owner.name
    for maker, given in product(makers, values):
        plain = case(matter, given, maker.call, 45)
        others = [(column, source) for column, source in plain.given if source.startswith(f"{name}(")]
        if len(others) != 1:
            continue
        column, source = others[0]
        rest = tuple(each for each in plain.given if each[0] != column)
        for each in changing:
            for steps in zip(*(_steps(own, each, None, one) for one in (plain.receiver, column)), strict=True):
                yield replace(plain, lines=(*plain.lines, f"{column} = {source}", *steps), given=rest)


def _documented(name: str, shown: Sequence[Case]) -> Iterator[str]:
    for each in shown:
        for source in (*each.lines, each.judged):
            for node in ast.walk(parse_module(filled(source, each.given))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    text = ast.unparse(node)
                    bound = {line.partition(" = ")[0] for line in each.lines}
                    if bound.isdisjoint(names_in([text])):
                        yield text


def _arguments(matter: Matter, own: Pools) -> Iterator[dict[str, str]]:
    for place in range(3):
        found = {each.name: own.of(each) for each in matter.described.required}
        yield {name: values[place % len(values)] for name, values in found.items()}


def _changing(module: ast.Module, owner: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The methods that change the object or what it holds, inherited ones too: public ones, what sets an item.

    So is a hash that is kept once it is asked for.
    """
    seen: set[str] = set()
    for method in (each for kind in _with_bases(module, owner) for each in kind.body):
        if not isinstance(method, ast.FunctionDef) or method.name in seen:
            continue
        seen.add(method.name)
        sets = method.name == "__setitem__" and len(_needed(method)) == len(("key", "value"))
        shown = method.name == "__hash__" or not method.name.startswith("_")
        changes = shown and any(_changes(node) for node in ast.walk(method))
        if (sets or changes) and not method.decorator_list:
            yield method


def _with_bases(module: ast.Module, owner: ast.ClassDef) -> Iterator[ast.ClassDef]:
    """The class, and those of its module that it inherits from, the nearest first."""
    classes = {each.name: each for each in module.body if isinstance(each, ast.ClassDef)}
    left, seen = [owner], set[str]()
    while left:
        kind = left.pop(0)
        seen.add(kind.name)
        yield kind
        names = [each.id for each in kind.bases if isinstance(each, ast.Name)]
        left += [classes[name] for name in names if name in classes and name not in seen]


def _needed(method: ast.FunctionDef) -> list[ast.arg]:
    """What it has to be given by place, without its object."""
    return method.args.args[1 : len(method.args.args) - len(method.args.defaults)]


def _changes(node: ast.AST) -> bool:
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(ast.unparse(each).startswith("self.") for each in targets if not isinstance(each, ast.Name))
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in _CHANGING and ast.unparse(node.func.value).startswith("self")


def _steps(own: Pools, method: ast.FunctionDef, first: str | None, receiver: str) -> Iterator[str]:
    """Calls of it, as source: with a value given as its first one, then one or two others."""
    if method.name in BUILT_IN:
        yield f"{BUILT_IN[method.name]}({receiver})"
        return
    needed = _needed(method)
    if len(needed) > 2 or any(each is None for each in method.args.kw_defaults):
        return
    found: dict[str, None] = {}
    for place in range(2 if needed else 1):
        values = [own.plain(each)[place] for each in needed]
        for start in (first, *values[:1]) if needed and first is not None and not place else values[:1] or [""]:
            listed = [start, *values[1:]]
            step = f"[{listed[0]}] = {listed[1]}" if method.name == "__setitem__" else _call(method, listed)
            found[f"{receiver}{step}"] = None
    yield from found


def _call(method: ast.FunctionDef, values: Sequence[str]) -> str:
    return f".{method.name}({', '.join(filter(None, values))})"
