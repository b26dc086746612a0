"""Runs inside the sandbox, on the project's own Python: tells what a function takes, gives and is a method of.

Started as a script with an order as JSON on stdin (see `assay.tools.describing`); leaves one JSON object at the path
that is its argument. Needs Python 3.9, imports nothing else but the standard library; Assay itself only ever reads its
text. Annotations are resolved here, where the names in them mean what they mean to the project.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import json
import os
import sys
import types
import typing
from collections import abc
from functools import cached_property
from pathlib import Path
from typing import Any, cast

rendering: Any = importlib.import_module("assay_rendering")
speaking: Any = importlib.import_module("assay_speaking")

DEEPEST, MOST = 3, 12
NAMED = ("bool", "int", "float", "complex", "str", "bytes", "bytearray", "range", "object", "type", "NoneType")
LIKE = {
    "list": (list, abc.Sequence, abc.MutableSequence, abc.Iterable, abc.Collection, abc.Reversible),
    "iterator": (abc.Iterator, abc.Generator),
    "dict": (dict, abc.Mapping, abc.MutableMapping),
    "set": (set, abc.Set, abc.MutableSet),
    "tuple": (tuple,),
    "frozenset": (frozenset,),
}
STANDARD = ("pathlib", "datetime", "decimal", "fractions", "uuid", "io", "re", "collections", "typing", "numbers")


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    sys.path[0] = str(Path.cwd())
    sys.path[1:1] = order["path"]
    try:
        report = _described(importlib.import_module(order["module"]), order)
    except BaseException as error:  # noqa: BLE001 - the project's code may raise anything
        report = {"error": f"the module cannot be imported ({type(error).__name__}: {error})"[:300]}
    Path(sys.argv[1]).write_text(json.dumps(report), "ascii")
    sys.stdout.flush()
    os._exit(0)


def _described(module: Any, order: dict[str, Any]) -> dict[str, Any]:
    if os.path.realpath(getattr(module, "__file__", None) or "") != os.path.realpath(order["file"]):
        return {"error": f"{order['module']} is imported from another file"}
    owner = getattr(module, order["owner"], None) if order["owner"] else None
    if order["owner"] and not isinstance(owner, type):
        return {"error": f"{order['owner']} is no class any more when the module is imported"}
    static: Any = inspect.getattr_static(owner or module, order["name"], None)
    form, function = _form(static, order["name"], owner)
    if function is None:
        return {"error": "its name is bound to nothing that can be called"}
    names: dict[str, str] = {}
    told: dict[str, Any] = {"error": "", "form": form, "mode": _mode(function), "names": names}
    told["parameters"] = _parameters(function, 1 if form in ("method", "class method", "constructor") else 0, names, 0)
    told["returns"] = _taken(_hints(function).get("return"), names, 0)
    told["receiver"] = None if owner is None else _class(owner, names, 0, frozenset())
    told["spoken"] = speaking.spoken(function, owner)
    return told


def _form(static: Any, name: str, owner: Any) -> tuple[str, Any]:
    if isinstance(static, staticmethod):
        return "static", cast("Any", static).__func__
    if isinstance(static, classmethod):
        return "class method", cast("Any", static).__func__
    if isinstance(static, property):
        return "property", static.fget
    if isinstance(static, cached_property):
        return "property", cast("Any", static).func
    if not callable(static):
        return "function", None
    return ("constructor" if name == "__init__" else "method") if owner else "function", static


def _mode(function: Any) -> str:
    inner = inspect.unwrap(function)
    if inspect.iscoroutinefunction(inner) or inspect.isasyncgenfunction(inner):
        return "async"
    return "context" if inner is not function and _is_context(function) else "plain"


def _is_context(function: Any) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename.endswith("contextlib.py") and code.co_name == "helper"


def _hints(function: Any) -> dict[str, Any]:
    inner = inspect.unwrap(function)
    try:
        return typing.get_type_hints(inner)
    except Exception:  # noqa: BLE001 - names that are there for checkers alone
        found = getattr(inner, "__annotations__", {})
        return {name: _alone(each, inner) for name, each in found.items()}


def _alone(annotation: Any, function: Any) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, dict(function.__globals__))  # noqa: S307 - in the sandbox
    except Exception:  # noqa: BLE001 - likewise
        return None


def _parameters(function: Any, skipped: int, names: dict[str, str], depth: int) -> list[dict[str, Any]]:
    try:
        found = list(inspect.signature(function).parameters.values())[skipped:]
    except (ValueError, TypeError):
        return []
    hints = _hints(function)
    told: list[dict[str, Any]] = []
    for each in found:
        default = None if each.default is each.empty else rendering.written(each.default)
        taken = _taken(hints.get(each.name), names, depth)
        if taken["kind"] == "any" and each.default is not each.empty and each.default is not None:
            taken = _taken(type(each.default), names, depth)
        told.append(
            {
                "name": each.name,
                "kind": each.kind.name,
                "required": each.default is each.empty,
                "default": "" if default is None else default[0],
                "taken": taken,
            }
        )
        if default is not None:
            names.update(default[1])
    return told


def _taken(  # noqa: PLR0911 - one line for each kind
    annotation: Any, names: dict[str, str], depth: int, within: frozenset[Any] = frozenset()
) -> dict[str, Any]:
    """What an annotation lets through: its kind, the values of a closed one, what it is made of."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is None or annotation is Any or isinstance(annotation, str) or depth > DEEPEST:
        return _kind("any")
    if annotation is type(None):
        return _kind("NoneType")
    if isinstance(annotation, typing.TypeVar):
        bound = annotation.__constraints__[0] if annotation.__constraints__ else annotation.__bound__
        return _taken(bound, names, depth + 1, within)
    if origin is typing.Literal:
        return {**_kind("literal"), "values": [repr(each) for each in arguments]}
    if origin is typing.Union or origin is getattr(types, "UnionType", object()):
        return {**_kind("union"), "of": [_taken(each, names, depth, within) for each in arguments]}
    if str(origin).endswith("Annotated") or hasattr(annotation, "__supertype__"):
        return _taken(getattr(annotation, "__supertype__", None) or arguments[0], names, depth, within)
    if "Callable" in (_name(origin), _name(annotation)):
        # `Callable[..., int]` has an Ellipsis there
        count = len(arguments[0]) if arguments and hasattr(arguments[0], "__len__") else 1
        return {**_kind("callable"), "values": [str(count)]}
    kind: Any = origin or annotation
    for like, classes in LIKE.items():
        if kind in classes:
            of = [each for each in arguments if each is not Ellipsis]
            return {**_kind(like), "of": [_taken(each, names, depth + 1, within) for each in of]}
    return _class(kind, names, depth, within) if isinstance(kind, type) else _kind("any")


def _class(kind: Any, names: dict[str, str], depth: int, within: frozenset[Any]) -> dict[str, Any]:
    if kind.__name__ in NAMED and kind.__module__ == "builtins":
        return _kind("any" if kind is object else kind.__name__)
    if issubclass(kind, enum.Enum) and rendering.home(kind):
        names[kind.__name__] = rendering.home(kind)
        members: list[Any] = list(kind)[:MOST]
        return {
            **_kind("literal"),
            "values": [f"{kind.__name__}.{each.name}" for each in members],
        }
    if kind.__module__.partition(".")[0] in STANDARD:
        return _kind(kind.__name__)
    home = rendering.home(kind)
    if kind in within or depth > DEEPEST or issubclass(kind, type):
        return _kind("unknown", kind.__name__)
    if not home or inspect.isabstract(kind) or getattr(kind, "_is_protocol", False):
        # nobody makes an object of it: one of a class below is what is meant
        below: list[Any] = [each for each in kind.__subclasses__() if rendering.home(each)][:3]
        of = [_class(each, names, depth + 1, within | {kind}) for each in below]
        return {**_kind("union"), "of": of} if of else _kind("unknown", kind.__name__)
    names[kind.__name__] = home
    inner = within | {kind}
    return {**_kind("object", kind.__name__), "parameters": _made_of(kind, names, depth, inner)}


def _made_of(kind: Any, names: dict[str, str], depth: int, within: frozenset[Any]) -> list[dict[str, Any]]:
    """What its constructor takes."""
    init: Any = inspect.getattr_static(kind, "__init__", None)
    new: Any = inspect.getattr_static(kind, "__new__", None)
    maker: Any = new.__func__ if init is object.__init__ and isinstance(new, staticmethod) else init
    if maker is object.__init__:
        return []
    hints = _hints(maker) if isinstance(maker, types.FunctionType) else {}
    told = _parameters(maker, 1, {}, DEEPEST + 1)
    for each in told:
        if each["name"] in hints:
            each["taken"] = _taken(hints[each["name"]], names, depth + 1, within)
    return told


def _name(annotation: Any) -> str:
    return getattr(annotation, "__name__", None) or str(getattr(annotation, "_name", ""))


def _kind(kind: str, name: str = "") -> dict[str, Any]:
    return {"kind": kind, "name": name, "values": [], "of": [], "parameters": []}


if __name__ == "__main__":
    main()
