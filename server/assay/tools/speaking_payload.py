"""Runs inside the sandbox, beside `describing_payload`: the constants and patterns that a function's code speaks of.

What it and the functions of its package behind it load, look up by name and match with, as the project's own Python has
it: constants, tables of them, compiled patterns. Needs Python 3.9, imports nothing but the standard library.
"""

from __future__ import annotations

import dis
import inspect
import re
import types
from typing import Any, cast

MOST_FUNCTIONS, MOST, MOST_OF_TABLE, LONGEST, LONGEST_PATTERN = 40, 30, 12, 40, 4000
BY_NAME = ("CALL_FUNCTION_KW", "CALL_KW")


def spoken(function: Any, owner: Any) -> dict[str, Any]:
    """Sources of values by the name of their type, and patterns, each with its flags; in the order of the code.

    Behind those of a method are those of what makes its object.
    """
    listener = Listener(owner)
    listener.hear(inspect.unwrap(function))
    maker: Any = inspect.getattr_static(owner, "__init__", None)
    if isinstance(maker, types.FunctionType):
        listener.hear(inspect.unwrap(maker))
    return {
        "values": {kind: list(found)[:MOST] for kind, found in listener.values.items()},
        "patterns": listener.patterns,
    }


class Listener:
    """Goes from function to function, the nearest first."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._left: list[Any] = []
        self._heard: set[int] = set()
        self.values: dict[str, dict[str, None]] = {"str": {}, "int": {}, "float": {}, "bytes": {}}
        self.patterns: list[list[Any]] = []

    def hear(self, function: Any) -> None:
        """All that a function and those behind it speak of."""
        self._left.append(function)
        package = str(getattr(function, "__module__", "")).partition(".")[0]
        while self._left and len(self._heard) < MOST_FUNCTIONS:
            each = self._left.pop(0)
            if id(each) in self._heard or not isinstance(each, types.FunctionType):
                continue
            self._heard.add(id(each))
            if each.__module__.partition(".")[0] == package:
                for code in _codes(each.__code__):
                    self._code(code, each.__globals__)

    def _code(self, code: Any, names: dict[str, Any]) -> None:
        listed = list(dis.get_instructions(code))
        for place, each in enumerate(listed):
            if each.opname in ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST"):
                # the names of arguments are a constant too
                if place + 1 == len(listed) or listed[place + 1].opname not in BY_NAME:
                    self._value(each.argval)
            elif each.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD") and isinstance(
                each.argval, str
            ):
                self._named(each.argval, each.opname.startswith("LOAD_GLOBAL"), names)

    def _named(self, name: str, is_global: bool, names: dict[str, Any]) -> None:  # noqa: FBT001 - as it was read
        found: Any = names.get(name) if is_global else inspect.getattr_static(self._owner, name, None)
        if isinstance(found, (staticmethod, classmethod)):
            found = cast("Any", found).__func__
        elif isinstance(found, property):
            found = found.fget
        elif isinstance(found, type):
            found = found.__dict__.get("__init__")
        if isinstance(found, types.FunctionType):
            self._left.append(inspect.unwrap(found))
        elif found is not None:
            self._value(found)

    def _value(self, value: Any) -> None:
        kind: Any = cast("Any", type(value))
        if kind is re.Pattern:
            told = [value.pattern, value.flags]
            if isinstance(value.pattern, str) and len(value.pattern) <= LONGEST_PATTERN and told not in self.patterns:
                self.patterns.append(told)
        elif kind in (tuple, list, dict):
            for each in list(value)[:MOST_OF_TABLE]:
                self._plain(each)
                if kind is dict and not isinstance(value[each], (tuple, list, dict)):
                    self._plain(value[each])
        elif kind in (set, frozenset):
            for each in sorted(value, key=repr)[:MOST_OF_TABLE]:
                self._plain(each)
        else:
            self._plain(value)

    def _plain(self, value: Any) -> None:
        kind: Any = cast("Any", type(value))
        if kind in (str, bytes) and not 0 < len(value) <= LONGEST:
            return
        if kind in (str, int, float, bytes) and len(repr(value)) <= 2 * LONGEST:
            self.values[kind.__name__].setdefault(repr(value))


def _codes(code: Any) -> list[Any]:
    return [code, *(inner for each in code.co_consts if isinstance(each, types.CodeType) for inner in _codes(each))]
