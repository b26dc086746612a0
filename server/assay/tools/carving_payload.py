"""Runs inside the sandbox, on the project's own Python: carves calls of one function out of examples of all others.

Started as a script with an order as JSON on stdin (see `assay.tools.carving`); leaves one JSON object at the path that
is its argument. Needs Python 3.9 and `fork`, imports nothing but the standard library and the payloads beside it; Assay
itself only ever reads its text.

The examples run statement by statement. What the function is given while they run is written down as source, and so is
the object that it is a method of: by the call of the constructor that made it, or of the function that gave it. What
has no such source is left out. Nothing that is asserted comes from here.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import itertools
import json
import os
import re
import signal
import sys
import types
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Optional, cast

observing: Any = importlib.import_module("assay_observing")
rendering: Any = importlib.import_module("assay_rendering")

CPU, MOST_LOST, MOST_CALLS, MOST_MADE, LONGEST, MOST_ITEMS, DEEPEST = 0.5, 4, 400, 100, 300, 30, 2
STARS = inspect.CO_VARARGS, inspect.CO_VARKEYWORDS
AGAIN = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Carver:
    """Looks on while examples run. `calls` are those of the function, `made` the sources of objects of its class."""

    def __init__(self, module: Any, order: dict[str, Any]) -> None:
        self.calls: list[dict[str, Any]] = []
        self.made: list[str] = []
        self._names = rendering.namespace(order["names"])
        self._module = str(module.__name__)
        self._busy = False
        self._sources: dict[int, tuple[Any, str]] = {}
        self._open: dict[int, str] = {}
        self._resumed: list[Any] = []
        owner: Any = getattr(module, order["owner"], None) if order["owner"] else None
        self._owner = owner
        subject = _function(inspect.getattr_static(owner or module, order["name"], None))
        self._subject = getattr(subject, "__code__", None)
        self._defaults = _defaults(subject)
        self._bound = _is_bound(owner, order["name"])
        self._made_by = order["name"] == "__init__"
        self._makers = set[Any]()
        self._givers = dict[Any, tuple[Any, str]]()
        things: dict[str, Any] = dict(cast("Any", vars(module)))
        for thing in things.values():
            if getattr(thing, "__module__", None) == module.__name__:
                self._know(thing)

    def _know(self, thing: Any) -> None:
        """Remember what makes objects of a class, and what may give some."""
        name = str(getattr(thing, "__name__", ""))
        if isinstance(thing, types.FunctionType) and rendering.home(thing):
            function = inspect.unwrap(thing)
            self._givers[function.__code__] = function, name
        if not isinstance(thing, type):
            return
        maker = _function(inspect.getattr_static(thing, "__init__", None))
        if maker is not None:
            self._makers.add(maker.__code__)
        members: dict[str, Any] = dict(vars(thing))
        for inner, each in members.items():
            bound = type(each) in (staticmethod, classmethod)
            if rendering.home(thing) and (bound or type(each) is types.FunctionType) and not inner.startswith("_"):
                function = inspect.unwrap(getattr(each, "__func__", each))
                self._givers[function.__code__] = function, f"{name}.{inner}" if bound else f".{inner}"

    def look(self, frame: Any, event: str, value: Any) -> None:
        """Called by Python at each call and each return."""
        if self._busy or event not in ("call", "return"):
            return
        code = frame.f_code
        if code is not self._subject and code not in self._makers and code not in self._givers:
            return
        self._busy = True
        with contextlib.suppress(Exception):  # what the project's own objects raise says nothing of the call
            if event == "call":
                self._called(frame, code)
            else:
                self._returned(frame, value)
        self._busy = False

    def _called(self, frame: Any, code: Any) -> None:
        if code.co_flags & AGAIN:
            if any(each is frame for each in self._resumed):
                return
            self._resumed.append(frame)
        if code in self._makers:
            self._maker(frame, code)
        if code is self._subject and len(self.calls) < MOST_CALLS:
            given = self._given(frame, self._defaults, 1 if self._bound else 0)
            receiver = "" if not self._bound or self._made_by else self._source(_first(frame))
            if given is not None and receiver is not None:
                self.calls.append({"given": given, "receiver": receiver})
        if code in self._givers and (source := self._call(frame, *self._givers[code])) is not None:
            self._open[id(frame)] = source

    def _maker(self, frame: Any, code: Any) -> None:
        """Remember the call that makes an object, but where it is just that of a base of its class."""
        new = _first(frame)
        if id(new) in self._sources:
            return
        kind = cast("Any", type(new))
        maker = _function(inspect.getattr_static(kind, "__init__", None))
        if maker.__code__ is code and rendering.home(kind):
            self._keep(new, self._call(frame, maker, kind.__name__, skipped=1))

    def _returned(self, frame: Any, value: Any) -> None:
        source = self._open.pop(id(frame), None)
        if source is not None and self._is_own(value):
            _, known = self._sources.get(id(value), (None, source))
            self._keep(value, min(source, known, key=len))

    def _is_own(self, value: Any) -> bool:
        """Whether it is an object of a class of the package."""
        top = self._module.partition(".")[0]
        return str(type(value).__module__).partition(".")[0] == top and not isinstance(value, type)

    def _keep(self, value: Any, source: Optional[str]) -> None:  # noqa: UP045 - Python 3.9 has no other
        if source is None:
            return
        self._sources[id(value)] = value, source
        if self._owner is not None and isinstance(value, self._owner) and len(self.made) < MOST_MADE:
            self.made.append(source)

    def _given(self, frame: Any, defaults: dict[str, Any], skipped: int) -> Optional[list[list[str]]]:  # noqa: UP045 - likewise
        """What it is given beyond its defaults, by parameter, as source; None where a part has none."""
        code, found = frame.f_code, list[list[str]]()
        count = code.co_argcount + code.co_kwonlyargcount + sum(bool(code.co_flags & each) for each in STARS)
        for name in code.co_varnames[skipped:count]:
            value = frame.f_locals[name]
            if name in defaults and _equal(value, defaults[name]):
                continue
            source = self._source(value)
            if source is None:
                return None
            found.append([name, source])
        return found

    def _call(self, frame: Any, function: Any, name: str, skipped: int = 0) -> Optional[str]:  # noqa: UP045 - likewise
        """The call of it as source, with what is at its default left out."""
        if name.startswith("."):
            receiver, skipped = self._source(_first(frame)), 1
            if receiver is None:
                return None
            name = f"{receiver}{name}"
        elif _first_is_class(frame, function):
            skipped = 1
        defaults = _defaults(function)
        given = self._given(frame, defaults, skipped)
        if given is None or frame.f_code.co_flags & (STARS[0] | STARS[1]):
            return None
        places = frame.f_code.co_varnames[: frame.f_code.co_argcount]
        parts = [source if each in places and each not in defaults else f"{each}={source}" for each, source in given]
        text = f"{name}({', '.join(parts)})"
        return text if len(text) <= LONGEST else None

    def _source(self, value: Any, depth: int = 0) -> Optional[str]:  # noqa: UP045 - likewise
        if id(value) in self._sources:
            return self._sources[id(value)][1]
        kind = cast("Any", type(value))
        if kind is re.Match:
            return _match(value)
        if kind in (list, tuple, dict) and depth < DEEPEST and len(value) <= MOST_ITEMS:
            return self._container(value, kind, depth)
        written = rendering.written(value)
        if written is None or len(written[0]) > LONGEST:
            return None
        try:
            again: Any = eval(written[0], dict(self._names))  # noqa: S307 - in the sandbox
        except Exception:  # noqa: BLE001 - a name may mean something else in the test
            return None
        return str(written[0]) if type(again) is kind else None

    def _container(self, value: Any, kind: Any, depth: int) -> Optional[str]:  # noqa: UP045 - likewise
        flat: list[Any] = [part for pair in value.items() for part in pair] if kind is dict else list(value)
        texts = [source for each in flat if (source := self._source(each, depth + 1)) is not None]
        if len(texts) < len(flat):
            return None
        if kind is dict:
            return "{" + ", ".join(f"{key}: {text}" for key, text in zip(texts[::2], texts[1::2])) + "}"  # noqa: B905 - Python 3.9 knows no strict
        if kind is list:
            return f"[{', '.join(texts)}]"
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"

    def run(self, statement: str, names: dict[str, Any]) -> None:
        """Run one statement, and look at what it gives, as the prompt does, or at the items of that."""
        tree = ast.parse(statement)
        last = tree.body[-1] if tree.body else None
        sys.setprofile(self.look)
        try:
            if not isinstance(last, ast.Expr) or len(tree.body) > 1:
                exec(compile(tree, "<example>", "exec"), names)  # noqa: S102 - in the sandbox
                return
            value: Any = eval(compile(ast.Expression(last.value), "<example>", "eval"), names)  # noqa: S307 - likewise
            names["_"] = value
            if isinstance(value, Iterator):
                for each in itertools.islice(cast("Any", value), MOST_ITEMS):
                    repr(each)
            else:
                repr(value)
        finally:
            sys.setprofile(None)


def _function(static: Any) -> Any:
    """The function behind what a name is bound to; None where it is none of Python."""
    if isinstance(static, (staticmethod, classmethod)):
        static = cast("Any", static).__func__
    elif isinstance(static, property):
        static = static.fget
    elif isinstance(static, cached_property):
        static = cast("Any", static).func
    function: Any = inspect.unwrap(static) if callable(static) else None
    return function if isinstance(function, types.FunctionType) else None


def _is_bound(owner: Any, name: str) -> bool:
    """Whether its first parameter is the object, or the class."""
    return owner is not None and not isinstance(inspect.getattr_static(owner, name, None), staticmethod)


def _first(frame: Any) -> Any:
    return frame.f_locals[frame.f_code.co_varnames[0]]


def _first_is_class(frame: Any, function: Any) -> bool:
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    return bool(names) and names[0] == "cls" and function is not None and isinstance(_first(frame), type)


def _defaults(function: Any) -> dict[str, Any]:
    try:
        parameters = inspect.signature(function, follow_wrapped=False).parameters.values()
    except (ValueError, TypeError):
        return {}
    nothing: dict[Any, Any] = {inspect.Parameter.VAR_POSITIONAL: (), inspect.Parameter.VAR_KEYWORD: {}}
    found = {each.name: nothing.get(each.kind, each.default) for each in parameters}
    return {name: value for name, value in found.items() if value is not inspect.Parameter.empty}


def _equal(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and bool(one == other))


def _match(value: Any) -> Optional[str]:  # noqa: UP045 - likewise
    """The shortest call that finds it again; None where it was looked for in a part of the text."""
    pattern: Any = value.re
    if not isinstance(value.string, str) or not isinstance(pattern.pattern, str):
        return None
    flags = " | ".join(f"re.{each}" for each in rendering.FLAGS if pattern.flags & getattr(re, each))
    given = ", ".join(filter(None, (repr(pattern.pattern), repr(value.string), flags)))
    for name in ("match", "search"):
        again = getattr(pattern, name)(value.string)
        if again is not None and again.regs == value.regs:
            return f"re.{name}({given})"
    return None


def _carved(order: dict[str, Any], module: Any) -> dict[str, Any]:
    """What all examples show; where some ended the process, the rest of that one is not run."""
    scripts: list[list[str]] = order["scripts"]
    calls, made, lost, first = list[dict[str, Any]](), list[str](), 0, 0
    while first < len(scripts) and lost < MOST_LOST:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                _in_child(scripts, first, order, module, writing)
            finally:
                os._exit(0)
        os.close(writing)
        said, _ = observing.said(reading, child, each=True)
        os.close(reading)
        for line in said.split(b"\n")[:-1]:
            told = json.loads(line)
            first = int(told["script"]) + 1
            calls += told["calls"]
            made += told["made"]
        lost += 1
        if not said:
            first += 1
    return {"calls": calls, "made": made}


def _in_child(scripts: list[list[str]], first: int, order: dict[str, Any], module: Any, writing: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for each in range(3):
        os.dup2(nowhere, each)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    carver = Carver(module, order)
    for number in range(first, len(scripts)):
        names = rendering.namespace(order["names"])
        _tell(writing, {"script": number, "calls": [], "made": []})
        for statement in scripts[number]:
            signal.setitimer(signal.ITIMER_PROF, CPU)
            with contextlib.suppress(BaseException):  # an example may show what is refused
                carver.run(statement, names)
            signal.setitimer(signal.ITIMER_PROF, 0)
            if carver.calls or carver.made:
                _tell(writing, {"script": number, "calls": carver.calls, "made": carver.made})
                carver.calls, carver.made = [], []


def _tell(writing: int, told: dict[str, Any]) -> None:
    with open(writing, "w", encoding="ascii", closefd=False) as pipe:
        pipe.write(f"{json.dumps(told)}\n")


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    sys.path[0] = str(Path.cwd())
    sys.path[1:1] = order["path"]
    report: dict[str, Any] = {"calls": [], "made": []}
    with contextlib.suppress(BaseException):  # what can be found out without examples is enough
        report = _carved(order, importlib.import_module(order["module"]))
    Path(sys.argv[1]).write_text(json.dumps(report), "ascii")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
