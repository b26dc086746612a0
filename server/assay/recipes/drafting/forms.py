"""How a call of the function is written: by what kind of thing it is, with names in the place of values."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from assay.core.parsing import parse_expression
from assay.recipes.drafting.case import Case, Given, is_literal
from assay.recipes.drafting.matter import Matter
from assay.tools.described import Parameter
from assay.tools.subject import BUILT_IN, OPERATORS

_TAKEN = frozenset({"expected", "request", "self", "pytest"})


def called(
    function: str, parameters: Sequence[Parameter], given: Mapping[str, str], taken: frozenset[str] = frozenset()
) -> tuple[str, Given]:
    """A call with these values: by position as far as nothing is left out, then by name; and the values by column.

    A column is a parameter's name, with a line behind it where that name is taken or means something else in a test.
    """
    parts: list[str] = []
    columns: list[tuple[str, str]] = []
    taken = taken | _TAKEN | {function.partition(".")[0]}
    in_order = True
    for each in parameters:
        if each.name not in given:
            in_order = in_order and each.kind == "VAR_POSITIONAL"
            continue
        column = _column(each.name, taken)
        columns.append((column, given[each.name]))
        if each.kind == "VAR_POSITIONAL":
            parts.append(f"*{column}")
        elif each.kind == "VAR_KEYWORD":
            parts.append(f"**{column}")
        elif each.kind == "POSITIONAL_ONLY" or (each.kind == "POSITIONAL_OR_KEYWORD" and in_order and each.required):
            parts.append(column)
        else:
            in_order = False
            parts.append(f"{each.name}={column}")
    return f"{function}({', '.join(parts)})", tuple(columns)


def case(matter: Matter, given: Mapping[str, str], made: tuple[str, Given] | None, cost: int) -> Case:
    """The function called with these values; `made` is the source of its receiver, with the values in it."""
    form = matter.described.form
    owner = "" if matter.owner is None else matter.owner.name
    if form in ("function", "constructor", "static", "class method"):
        name = {"function": matter.name, "constructor": owner}.get(form, f"{owner}.{matter.name}")
        judged, columns = called(name, matter.described.parameters, given)
        return Case(judged, columns, cost=cost)
    maker, before = made or ("", ())
    if not before:
        maker, before = _in_columns(matter, maker)
    receiver = _column(matter.receiver, frozenset({*dict(before), *given, matter.name}))
    judged, columns = _method(matter, receiver, given, frozenset({*dict(before), receiver}))
    return Case(judged, (*before, *columns), (f"{receiver} = {maker}",), receiver, cost=cost)


def given_of(node: ast.Call, parameters: Sequence[Parameter]) -> dict[str, str] | None:
    """The values of a call by parameter, as source; None where it cannot be told which is which."""
    if any(isinstance(each, ast.Starred) for each in node.args) or any(each.arg is None for each in node.keywords):
        return None
    places = [each for each in parameters if each.kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
    found = {each.name: ast.unparse(value) for each, value in zip(places, node.args, strict=False)}
    rest = node.args[len(places) :]
    more = {str(each.arg): each.value for each in node.keywords}
    for each in parameters:
        if each.kind == "VAR_POSITIONAL" and rest:
            found[each.name], rest = ast.unparse(ast.Tuple(list(rest), ast.Load())), []
        elif each.by_name and each.name in more:
            found[each.name] = ast.unparse(more.pop(each.name))
        elif each.kind == "VAR_KEYWORD" and more:
            keys: list[ast.expr | None] = [ast.Constant(name) for name in more]
            found[each.name], more = ast.unparse(ast.Dict(keys, list(more.values()))), {}
    missing = any(each.required and each.kind[:3] != "VAR" and each.name not in found for each in parameters)
    return None if rest or more or missing else found


def _in_columns(matter: Matter, maker: str) -> tuple[str, Given]:
    """A plain call of the constructor with its literals in columns, so that cases share a table; others stay."""
    receiver, owner = matter.described.receiver, matter.owner
    if receiver is None or owner is None or not maker.startswith(f"{owner.name}("):
        return maker, ()
    node = parse_expression(maker)
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != owner.name:
        return maker, ()
    values = given_of(node, receiver.parameters)
    if values is None or not all(map(is_literal, values.values())):
        return maker, ()
    return called(owner.name, receiver.parameters, values)


def _method(matter: Matter, receiver: str, given: Mapping[str, str], taken: frozenset[str]) -> tuple[str, Given]:
    name, parameters = matter.name, matter.described.parameters
    if matter.described.form == "property":
        return f"{receiver}.{name}", ()
    columns = tuple((_column(each, taken | _TAKEN), value) for each, value in given.items())
    only = columns[0][0] if len(columns) == 1 else ""
    if name in BUILT_IN:
        more = "" if name == "__hash__" or not only else f", {only}"
        compared = f" == hash({only})" if name == "__hash__" and only else ""
        return f"{BUILT_IN[name]}({receiver}{more}){compared}", columns
    if name in OPERATORS and only:
        return f"{receiver} {OPERATORS[name]} {only}", columns
    if name == "__getitem__" and only:
        return f"{receiver}[{only}]", columns
    if name == "__contains__" and only:
        return f"{only} in {receiver}", columns
    return called(receiver if name == "__call__" else f"{receiver}.{name}", parameters, given, taken)


def _column(name: str, taken: frozenset[str]) -> str:
    return f"{name}_" if name in taken else name
