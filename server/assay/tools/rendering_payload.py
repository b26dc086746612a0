"""Runs inside the sandbox, beside `observing_payload`: writes values down as source that makes an equal value again.

Needs Python 3.9, imports nothing but the standard library. What it gives is text and the names in it, each with the
module that it is to be imported from (empty for a module itself).
"""

from __future__ import annotations

import ast
import builtins
import enum
import importlib
import math
import re
import sys
import types
from pathlib import PurePath
from typing import Any, Optional, cast

LONGEST, DEEPEST = 400, 6
FLAGS = ("ASCII", "IGNORECASE", "MULTILINE", "DOTALL", "VERBOSE")
PLAIN = (type(None), bool, int, str, bytes)
Written = tuple[str, dict[str, str]]


def written(value: Any, depth: int = 0) -> Optional[Written]:  # noqa: UP045 - Python 3.9 has no other
    """The value as source; None where no source that is short enough makes it again."""
    try:
        found = _written(value, depth)
        text = None if found is None else found[0]
    except (RecursionError, MemoryError):
        return None
    return None if text is None or len(text) > LONGEST or " at 0x" in text else found


def namespace(names: dict[str, str]) -> dict[str, Any]:
    """The names as a test would import them."""
    found: dict[str, Any] = {}
    for name, module in names.items():
        try:
            found[name] = getattr(importlib.import_module(module), name) if module else importlib.import_module(name)
        except Exception:  # noqa: BLE001, S112 - what cannot be imported is missed by what needs it
            continue
    return found


def home(thing: Any) -> str:
    """The module that a class or function is to be imported from by its name; empty where it cannot be."""
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", "")
    found = sys.modules.get(module) if isinstance(module, str) else None
    if found is None or name.startswith("_") or getattr(found, name, None) is not thing:
        return ""
    return str(module)


def _written(value: Any, depth: int) -> Optional[Written]:  # noqa: PLR0911, UP045 - one line for each kind
    kind = cast("type[object]", type(value))
    if depth > DEEPEST:
        return None
    if kind in PLAIN:
        return repr(value), {}
    if kind is float:
        return _float(value)
    if kind in (list, tuple, set, frozenset, dict):
        return _container(value, depth)
    if isinstance(value, enum.Enum):
        return (f"{kind.__name__}.{value.name}", {kind.__name__: home(kind)}) if home(kind) and value.name else None
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return _named(value)
    if isinstance(value, PurePath):
        name = "Path" if kind.__name__ in ("PosixPath", "WindowsPath") else kind.__name__
        return f"{name}({str(value)!r})", {name: "pathlib"}
    return _pattern(value) if kind is re.Pattern else _by_repr(value, kind)


def _pattern(value: Any) -> Written:
    flags = " | ".join(f"re.{each}" for each in FLAGS if value.flags & getattr(re, each))
    return f"re.compile({', '.join(filter(None, (repr(value.pattern), flags)))})", {"re": ""}


def _float(value: float) -> Optional[Written]:  # noqa: UP045 - likewise
    if math.isnan(value):
        return None
    return (repr(value), {}) if math.isfinite(value) else (("" if value > 0 else "-") + "math.inf", {"math": ""})


def _container(value: Any, depth: int) -> Optional[Written]:  # noqa: UP045 - likewise
    kind = cast("type[object]", type(value))
    flat: list[Any] = [part for pair in value.items() for part in pair] if kind is dict else list(value)
    parts = [_written(each, depth + 1) for each in flat]
    if any(each is None for each in parts):
        return None
    known = [each for each in parts if each is not None]
    names = {name: module for _, more in known for name, module in more.items()}
    texts = [text for text, _ in known]
    if kind is dict:
        return "{" + ", ".join(f"{key}: {text}" for key, text in zip(texts[::2], texts[1::2])) + "}", names  # noqa: B905 - Python 3.9 knows no strict
    if kind is list:
        return f"[{', '.join(texts)}]", names
    if kind is tuple:
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})", names
    ordered = ", ".join(sorted(texts, key=lambda each: (len(each), each)))
    braced = "{" + ordered + "}"
    if kind is set:
        return (braced if texts else "set()"), names
    return (f"frozenset({braced})" if texts else "frozenset()"), names


def _named(value: Any) -> Optional[Written]:  # noqa: UP045 - likewise
    name = str(value.__name__)
    if getattr(builtins, name, None) is value:
        return name, {}
    return (name, {name: home(value)}) if home(value) else None


def _by_repr(value: Any, kind: Any) -> Optional[Written]:  # noqa: UP045 - likewise
    """What its own `repr` says, where that is a call that makes an equal value."""
    try:
        text = repr(value)
        node = ast.parse(text, mode="eval").body
    except Exception:  # noqa: BLE001 - the project's `__repr__` may raise anything
        return None
    names: dict[str, str] = {}
    if len(text) > LONGEST or not isinstance(node, (ast.Call, ast.BinOp, ast.UnaryOp)):
        return None
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not hasattr(builtins, each.id):
            beside = getattr(sys.modules.get(kind.__module__), each.id, None)
            if each.id == kind.__module__:
                names[each.id] = ""
            elif isinstance(beside, type) and home(beside):
                names[each.id] = home(beside)
            else:
                return None
    try:
        again: Any = eval(text, namespace(names))  # noqa: S307 - in the sandbox
        same = type(again) is kind and bool(again == value)
    except Exception:  # noqa: BLE001 - likewise
        return None
    return (ast.unparse(node), names) if same else None
