"""Runs inside the sandbox, beside `mutation_payload.py`: the function, its lines and the ways of its branches.

Needs Python 3.9, imports nothing but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import ast
import dis
import inspect
import os
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any

GENERATES = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR | inspect.CO_COROUTINE


def module_at(path: str) -> Any:
    wanted = os.path.realpath(path)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and os.path.realpath(file) == wanted:
            return module
    return None


def function_in(module: Any, told: dict[str, Any]) -> Any:
    """The function itself, behind decorators, properties and what binds it to its class, where it is the one told."""
    owner, name = told["owner"], told["name"]
    if told["of"]:
        return _registered(module, told)
    found: Any = inspect.getattr_static(getattr(module, owner, None), name, None) if owner else None
    found = found if owner else getattr(module, name, None)
    named = (each for each in layers(found) if isinstance(each, types.FunctionType) and each.__code__.co_name == name)
    function = next(named, None)
    return function if function is not None and _stands_there(function.__code__, module, told) else None


def layers(value: Any) -> Iterator[Any]:
    """The value, and one after the other what is behind what decorates it or binds it to its class."""
    for _ in range(20):
        yield value
        inner = (getattr(value, each, None) for each in ("__wrapped__", "fget", "__func__", "func"))
        value = next((each for each in inner if each is not None), None)


def _registered(module: Any, told: dict[str, Any]) -> Any:
    """What a function of `functools.singledispatch` hands on to, and that stands there."""
    owner, of = told["owner"], told["of"]
    inside = inspect.getattr_static(getattr(module, owner, None), of, None) if owner else getattr(module, of, None)
    registry: Any = getattr(getattr(inside, "dispatcher", inside), "registry", {})
    every = [each for each in registry.values() if isinstance(each, types.FunctionType)]
    return next((each for each in every if _stands_there(each.__code__, module, told)), None)


def _stands_there(code: Any, module: Any, told: dict[str, Any]) -> bool:
    """Whether it is defined where it is told to be: of two of one name the later one is bound to it."""
    same: bool = os.path.realpath(code.co_filename) == os.path.realpath(module.__file__)
    return same and _holds(told, code.co_firstlineno)


def _holds(told: dict[str, Any], line: int) -> bool:
    first, last = int(told["first"]), int(told["last"])
    return first <= line <= last


def returns_iterator(code: Any, value: Any) -> bool:
    """Whether what a function ends with is an iterator; what a generator gives is not what it ends with."""
    return not code.co_flags & GENERATES and any("__next__" in each.__dict__ for each in type(value).__mro__)


def statements(code: Any, told: dict[str, Any]) -> list[int]:
    """The lines of the function's body that can run."""
    function = _defined(told)
    first = 0 if function is None else function.body[0].lineno
    every, found = [code], set[int]()
    while every:
        each = every.pop()
        found.update(line for _, line in dis.findlinestarts(each) if (line or 0) >= first)
        every += codes(each)
    return sorted(found)


def _defined(told: dict[str, Any]) -> Any:
    """The definition of that name that stands there; the outer one where another of the name is within."""
    every = (each for each in ast.walk(ast.parse(told["text"])) if getattr(each, "name", "") == told["name"])
    return next((each for each in every if _holds(told, getattr(each, "lineno", 0))), None)


def codes(code: Any) -> list[Any]:
    return [each for each in code.co_consts if isinstance(each, types.CodeType)]


def ways(told: dict[str, Any]) -> list[tuple[range, int]]:
    """The heads of all branches of the function, each with the first line of its body."""
    function = _defined(told)
    every: Iterable[ast.AST] = () if function is None else ast.walk(function)
    return [
        (range(node.lineno, body), body)
        for node in every
        if isinstance(node, (ast.If, ast.While, ast.For)) and (body := node.body[0].lineno) > node.lineno
    ]


def taken(arcs: set[tuple[int, int]], header: range, body: int) -> list[str]:
    """Which ways of one branch were taken: into its body, past it."""
    left = {to for start, to in arcs if start in header and to not in header}
    into = [f"{header.start}+"] if body in left else []
    return [*into, f"{header.start}-"] if left - {body} else into
