"""What kind of value a parameter without annotation takes, as the function's own use of it shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_METHODS = {
    "str": frozenset(dir(str)) - frozenset(dir(list)) - frozenset(dir(bytes)),
    "bytes": frozenset({"decode", "hex"}),
    "list": frozenset({"append", "extend", "insert", "sort", "reverse"}),
    "dict": frozenset({"items", "keys", "values", "get", "setdefault", "update"}),
    "set": frozenset({"add", "union", "difference", "intersection", "discard"}),
}
_TEXTUAL = frozenset(dir(str)) & frozenset(dir(bytes)) - frozenset(dir(list))
_NUMERIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod)
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NAMES = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bytes": "bytes",
    "list": "list",
    "dict": "dict",
    "tuple": "tuple",
}


def kinds_by_use(function: ast.AST, name: str) -> tuple[str, ...]:
    """Kinds of values, the likeliest first; empty where nothing tells."""
    return tuple(dict.fromkeys(each for node in ast.walk(function) for each in _told(node, name)))


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
        yield from (_NAMES[each.id] for each in listed if isinstance(each, ast.Name) and each.id in _NAMES)
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
    return isinstance(node, ast.Name) and node.id == name
