"""What kind of value a parameter without annotation takes, as its use shows, there and where it is handed on to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_METHODS = {
    "str": frozenset(dir(str)) - frozenset(dir(list)) - frozenset(dir(bytes)),
    "bytes": frozenset({"decode", "hex"}),
    "list": frozenset({"append", "extend", "insert", "sort", "reverse"}),
    "dict": frozenset({"items", "keys", "values", "get", "setdefault", "update"}),
    "set": frozenset({"add", "union", "difference", "intersection", "discard"}),
    "Match": frozenset({"group", "groups", "groupdict", "span", "lastgroup", "lastindex", "expand"}),
    "Pattern": frozenset({"match", "fullmatch", "search", "findall", "finditer", "sub", "subn"}),
    "datetime": frozenset({"strftime", "isoformat", "hour", "minute", "tzinfo", "utcoffset", "astimezone"}),
    "date": frozenset({"strftime", "isoformat", "year", "month", "day", "weekday", "isocalendar", "toordinal"}),
    "timedelta": frozenset({"days", "seconds", "microseconds", "total_seconds"}),
    "StringIO": frozenset({"read", "readline", "readlines", "write"}),
}
_TEXTUAL = frozenset(dir(str)) & frozenset(dir(bytes)) - frozenset(dir(list))
_NUMERIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod)
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NAMES = frozenset(
    {"str", "int", "float", "complex", "bytes", "list", "dict", "tuple", "set", "datetime", "date", "timedelta"}
    | {"Decimal", "Fraction", "Match", "Pattern"}
)
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Callees:
    """The functions of a module by how they are called, without a parameter for the object; the class of a method."""

    functions: Mapping[str, ast.FunctionDef]
    owner: ast.ClassDef | None


def kinds_by_use(function: ast.AST, name: str, callees: Callees, depth: int = 0) -> tuple[str, ...]:
    """Kinds of values, the likeliest first; empty where nothing tells."""
    nodes = list(ast.walk(function))
    found = [each for node in nodes for each in _told(node, name)]
    if depth < _DEEPEST:
        for callee, parameter in (each for node in nodes for each in _handed_on(node, name, callees.functions)):
            found += _annotated(callee, parameter) or kinds_by_use(callee, parameter, callees, depth + 1)
        for attribute in (each for node in nodes for each in _kept_as(node, name)):
            if callees.owner is not None:
                found += kinds_by_use(callees.owner, attribute, callees, depth + 1)
    return tuple(dict.fromkeys(found))


def callees_of(module: ast.Module, owner: ast.ClassDef | None) -> Callees:
    """The functions of a module: its own, what makes an object, and methods of one class."""
    found: dict[str, ast.FunctionDef] = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            found.update((node.name, _unbound(each)) for each in methods if each.name == "__init__")
            if node is owner:
                found.update((f"{first}.{each.name}", _unbound(each)) for each in methods for first in ("self", "cls"))
    return Callees(found, owner)


def _unbound(method: ast.FunctionDef) -> ast.FunctionDef:
    """The method without its object; a static one has none."""
    if any("staticmethod" in ast.unparse(each) for each in method.decorator_list) or not method.args.args:
        return method
    arguments = ast.arguments(
        method.args.posonlyargs,
        method.args.args[1:],
        method.args.vararg,
        method.args.kwonlyargs,
        method.args.kw_defaults,
        method.args.kwarg,
        method.args.defaults,
    )
    return ast.FunctionDef(method.name, arguments, method.body, [], None)


def _handed_on(
    node: ast.AST, name: str, callees: Mapping[str, ast.FunctionDef]
) -> Iterator[tuple[ast.FunctionDef, str]]:
    """The functions that a call hands it on to, each with the name that it has there."""
    if not isinstance(node, ast.Call) or (callee := callees.get(ast.unparse(node.func))) is None:
        return
    every = [*callee.args.posonlyargs, *callee.args.args]
    yield from ((callee, to.arg) for each, to in zip(node.args, every, strict=False) if _is(each, name))
    yield from ((callee, each.arg) for each in node.keywords if each.arg is not None and _is(each.value, name))


def _kept_as(node: ast.AST, name: str) -> Iterator[str]:
    """The attributes of the object that it is assigned to."""
    if isinstance(node, ast.Assign) and _is(node.value, name) and "." not in name:
        targets = [each for each in node.targets if isinstance(each, ast.Attribute)]
        yield from (ast.unparse(each) for each in targets if _is(each.value, "self"))


def _annotated(function: ast.FunctionDef, name: str) -> list[str]:
    """The kinds that the annotation of a parameter names."""
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    annotation = next((each.annotation for each in every if each.arg == name), None)
    names = (each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)) if annotation is not None else ()
    return [each for each in names if each in _NAMES]


def _told(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and _is(node.value, name):
        yield from (kind for kind, methods in _METHODS.items() if node.attr in methods)
        if node.attr in _TEXTUAL:
            yield "str"
    elif isinstance(node, ast.Call):
        yield from _of_call(node, name)
    elif isinstance(node, (ast.For, ast.comprehension)) and _is(node.iter, name):
        yield "list"
    elif isinstance(node, ast.BinOp) and (_is(node.left, name) or _is(node.right, name)):
        if isinstance(node.op, _NUMERIC) and not (isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant)):
            yield "int"
    elif isinstance(node, ast.Compare):
        yield from _of_comparison(node, name)
    elif isinstance(node, ast.Subscript) and _is(node.value, name):
        yield "dict" if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) else "list"


def _of_call(node: ast.Call, name: str) -> Iterator[str]:
    function = ast.unparse(node.func)
    if function == name:
        yield "callable"
    if not node.args or not any(_is(each, name) for each in node.args):
        return
    if function == "isinstance":
        listed = ast.walk(node.args[1])
        names = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in listed)
        yield from (each for each in names if each in _NAMES)
    elif function in (
        "iter",
        "enumerate",
        "sorted",
        "list",
        "tuple",
        "set",
        "sum",
        "max",
        "min",
        "zip",
        "reversed",
        "len",
    ):
        yield "list"
    elif function in ("map", "filter") and _is(node.args[0], name):
        yield "callable"
    elif function in ("range", "abs", "round", "divmod", "islice", "chr", "math.log10"):
        yield "int"
    elif function.startswith("re.") or function == "ord":
        yield "str"


def _of_comparison(node: ast.Compare, name: str) -> Iterator[str]:
    parts = [node.left, *node.comparators]
    if not any(_is(each, name) for each in parts):
        if isinstance(node.ops[0], ast.In) and _is(node.comparators[-1], name):
            yield "list"
        return
    for each in parts:
        if isinstance(each, ast.Constant) and each.value is not None and not isinstance(each.value, bool):
            yield type(each.value).__name__
        elif isinstance(each, (ast.Tuple, ast.List, ast.Set)):
            yield from (type(one.value).__name__ for one in each.elts if isinstance(one, ast.Constant))
    if isinstance(node.ops[0], _ORDERED):
        yield "int"


def _is(node: ast.AST, name: str) -> bool:
    """Whether it is that name, or that attribute of a name."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" == name
    return isinstance(node, ast.Name) and node.id == name
