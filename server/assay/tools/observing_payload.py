"""Runs inside the sandbox, on the project's own Python: calls a function with given arguments and tells what came.

Started as a script with an order as JSON on stdin (see `assay.tools.observing`); leaves one JSON object at the path
that is its argument. Needs Python 3.9 and `fork`, imports nothing else but the standard library; Assay itself only ever
reads its text. Each call has a process of its own, with a limit of CPU time and one of wall time.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import json
import math
import os
import random
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

CPU, WALL, MOST_ITEMS, LONGEST, MOST_LOST = 0.5, 10.0, 30, 400, 4
ACTS = {
    "socket.": "uses the network",
    "subprocess.": "starts a process",
    "os.system": "starts a process",
    "os.posix_spawn": "starts a process",
    "os.fork": "starts a process",
    "os.remove": "removes files",
    "shutil.": "changes files",
}


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    sys.path[0] = str(Path.cwd())
    sys.path[1:1] = order["path"]
    report: dict[str, Any] = {"error": "", "calls": []}
    module: Any = None
    try:
        module = importlib.import_module(order["module"])
        function = getattr(module, order["name"], None)
        report["error"] = _unfit(module, function, order)
    except BaseException as error:  # noqa: BLE001 - the project's code may raise anything
        report["error"] = f"the module cannot be imported ({type(error).__name__}: {error})"[:300]
    if not report["error"]:
        report["calls"] = _all_observed(order["calls"], module)
    Path(sys.argv[1]).write_text(json.dumps(report), "ascii")
    sys.stdout.flush()
    os._exit(0)


def _unfit(module: Any, function: Any, order: dict[str, Any]) -> str:
    if os.path.realpath(getattr(module, "__file__", None) or "") != os.path.realpath(order["file"]):
        return f"{order['module']} is imported from another file"
    if not callable(function):
        return "its name is bound to nothing that can be called"
    unwrapped = inspect.unwrap(function)
    if inspect.iscoroutinefunction(unwrapped) or inspect.isasyncgenfunction(unwrapped):
        return "it is async"
    return ""


def _all_observed(calls: list[str], module: Any) -> list[dict[str, Any]]:
    """What came of each; where some did not return, the rest is not tried."""
    seen: list[dict[str, Any]] = []
    lost = {"kind": "none", "text": "does not return"}
    for call in calls:
        seen.append(lost if seen.count(lost) >= MOST_LOST else _observed(call, module))
    return seen


def _observed(call: str, module: Any) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, CPU)
            said = json.dumps(_called(call, module)).encode("ascii")
            while said:
                said = said[os.write(writing, said) :]
        finally:
            os._exit(0)
    os.close(writing)
    said = _said(reading, child)
    os.close(reading)
    try:
        return dict(json.loads(said))
    except ValueError:
        return {"kind": "none", "text": "does not return"}


def _said(reading: int, child: int) -> bytes:
    said, deadline = b"", time.monotonic() + WALL
    while time.monotonic() < deadline:
        if select.select([reading], [], [], 1.0)[0]:
            if not (piece := os.read(reading, 1 << 16)):
                os.waitpid(child, 0)
                return said
            said += piece
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return b""


def _called(call: str, module: Any) -> dict[str, Any]:
    acts: set[str] = set()
    calling = [True]

    def heard(event: str, arguments: Any) -> None:
        if calling[0]:
            acts.update(words for name, words in ACTS.items() if event.startswith(name))
            if event == "open" and isinstance(arguments[0], str):
                acts.add("opens files")

    code = compile(call, "<call>", "eval")
    random.seed(os.environ.get("ASSAY_SEED", ""))
    before = _state(module)
    sys.addaudithook(heard)
    try:
        value: Any = eval(code, dict(cast("dict[str, Any]", vars(module))))  # noqa: S307 - in the sandbox
        items = list(itertools.islice(cast("Iterator[object]", value), MOST_ITEMS + 1)) if _is_iterator(value) else None
    except Exception as error:  # noqa: BLE001 - what it raises is what is asked for
        calling[0] = False
        told = {"kind": "raises", "text": type(error).__name__}
    else:
        calling[0] = False
        told = _told("value", value) if items is None else _told("items", items)
    if acts:
        return {"kind": "none", "text": " and ".join(sorted(acts))}
    return told if _state(module) == before else {"kind": "none", "text": "changes the state of its module"}


def _is_iterator(value: Any) -> bool:
    return isinstance(value, Iterator)


def _told(kind: str, value: Any) -> dict[str, Any]:
    if kind == "items" and len(value) > MOST_ITEMS:
        return {"kind": "none", "text": "gives items without end"}
    text = repr(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"kind": "none", "text": "gives a value that cannot be written down"}
    try:
        same = len(text) <= LONGEST and _alike(ast.literal_eval(text), value)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        same = False
    return (
        {"kind": kind, "text": text} if same else {"kind": "none", "text": "gives a value that cannot be written down"}
    )


def _alike(one: Any, other: Any) -> bool:
    kind = cast("type[object]", type(one))
    if type(one) is not type(other) or not bool(one == other):
        return False
    if kind in (list, tuple):
        return all(map(_alike, one, other))
    if kind is dict:
        return all(map(_alike, one.items(), other.items()))
    return kind not in (set, frozenset) or len(one) < 2


def _state(module: Any) -> tuple[Any, ...]:
    names = cast("dict[str, Any]", vars(module))
    kinds: Any = (dict, list, set, int, str)
    kept = [(name, repr(value)) for name, value in sorted(names.items()) if isinstance(value, kinds)]
    return [each for each in kept if not each[0].startswith("__")], dict(os.environ), Path.cwd()


if __name__ == "__main__":
    main()
