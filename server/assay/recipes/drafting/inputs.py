"""What to call a function with: its documented examples, calls of it in the project, its literals, its annotations."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from assay.recipes.drafting.case import Case, Parameters

MOST = 120
_POOLS = {
    "int": ("0", "1", "-1", "2", "10", "100"),
    "float": ("0.0", "1.5", "-2.25", "100.0"),
    "str": ("'a'", "''", "'Hello World'", "'foo_bar'", "'12'", "' x-y '", "'\\u00e9t\\u00e9'"),
    "bool": ("True", "False"),
    "None": ("None",),
    "bytes": ("b''", "b'abc'"),
    "list": ("[]", "[1, 2, 3]", "[3, 1, 2, 1]"),
    "strings": ("[]", "['a', 'b']", "['b', 'a', 'b']"),
    "tuple": ("()", "(1, 2)"),
    "dict": ("{}", "{'a': 1}", "{'a': 1, 'b': 2}"),
    "set": ("set()", "{1}"),
}
_GENERIC = {
    "Sequence": "list",
    "Iterable": "list",
    "Collection": "list",
    "Iterator": "list",
    "List": "list",
    "Mapping": "dict",
    "Dict": "dict",
    "Tuple": "tuple",
    "Set": "set",
    "Optional": "None",
}


class Unfit(Exception):
    """Why no call of the function can be made up."""


def parameters(function: ast.FunctionDef) -> Parameters:
    """The parameters that a call may name."""
    arguments = function.args
    positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    return Parameters((*positional, *(each.arg for each in arguments.kwonlyargs)), len(positional))


def cases(module: ast.Module, function: ast.FunctionDef, others: Iterable[str]) -> tuple[Case, ...]:
    """Calls to try, the most telling first. `others` are texts in which it may be called. Raises `Unfit`."""
    found: dict[tuple[tuple[str, str], ...], Case] = {}
    for case in (*_documented(function), *_sites(function, (module, *_parsed(others))), *_made_up(function)):
        found.setdefault(case.arguments, case)
    if not found:
        raise Unfit("nothing that its parameters take can be made up")
    return tuple(found.values())[:MOST]


def _documented(function: ast.FunctionDef) -> Iterator[Case]:
    try:
        examples = doctest.DocTestParser().get_examples(ast.get_docstring(function) or "")
    except ValueError:
        return
    for example in examples:
        node = _expression(example.source)
        if not isinstance(node, ast.Call) or _called(node) != function.name:
            continue
        said = (example.exc_msg or "").partition(":")[0].strip() or _literal(_expression(example.want))
        if said and (given := _given(function, node)) is not None:
            yield Case(given, said, 0)


def _sites(function: ast.FunctionDef, trees: Iterable[ast.Module]) -> Iterator[Case]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == function.name:
                given = _given(function, node)
                if given is not None:
                    yield Case(given, "", 10)


def _given(function: ast.FunctionDef, node: ast.Call) -> tuple[tuple[str, str], ...] | None:
    """The arguments of a call by name, where all are literals and fit."""
    known = parameters(function)
    if len(node.args) > known.positional or any(each.arg not in known.names for each in node.keywords):
        return None
    nodes = {**dict(zip(known.names, node.args, strict=False)), **{str(each.arg): each.value for each in node.keywords}}
    sources = {name: _literal(each) for name, each in nodes.items()}
    if not all(sources.values()) or any(name not in sources for name in _required(function)):
        return None
    return tuple((name, sources[name]) for name in known.names if name in sources)


def _made_up(function: ast.FunctionDef) -> Iterator[Case]:
    """All parameters at once, then each by itself, then two at a time."""
    required, known = _required(function), parameters(function)
    literals = _literals(function)
    pools = {name: _pool(name, function, literals) for name in known.names}
    if any(not pools[name] for name in required):
        raise Unfit(f"nothing fits the parameter {next(name for name in required if not pools[name])}")

    def case(given: dict[str, str]) -> Case:
        arguments = tuple((name, given[name]) for name in known.names if name in given)
        return Case(arguments, "", 20 + sum(len(source) for _, source in arguments))

    base = {name: pools[name][0] for name in required}
    yield case(base)
    for place in range(1, max((len(pools[name]) for name in required), default=0)):
        yield case({name: pools[name][place % len(pools[name])] for name in required})
    for name in known.names:
        yield from (case({**base, name: source}) for source in pools[name])
    other = {name: pools[name][1 % len(pools[name])] for name in required}
    for one, two in combinations(known.names, 2):
        for first in pools[one][:4]:
            yield from (case({**other, one: first, two: second}) for second in pools[two][:4])


def _pool(name: str, function: ast.FunctionDef, literals: dict[str, list[str]]) -> tuple[str, ...]:
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    annotation = next(each.annotation for each in every if each.arg == name)
    kinds = _kinds(annotation) if annotation is not None else _guessed(_defaults(function).get(name))
    found = [source for kind in kinds for source in (*literals.get(kind, ()), *_POOLS.get(kind, ()))]
    return tuple(dict.fromkeys(found))


def _kinds(annotation: ast.expr) -> list[str]:
    """The kinds of values that an annotation lets through; none where it takes only what cannot be written down."""
    text = ast.unparse(annotation).strip("'\"")
    if re.search(r"\bLiteral\b", text):
        return []
    if re.search(r"(?i)(list|sequence|iterable|collection|iterator)\[str\]", text):
        return ["strings"]
    if text in ("Any", "typing.Any", "object"):
        return _guessed(None)
    outer = re.sub(r"\[[^|]*\]", "", text) if "Optional" not in text and "Union" not in text else text
    words = re.findall(r"\w+", outer)
    kinds = [_GENERIC.get(word, word) for word in words]
    return list(dict.fromkeys(kind for kind in kinds if kind in _POOLS))


def _guessed(default: ast.expr | None) -> list[str]:
    value = default.value if isinstance(default, ast.Constant) else None
    kind = type(value).__name__
    return [kind] if value is not None and kind in _POOLS else ["int", "str", "list", "float", "None"]


def _literals(function: ast.FunctionDef) -> dict[str, list[str]]:
    """What the code compares with and works on, and what lies beside it."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.Module(function.body[1:] if ast.get_docstring(function) else function.body, [])):
        value = node.value if isinstance(node, ast.Constant) else None
        if type(value) is int and abs(value) < 10**12:
            found.setdefault("int", []).extend(map(repr, (value, value + 1, value - 1, -value)))
            found.setdefault("float", []).extend(map(repr, (float(value), value + 0.5)))
        elif type(value) is float:
            found.setdefault("float", []).extend(map(repr, (value, -value, value + 0.25)))
        elif type(value) is str and 0 < len(value) <= 20:
            found.setdefault("str", []).extend(map(repr, (value, f"a{value}b")))
    return {kind: list(dict.fromkeys(sources))[:16] for kind, sources in found.items()}


def _required(function: ast.FunctionDef) -> tuple[str, ...]:
    without = _defaults(function)
    return tuple(name for name in parameters(function).names if name not in without)


def _defaults(function: ast.FunctionDef) -> dict[str, ast.expr]:
    arguments = function.args
    positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    defaults = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return {**defaults, **{each.arg: value for each, value in by_name if value is not None}}


def _parsed(texts: Iterable[str]) -> Iterator[ast.Module]:
    for text in texts:
        try:
            yield ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue


def _expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _literal(node: ast.expr | None) -> str:
    """The source of a literal; empty for anything else."""
    if node is None:
        return ""
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return ""
    return ast.unparse(node)


def _called(node: ast.Call) -> str:
    function = node.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
