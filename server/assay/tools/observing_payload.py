"""Runs inside the sandbox, on the project's own Python: makes calls of a function and tells what came of each.

Started as a script with an order as JSON on stdin (see `assay.tools.observing`); leaves one JSON object at the path
that is its argument. Needs Python 3.9 and `fork`, imports nothing else but the standard library; Assay itself only ever
reads its text. Each call has a limit of CPU time and one of wall time, and a process of its own; where the order says
so, one process makes calls one after the other, as long as none leaves anything behind that shows.
"""

from __future__ import annotations

import gc
import importlib
import io
import itertools
import json
import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path
from typing import Any, cast

rendering: Any = importlib.import_module("assay_rendering")

CPU, WALL, MOST_ITEMS, MOST_LOST = 0.5, 10.0, 30, 4
ENDLESS, UNWRITTEN = "gives items without end", "gives a value that cannot be written down"
ACTS = {
    "socket.": "uses the network",
    "subprocess.": "starts a process",
    "os.system": "starts a process",
    "os.posix_spawn": "starts a process",
    "os.fork": "starts a process",
    "os.remove": "removes files",
    "shutil.": "changes files",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
INSTALLED = tuple(f"{os.path.realpath(each)}{os.sep}" for each in {sys.prefix, sys.base_prefix})


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    prepare(order["calls"])
    sys.path[0] = str(Path.cwd())
    sys.path[1:1] = order["path"]
    report: dict[str, Any] = {"error": "", "calls": []}
    try:
        module: Any = importlib.import_module(order["module"])
        names = rendering.namespace(order["names"])
        report["calls"] = _all_observed(order["calls"], module, names, together=order["together"])
    except BaseException as error:  # noqa: BLE001 - the project's code may raise anything
        report["error"] = f"the module cannot be imported ({type(error).__name__}: {error})"[:300]
    Path(sys.argv[1]).write_text(json.dumps(report), "ascii")
    sys.stdout.flush()
    os._exit(0)


def _all_observed(calls: list[Any], module: Any, names: dict[str, Any], *, together: bool) -> list[dict[str, Any]]:
    """What came of each; where some did not return, the rest is not tried."""
    seen: list[dict[str, Any]] = []
    gc.freeze()  # what a fork never looks at, it need not copy
    lost = _none("does not return")
    while len(seen) < len(calls):
        if seen.count(lost) >= MOST_LOST:
            return seen + [lost] * (len(calls) - len(seen))
        told = _some_observed(calls[len(seen) : None if together else len(seen) + 1], module, names)
        seen += told or [lost]
    return seen


def _none(why: str) -> dict[str, Any]:
    return {"kind": "none", "text": why, "said": "", "type": "", "names": {}, "changes": []}


def _some_observed(calls: list[Any], module: Any, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What came of the calls that one process made: up to the one that ended it, or that may have changed it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            observer = Observer(module, names)
            for call in calls:
                signal.setitimer(signal.ITIMER_PROF, CPU)
                left = json.dumps(observer.observe(call)).encode("ascii") + b"\n"
                while left:
                    left = left[os.write(writing, left) :]
                if observer.changed:
                    break
        finally:
            os._exit(0)
    os.close(writing)
    came, _ = said(reading, child, each=True)
    os.close(reading)
    try:
        return [dict(json.loads(line)) for line in came.split(b"\n")[:-1]]
    except ValueError:
        return []


def said(reading: int, child: int, *, each: bool = False) -> tuple[bytes, bool]:
    """What a child wrote, and whether it came to its end in time; with `each`, the time is for every piece."""
    came, deadline = b"", time.monotonic() + WALL
    while time.monotonic() < deadline:
        if select.select([reading], [], [], 1.0)[0]:
            if not (piece := os.read(reading, 1 << 16)):
                os.waitpid(child, 0)
                return came, True
            came += piece
            deadline = time.monotonic() + WALL if each else deadline
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return came, False


def prepare(calls: list[dict[str, Any]]) -> None:
    """Import what is needed to wait for what calls give, and not else: it takes longer than most modules under test.

    Goes before the project's folders are on the path.
    """
    if any(call["mode"] == "async" for call in calls):
        importlib.import_module("asyncio")


def loop_of(call: dict[str, Any]) -> Any:
    """Where what a call gives is waited for; it has a socket pair of its own. None where nothing is."""
    return sys.modules["asyncio"].new_event_loop() if call["mode"] == "async" else None


class Observer:
    """Makes calls in this process. `changed` is whether the last one may have changed it, as far as that shows."""

    def __init__(self, module: Any, names: dict[str, Any]) -> None:
        self.changed = False
        self._module, self._names = module, names
        self._acts: set[str] = set()
        self._on = False
        sys.addaudithook(self._heard)

    def observe(self, call: dict[str, Any]) -> dict[str, Any]:
        """What comes of one call."""
        self._acts, self.changed = set(), True
        random.seed(os.environ.get("ASSAY_SEED", ""))
        loop = loop_of(call)
        try:
            untouched = built(call, self._names)
            before = _looked_at(call, untouched)
            locals_ = built(call, self._names)
        except Exception as error:  # noqa: BLE001 - what it needs may be refused
            return _none(f"cannot be given what it needs ({type(error).__name__})")
        state = _state(self._module)
        told = self._called(call, locals_, loop)
        if self._acts:
            return _none(" and ".join(sorted(self._acts)))
        if _state(self._module) != state:
            return _none("changes the state of its module")
        told["changes"] = [] if told["kind"] == "none" else _changes(before, _looked_at(call, locals_), told["names"])
        # what waits in a loop or runs in a thread may go on
        self.changed = loop is not None or threading.active_count() > 1
        return told

    def _called(self, call: dict[str, Any], locals_: dict[str, Any], loop: Any) -> dict[str, Any]:
        self._on = True
        try:
            value: Any = eval(compile(call["judged"], "<call>", "eval"), locals_)  # noqa: S307 - in the sandbox
            value, kind = entered(value) if call["mode"] == "context" else taken(value, loop)
        except Exception as error:  # noqa: BLE001 - what it raises is what is asked for
            self._on = False
            return _raised(error)
        self._on = False
        return _told(kind, value, locals_, call)

    def _heard(self, event: str, arguments: Any) -> None:
        if self._on:
            self._acts.update(acted(event, arguments))


def acted(event: str, arguments: Any) -> set[str]:
    """What an audit event does that no test may do: to read what is installed, data too, is the same every time."""
    found = {words for name, words in ACTS.items() if event.startswith(name)}
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith((".py", ".pyc")):
        reads = arguments[1] in ("r", "rb") if isinstance(arguments[1], str) else not arguments[2] & WRITING
        if not reads or not os.path.realpath(arguments[0]).startswith(INSTALLED):
            found.add("opens files")
    return found


def built(call: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """The arguments, and what the lines before the call make."""
    built = dict(names)
    for name, source in call["given"]:
        built[name] = eval(source, dict(names))  # noqa: S307 - in the sandbox
    for line in call["lines"]:
        exec(line, built)  # noqa: S102 - likewise
    return built


def taken(value: Any, loop: Any) -> tuple[Any, str]:
    if loop is not None and _is(value, Awaitable):
        return loop.run_until_complete(value), "value"
    if loop is not None and _is(value, AsyncIterator):
        return loop.run_until_complete(_gathered(value)), "items"
    if _is(value, Iterator) and not _is(value, io.IOBase):
        items: list[Any] = list(itertools.islice(value, MOST_ITEMS + 1))
        return items, "items"
    return value, "value"


def _is(value: Any, kind: Any) -> bool:
    return isinstance(value, kind)


def entered(value: Any) -> tuple[Any, str]:
    with value as inner:
        return inner, "entered"


async def _gathered(values: AsyncIterator[Any]) -> list[Any]:
    found: list[Any] = []
    async for each in values:
        found.append(each)
        if len(found) > MOST_ITEMS:
            break
    return found


def _raised(error: Exception) -> dict[str, Any]:
    kind = type(error)
    if not rendering.home(kind):
        return _none(f"raises {kind.__name__}, which no test can import")
    names = {} if kind.__module__ == "builtins" else {kind.__name__: kind.__module__}
    return {"kind": "raises", "text": kind.__name__, "said": str(error)[:200], "type": "", "names": names}


def _told(kind: str, value: Any, locals_: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    if kind == "items" and len(value) > MOST_ITEMS:
        return _none(ENDLESS)
    told = {"kind": kind, "said": _safe(str, value), "shown": _safe(repr, value), "type": type(value).__name__}
    if call["receiver"] and value is locals_.get(call["receiver"]):
        return {**told, "kind": "itself", "text": call["receiver"], "names": {}}
    parts = _parts(value) if kind == "value" else []
    # what an object's own constructor makes again has the same faults: what it holds is looked at
    if (found := rendering.written(value)) is not None and not (call["made"] and parts):
        return {**told, "text": found[0], "names": found[1]}
    if parts:
        text = ", ".join(source for _, (source, _) in parts)
        names = {name: module for _, (_, more) in parts for name, module in more.items()}
        fields = [name for name, _ in parts]
        text = f"({text})" if len(parts) > 1 else text
        return {**told, "kind": "fields", "fields": fields, "text": text, "names": names}
    said = told["said"]
    if kind == "value" and said and " at 0x" not in said and len(said) <= 200:
        return {**told, "kind": "said", "text": repr(said), "names": {}}
    return _none(UNWRITTEN)


def _safe(written: Any, value: Any) -> str:
    try:
        return str(written(value))[:1000]
    except Exception:  # noqa: BLE001 - the project's own may raise anything
        return ""


def _parts(value: Any) -> list[tuple[str, Any]]:
    """Its public attributes that can be written down."""
    found = [(name, rendering.written(each)) for name, each in sorted(getattr(value, "__dict__", {}).items())]
    slots = [each for kind in type(value).__mro__ for each in kind.__dict__.get("__slots__", ())]
    found += [(name, rendering.written(getattr(value, name))) for name in slots if hasattr(value, name)]
    found += [(name, _of_property(value, name)) for name in _properties(type(value))]
    return [(name, each) for name, each in found if each is not None and name.isidentifier() and name[0] != "_"][:6]


def _properties(kind: Any) -> list[str]:
    found: dict[str, None] = {}
    for each in () if kind.__module__ == "builtins" else kind.__mro__:
        members: dict[str, Any] = dict(each.__dict__)
        found.update((name, None) for name, part in members.items() if isinstance(part, property) and name[0] != "_")
    return list(found)


def _of_property(value: Any, name: str) -> Any:
    try:
        return rendering.written(getattr(value, name))
    except Exception:  # noqa: BLE001 - the project's own may raise anything
        return None


def _looked_at(call: dict[str, Any], locals_: dict[str, Any]) -> dict[str, Any]:
    """What can be told of the arguments and of the receiver: values by expression."""
    found: dict[str, Any] = {}
    for name, _ in call["given"]:
        value = locals_[name]
        if type(value) in (list, dict, set, bytearray):
            found[name] = rendering.written(value)
    receiver = locals_.get(call["receiver"]) if call["receiver"] else None
    if receiver is not None:
        found.update((f"{call['receiver']}.{name}", text) for name, text in _parts(receiver))
        kind: Any = getattr(receiver, "__class__", None)
        if hasattr(kind, "__len__") and hasattr(kind, "__iter__"):
            of = "dict" if hasattr(kind, "keys") else "list"
            found[f"{of}({call['receiver']})"] = _tried(dict if of == "dict" else list, receiver)
    return found


def _tried(kind: Any, value: Any) -> Any:
    try:
        return rendering.written(kind(value))
    except Exception:  # noqa: BLE001 - likewise
        return None


def _changes(before: dict[str, Any], after: dict[str, Any], names: dict[str, str]) -> list[list[str]]:
    found: list[list[str]] = []
    for expression, now in after.items():
        if now is not None and now != before.get(expression):
            found.append([expression, now[0]])
            names.update(now[1])
    return found


def _state(module: Any) -> tuple[Any, ...]:
    names = cast("dict[str, Any]", vars(module))
    kinds: Any = (dict, list, set, int, str)
    kept = [(name, repr(value)) for name, value in sorted(names.items()) if isinstance(value, kinds)]
    return [each for each in kept if not each[0].startswith("__")], dict(os.environ), Path.cwd()


if __name__ == "__main__":
    main()
