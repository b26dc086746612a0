"""Calls of the function in the project's code and tests, where all that goes in can be written down by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from assay.core.parsing import literal_value
from assay.recipes.drafting.case import filled, names_in
from assay.recipes.drafting.documented import concerns
from assay.recipes.drafting.forms import given_of
from assay.recipes.drafting.matter import Matter
from assay.tools.described import Parameter

MOST_ROWS, LONGEST = 20, 160


def sites(matter: Matter) -> Iterator[dict[str, str]]:
    """What the function is given, call by call; a call in a parametrised test once for each of its rows."""
    for function, node in _calls(matter):
        if isinstance(node, ast.Call) and concerns(matter, node):
            found = given_of(node, matter.described.parameters)
            yield from () if found is None else _rows(matter, function, found)


def made(matter: Matter, name: str, parameters: tuple[Parameter, ...]) -> Iterator[dict[str, str]]:
    """What the constructor of a class is given, call by call."""
    for function, node in _calls(matter):
        if isinstance(node, ast.Call) and _spelled(node) == name:
            found = given_of(node, parameters)
            yield from () if found is None else _rows(matter, function, found)


def factories(matter: Matter) -> Iterator[str]:
    """Calls of class methods that make an object of the function's class, as source."""
    if matter.owner is None:
        return
    methods = [each for each in matter.owner.body if isinstance(each, ast.FunctionDef)]
    names = {each.name for each in methods if any("classmethod" in ast.unparse(one) for one in each.decorator_list)}
    for _, node in _calls(matter):
        function = node.func if isinstance(node, ast.Call) else None
        if (
            isinstance(function, ast.Attribute)
            and function.attr in names
            and matter.owner.name == _last(function.value)
        ):
            source = f"{matter.owner.name}.{function.attr}({', '.join(map(ast.unparse, _arguments(node)))})"
            if all(map(matter.known, names_in([source]))) and len(source) <= LONGEST:
                yield source


def _arguments(node: ast.AST) -> list[ast.expr | ast.keyword]:
    return [*node.args, *node.keywords] if isinstance(node, ast.Call) else []


def _calls(matter: Matter) -> Iterator[tuple[ast.FunctionDef | None, ast.AST]]:
    """All nodes of the project that may call, each with the function of a module's top that it stands in."""
    for module in (*matter.others, matter.module):
        for statement in module.body:
            inner = statement.body if isinstance(statement, ast.ClassDef) else [statement]
            for each in inner:
                function = each if isinstance(each, ast.FunctionDef) else None
                yield from ((function, node) for node in ast.walk(each))


def _rows(matter: Matter, function: ast.FunctionDef | None, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The values with the rows of the test's table, or with what it assigns, put in where names stand."""
    tables = [] if function is None else [_table(each) for each in function.decorator_list]
    nothing: list[dict[str, str]] = [{}]
    rows = next((each for each in tables if each), nothing)
    assigned = {} if function is None else _assigned(function)
    for row in rows[:MOST_ROWS]:
        put = {**assigned, **row}
        try:
            found = {name: filled(filled(source, put), put) for name, source in given.items()}
        except ValueError:
            continue  # within an f-string not every value can be written
        total = sum(map(len, found.values()))
        if total <= LONGEST and all(map(matter.known, names_in(found.values()))):
            yield found


def _table(decorator: ast.expr) -> list[dict[str, str]]:
    """The rows of `parametrize`, as source by name."""
    if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith("parametrize"):
        return []
    if len(decorator.args) < 2 or not isinstance(decorator.args[1], (ast.List, ast.Tuple)):
        return []
    named: object = None
    try:
        named = literal_value(decorator.args[0])
    except (ValueError, TypeError):
        return []
    names = [each.strip() for each in named.split(",")] if isinstance(named, str) else list(map(str, named or ()))  # type: ignore[call-overload]
    rows: list[dict[str, str]] = []
    for each in decorator.args[1].elts:
        inner = each.args if isinstance(each, ast.Call) and ast.unparse(each.func).endswith("param") else None
        values = inner or ([each] if len(names) == 1 else getattr(each, "elts", []))
        if len(values) == len(names):
            rows.append(dict(zip(names, map(ast.unparse, values), strict=True)))
    return rows


def _assigned(function: ast.FunctionDef) -> dict[str, str]:
    """What the function assigns once, to a name."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            twice |= {name} & found.keys()
            found[name] = ast.unparse(node.value)
    return {name: source for name, source in found.items() if name not in twice and len(source) <= LONGEST}


def _spelled(node: ast.Call) -> str:
    return _last(node.func)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
