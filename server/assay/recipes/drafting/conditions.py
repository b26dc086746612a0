"""Values that the conditions of a function ask for: of the keys that it looks up, the length, the ends of a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

MOST, LONGEST, DEEPEST, WORD = 16, 40, 2, "x"
_ENDS = ("startswith", "endswith")


def asked_of(function: ast.AST, name: str, depth: int = 0) -> tuple[str, ...]:
    """Sources of values for a parameter, as its own conditions tell: with all keys first, then with one of them."""
    nodes = list(ast.walk(function))
    parts = _parts(function, nodes, name, depth) if depth < DEEPEST else ()
    found = [*_dictionaries(nodes, name), *_texts(nodes, name), *_lengths(nodes, name), *parts]
    return tuple(dict.fromkeys(found))[:MOST]


def declines(function: ast.AST) -> bool:
    """Whether it leaves what it does not know to the other side of an operator: Python refuses it in the end."""
    returned = (each.value for each in ast.walk(function) if isinstance(each, ast.Return))
    return any(isinstance(each, ast.Name) and each.id == "NotImplemented" for each in returned)


def refuses_kinds(function: ast.AST, name: str) -> bool:
    """Whether it looks for values of other kinds to refuse them: it asks for the kind, or catches what they raise."""
    for node in ast.walk(function):
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                looks = any(_kinds_asked(each, name) for each in ast.walk(test))
                refusing = [*body, *orelse]
            case ast.Try(body=body, handlers=handlers):
                looks = any(isinstance(each, ast.Name) and each.id == name for part in body for each in ast.walk(part))
                failing = [each for each in handlers if each.type is not None and _is_of_kinds(each.type)]
                refusing = [part for each in failing for part in each.body]
            case _:
                continue
        if looks and any(isinstance(each, ast.Raise) for each in refusing):
            return True
    return False


def _is_of_kinds(caught: ast.expr) -> bool:
    names = {each.id for each in ast.walk(caught) if isinstance(each, ast.Name)}
    return not names.isdisjoint({"TypeError", "AttributeError"})


def _dictionaries(nodes: list[ast.AST], name: str) -> Iterator[str]:
    keys: dict[str, list[object]] = {}
    for node in nodes:
        for key in _looked_up(node, name):
            keys.setdefault(key, [])
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            values = [value for each in sides for value in _beside(each)]
            for key in (key for each in sides for key in _looked_up(each, name)):
                keys.setdefault(key, []).extend(values)
    if not keys:
        return
    whole = {key: (values or [WORD])[0] for key, values in keys.items()}
    yield repr(whole)
    for key, values in keys.items():
        yield from (repr({**whole, key: each}) for each in values[1:])
        yield from (repr({key: each}) for each in values or [WORD])


def _looked_up(node: ast.AST, name: str) -> Iterator[str]:
    """The keys that an expression looks up in the parameter, or compares with all that it has."""
    found: list[ast.expr] = []
    match node:
        case ast.Subscript(value=ast.Name(id=of), slice=key) if of == name:
            found = [key]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=of), attr="get" | "pop" | "setdefault"), args=[key, *_]):
            found = [key] if of == name else []
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=of)]) if of == name:
            found = [key]
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="set"), args=[ast.Name(id=of)]), comparators=[ast.Set(elts=every)]
        ):
            found = every if of == name else []
        case _:
            pass
    yield from (each.value for each in found if isinstance(each, ast.Constant) and type(each.value) is str)


def _beside(node: ast.expr) -> Iterator[object]:
    """A constant that is compared with, and of a number the next ones."""
    value = node.value if isinstance(node, ast.Constant) else None
    if type(value) is int:
        yield from (value, value + 1, value - 1)
    elif type(value) is str and len(value) <= LONGEST:
        yield value


def _texts(nodes: list[ast.AST], name: str) -> Iterator[str]:
    """Texts that begin with all that is asked for, one after the other, and end with it."""
    asked: dict[str, list[str]] = {each: [] for each in _ENDS}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=of), attr=method), args=[end, *_]) if of == name:
                ends = end.elts if isinstance(end, ast.Tuple) else [end]
                known = (each.value for each in ends if isinstance(each, ast.Constant))
                asked.get(method, []).extend(each for each in known if type(each) is str and len(each) <= LONGEST)
            case _:
                pass
    first, last = asked.values()
    yield from (repr(f"{start}{WORD}{end}") for start in first for end in last)
    yield from (repr(f"{start}{WORD}") for start in first)
    yield from (repr(f"{WORD}{end}") for end in last)


def _lengths(nodes: list[ast.AST], name: str) -> Iterator[str]:
    """What is as long as the parameter is asked to be, and a little longer and shorter: texts and lists.

    Where it is asked whether it is a tuple or a list, that alone.
    """
    asked = {ast.unparse(each) for node in nodes for each in _kinds_asked(node, name)}
    for node in nodes:
        match node:
            case ast.Compare(
                left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=of)]),
                comparators=[ast.Constant(value=int(count))],
            ) if of == name:
                for each in (count, count + 1, count - 1):
                    if 0 < each <= LONGEST:
                        numbers = range(1, each + 1)
                        values = {"tuple": repr(tuple(numbers)), "list": repr(list(numbers))}
                        found = [value for kind, value in values.items() if kind in asked]
                        yield from found or (repr(WORD * each), values["list"])
            case _:
                pass


def _kinds_asked(node: ast.AST, name: str) -> list[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=of), kinds]) if of == name:
            return kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
        case _:
            return []


def _parts(function: ast.AST, nodes: list[ast.AST], name: str, depth: int) -> Iterator[str]:
    """Where the parameter is taken apart, a tuple of what is asked of each part."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=elements)], value=ast.Name(id=of)) if of == name:
                names = [each.id for each in elements if isinstance(each, ast.Name)]
                asked = [asked_of(function, each, depth + 1) for each in names]
                if len(names) == len(elements) and any(asked):
                    yield f"({', '.join((each or ('None',))[0] for each in asked)},)"
            case _:
                pass
