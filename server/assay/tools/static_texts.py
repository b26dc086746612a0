"""Which texts stand in a script itself: constants, and what is made of constants alone. Nothing of it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import cast

from assay.core.parsing import parse_module

_METHODS = frozenset(("strip", "split", "splitlines", "lstrip", "rstrip", "format", "join", "lower"))
_LARGEST = 100_000
"""Characters beyond which a text is not known: a script must not make us hold more than it holds itself."""

_PLAIN = re.compile(r"(?:[^%{}]|%s|%%|\{\d?\})*")
"""What may stand in a text with places: no widths, which could be of any size."""


def static_texts(text: str) -> frozenset[str]:
    """All texts that an expression of the script has, where that can be told. Raises `SyntaxError`, `ValueError`."""
    tree = parse_module(text)
    known: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            known[name] = None if name in known else _value(node.value, known)
    found: set[str] = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.expr):
            value = _value(each, known)
            found.update([value] if isinstance(value, str) else _texts(value))
    return frozenset(found)


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def _value(node: ast.expr, known: Mapping[str, object]) -> object:  # noqa: PLR0911 - one for each form
    """A text or a list of such; None where it cannot be told."""
    match node:
        case ast.Constant(value=value):
            return value if isinstance(value, str) else None
        case ast.Name(id=name):
            return known.get(name)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [_value(each, known) for each in elements]
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod() as operator, right=right):
            return _combined(_value(left, known), operator, _value(right, known))
        case ast.JoinedStr(values=parts):
            values = [_value(each.value if isinstance(each, ast.FormattedValue) else each, known) for each in parts]
            return _joined("", values)
        case ast.Call(func=ast.Attribute(value=held, attr=name), args=arguments, keywords=[]) if name in _METHODS:
            return _called(_value(held, known), name, [_value(each, known) for each in arguments])
        case _:
            return None


def _combined(left: object, operator: ast.operator, right: object) -> object:
    if not isinstance(left, str):
        return None
    if isinstance(operator, ast.Add):
        return _joined("", [left, right])
    if not _PLAIN.fullmatch(left) or not isinstance(right, (str, list)):
        return None
    values: list[object] = right if isinstance(right, list) else [right]  # pyright: ignore[reportUnknownVariableType]
    if _joined(left, values) is None:
        return None
    try:
        return left % tuple(values)
    except (TypeError, ValueError):
        return None


def _called(held: object, name: str, arguments: list[object]) -> object:
    """What a method of a text gives; all that it is given has to be known."""
    if not isinstance(held, str) or any(each is None for each in arguments):
        return None
    if name == "join":
        return _joined(held, cast("list[object]", arguments[0])) if _is_list(arguments) else None
    if name == "format" and (not _PLAIN.fullmatch(held) or _joined(held, arguments) is None):
        return None
    try:
        return getattr(held, name)(*arguments)
    except (TypeError, ValueError, IndexError, KeyError):
        return None


def _is_list(arguments: list[object]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], list)


def _joined(separator: str, values: list[object]) -> str | None:
    texts = [each for each in values if isinstance(each, str)]
    size = sum(map(len, texts)) + len(separator) * (len(texts) + 1)
    return separator.join(texts) if len(texts) == len(values) and size <= _LARGEST else None
