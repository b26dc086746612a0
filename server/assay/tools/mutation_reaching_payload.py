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
from typing import Any


def module_at(path: str) -> Any:
    wanted = os.path.realpath(path)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and os.path.realpath(file) == wanted:
            return module
    return None


def function_in(module: Any, owner: str, name: str) -> Any:
    """The function itself, behind decorators, properties and what binds it to its class."""
    found: Any = inspect.getattr_static(getattr(module, owner, None), name, None) if owner else None
    found = found if owner else getattr(module, name, None)
    for _ in range(20):
        if isinstance(found, types.FunctionType) and found.__code__.co_name == name:
            return found
        inner = (getattr(found, each, None) for each in ("__wrapped__", "fget", "__func__", "func"))
        found = next((each for each in inner if each is not None), None)
    return None


def statements(code: Any, text: str, name: str) -> list[int]:
    """The lines of the function's body that can run."""
    function = _defined(text, code.co_firstlineno, name)
    first = 0 if function is None else function.body[0].lineno
    every, found = [code], set[int]()
    while every:
        each = every.pop()
        found.update(line for _, line in dis.findlinestarts(each) if (line or 0) >= first)
        every += codes(each)
    return sorted(found)


def _defined(text: str, first: int, name: str) -> Any:
    """The definition of that name which ends behind a line."""
    every = (each for each in ast.walk(ast.parse(text)) if getattr(each, "name", "") == name)
    return next((each for each in every if first <= getattr(each, "end_lineno", 0)), None)


def codes(code: Any) -> list[Any]:
    return [each for each in code.co_consts if isinstance(each, types.CodeType)]


def ways(text: str, first: int, name: str) -> list[tuple[range, int]]:
    """The heads of all branches of the function, each with the first line of its body."""
    found: list[tuple[range, int]] = []
    for function in ast.walk(ast.parse(text)):
        if getattr(function, "name", "") != name or not first <= getattr(function, "end_lineno", 0):
            continue
        for node in ast.walk(function):
            if isinstance(node, (ast.If, ast.While, ast.For)) and (body := node.body[0].lineno) > node.lineno:
                found += [(range(node.lineno, body), body)]
    return found


def taken(arcs: set[tuple[int, int]], header: range, body: int) -> list[str]:
    """Which ways of one branch were taken: into its body, past it."""
    left = {to for start, to in arcs if start in header and to not in header}
    into = [f"{header.start}+"] if body in left else []
    return [*into, f"{header.start}-"] if left - {body} else into
