"""Objects of the code under test are made in the test itself: a table holds the plain values that they are made of.

What a table makes is made once, when the file is imported: no fault shows in it, and what one test leaves in such an
object is there in the next.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace

from assay.core.parsing import parse_expression
from assay.recipes.drafting.case import Case, Given, filled, is_literal, names_in


def made_within(case: Case, own: Collection[str]) -> Case:
    """The case with what calls one of these names moved from what it is given into the lines and the call."""
    columns: list[tuple[str, str]] = []
    calls: dict[str, str] = {}
    taken = {name for name, _ in case.given} | {case.receiver} | names_in([*case.lines, case.judged])
    for name, source in case.given:
        node = parse_expression(source)
        if not any(_calls(each, own) for each in ast.walk(node)):
            columns.append((name, source))
            continue
        calls[name], parts = _taken_apart(name, node, own, taken)
        columns += parts
        taken |= {each for each, _ in parts}
    if not calls:
        return case
    lines = tuple(filled(each, calls) for each in case.lines)
    return replace(case, judged=filled(case.judged, calls), lines=lines, given=tuple(columns))


def _calls(node: ast.AST, own: Collection[str]) -> bool:
    """Whether it calls one of the names, or a method of one."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return isinstance(function, ast.Name) and function.id in own


def _taken_apart(name: str, node: ast.expr, own: Collection[str], taken: Collection[str]) -> tuple[str, Given]:
    """The call with columns in the place of literals, and these; as it stands where it is more than one call."""
    whole = ast.unparse(node)
    if not isinstance(node, ast.Call) or not _calls(node, own):
        return whole, ()
    columns: list[tuple[str, str]] = []
    values: list[ast.expr] = []
    several = len(node.args) + len(node.keywords) > 1
    for part, value in _parts(node):
        column = f"{name}_{part}" if several else name
        if not is_literal(value) or (several and column in taken):
            values.append(value)
            continue
        columns.append((column, ast.unparse(value)))
        values.append(ast.Name(column))
    args = values[: len(node.args)]
    keywords = [
        ast.keyword(each.arg, value) for each, value in zip(node.keywords, values[len(node.args) :], strict=True)
    ]
    return ast.unparse(ast.Call(node.func, args, keywords)), tuple(columns)


def _parts(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """What a call is given, each with its name or its place."""
    yield from ((str(place), each) for place, each in enumerate(node.args, 1))
    yield from ((each.arg or "", each.value) for each in node.keywords)
