"""What the project's documentation shows of other functions, as examples to run: calls of this one come of them, too.

A function is often shown by what calls it, and an object by what gives it. Who looks on while the examples run sees
what both are given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from assay.core.parsing import parse_module
from assay.recipes.drafting.case import names_in
from assay.recipes.drafting.documented import sessions
from assay.recipes.drafting.manuals import shown_calls
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.receivers import Made
from assay.tools.carving import Carvings

MOST_OTHERWISE, MOST, MOST_MADE = 12, 60, 12
Seed = tuple[Mapping[str, str], Made | None]


def scripts(matter: Matter) -> tuple[tuple[str, ...], ...]:
    """The examples, each a row of statements: sessions of docstrings and manuals, blocks of manuals.

    Behind them are some of their calls with a switch of the function turned over, which what is shown seldom does.
    """
    found = [session for text in _texts(matter) for session in sessions(text)]
    found += [tuple(map(ast.unparse, each.body)) for text in matter.manuals for each in shown_calls(text)]
    otherwise = islice(dict.fromkeys(each for session in found for each in _otherwise(matter, session)), MOST_OTHERWISE)
    return (*found, *((each,) for each in otherwise))


def seeds(matter: Matter, carvings: Carvings) -> tuple[Seed, ...]:
    """The calls whose values a test can write, those that are short first, each kind of call having its turn."""
    found: dict[tuple[str, ...], list[Seed]] = {}
    for each in carvings.calls:
        sources = (each.receiver or "0", *(source for _, source in each.given))
        if all(map(matter.known, names_in(sources))):
            maker = Made((each.receiver, ())) if each.receiver else None
            found.setdefault(tuple(name for name, _ in each.given), []).append((dict(each.given), maker))
    turns = [list(each) for each in found.values()]
    every = [each[place] for place in range(max(map(len, turns), default=0)) for each in turns if place < len(each)]
    return tuple(every[:MOST])


def makers(matter: Matter, carvings: Carvings) -> tuple[Made, ...]:
    """What makes an object of the function's class, as the examples do."""
    known = [each for each in carvings.made if all(map(matter.known, names_in([each])))]
    return tuple(Made((each, ())) for each in sorted(known, key=len)[:MOST_MADE])


def _texts(matter: Matter) -> Iterator[str]:
    for node in ast.walk(matter.module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""
    yield from matter.manuals


def _otherwise(matter: Matter, session: Sequence[str]) -> Iterator[str]:
    """Calls in it of the module's functions, each with one switch turned over."""
    functions = {each.name: each for each in matter.module.body if isinstance(each, ast.FunctionDef)}
    for node in (each for source in session for each in ast.walk(parse_module(source))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in functions:
            continue
        if all(map(matter.known, names_in([ast.unparse(node)]))):
            given = {each.arg for each in node.keywords}
            for name, value in _switches(functions[node.func.id]):
                if name not in given:
                    turned = ast.keyword(name, ast.Constant(not value))
                    yield ast.unparse(ast.Call(node.func, node.args, [*node.keywords, turned]))


def _switches(function: ast.FunctionDef) -> Iterator[tuple[str, bool]]:
    """The parameters that are True or False by default."""
    places = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    pairs = [*zip(places, function.args.defaults, strict=True)]
    named = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    pairs += [(each, value) for each, value in named if value is not None]
    for each, value in pairs:
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            yield each.arg, value.value
