"""Runs inside the sandbox, on the project's own Python: makes many calls of a function and tells which way each took.

Started as a script with an order as JSON on stdin (see `assay.tools.following`); leaves one JSON object at the path
that is its argument. Needs Python 3.9 and `fork`, imports nothing but the standard library and `observing_payload`
beside it; Assay itself only ever reads its text.

One process makes all calls, one after the other, and the next one goes on where a call ended it: what a call leaves
behind may lead the next another way, so nothing that is asserted comes from here. Limits are of CPU time and of lines.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
import zlib
from pathlib import Path
from typing import Any

observing: Any = importlib.import_module("assay_observing")
rendering: Any = importlib.import_module("assay_rendering")

CPU, MOST_LINES, MOST_LOST = 0.5, 20_000, 4
NOWHERE: dict[str, Any] = {"steps": [], "came": ""}


class TooLong(BaseException):
    """Raised in a call that runs through more lines than a test should."""


class Follower:
    """Follows calls through the files of a package. A step from line to line has one number in every process."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._taken: set[int] = set()
        self._acts: set[str] = set()
        self._left, self._on = 0, False
        sys.addaudithook(self._heard)

    def follow(self, call: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
        """The steps of one call and what came of it in short; no steps where no test could be made of it."""
        self._taken, self._acts, self._left = set(), set(), MOST_LINES
        loop = observing.loop_of(call)
        random.seed("")
        try:
            locals_ = observing.built(call, names)
            came = self._came(call, locals_, loop)
        except (Exception, TooLong):  # noqa: BLE001 - what it needs may be refused
            return NOWHERE
        return NOWHERE if self._acts else {"steps": sorted(self._taken), "came": came[:200]}

    def _came(self, call: dict[str, Any], locals_: dict[str, Any], loop: Any) -> str:
        self._on = True
        sys.settrace(self._trace)
        try:
            value: Any = eval(compile(call["judged"], "<call>", "eval"), locals_)  # noqa: S307 - in the sandbox
            value, _ = observing.entered(value) if call["mode"] == "context" else observing.taken(value, loop)
        except TooLong:
            raise
        except BaseException as error:  # noqa: BLE001 - what it raises is what is asked for
            return f"raises {type(error).__name__}"
        finally:
            sys.settrace(None)
            self._on = False
        written = rendering.written(value)
        return type(value).__name__ if written is None else str(written[0])

    def _heard(self, event: str, arguments: Any) -> None:
        if self._on:
            self._acts.update(observing.acted(event, arguments))

    def _trace(self, frame: Any, _event: str, _argument: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(self._folder):
            return None
        last = -frame.f_code.co_firstlineno

        def local(frame: Any, event: str, _argument: Any) -> Any:
            nonlocal last
            if event == "line":
                self._step(file, last, frame.f_lineno)
                last = frame.f_lineno
            elif event == "return":
                self._step(file, last, -1)
            return local

        return local

    def _step(self, file: str, start: int, end: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLong
        self._taken.add(zlib.crc32(f"{file[len(self._folder) :]}:{start}:{end}".encode("utf-8", "replace")))


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    observing.prepare(order["calls"])
    sys.path[0] = str(Path.cwd())
    sys.path[1:1] = order["path"]
    report: dict[str, Any] = {"error": "", "calls": []}
    try:
        module: Any = importlib.import_module(order["module"])
        names = rendering.namespace(order["names"])
        report["calls"] = _all_followed(order["calls"], names, _home(module))
    except BaseException as error:  # noqa: BLE001 - the project's code may raise anything
        report["error"] = f"the module cannot be imported ({type(error).__name__}: {error})"[:300]
    Path(sys.argv[1]).write_text(json.dumps(report), "ascii")
    sys.stdout.flush()
    os._exit(0)


def _home(module: Any) -> str:
    """How the names of files begin that are followed: of its whole package, or of the module alone."""
    top: Any = sys.modules.get(module.__name__.partition(".")[0])
    file = str(getattr(top, "__file__", None) or module.__file__)
    # as the files of code are named, which `Path` would put in another form
    return os.path.join(os.path.dirname(file), "") if hasattr(top, "__path__") else file  # noqa: PTH118, PTH120


def _all_followed(calls: list[Any], names: dict[str, Any], folder: str) -> list[dict[str, Any]]:
    """What each did; where some ended the process, the rest is not tried."""
    told: list[dict[str, Any]] = []
    lost = 0
    while len(told) < len(calls) and lost < MOST_LOST:
        told += _some_followed(calls[len(told) :], names, folder)
        if len(told) < len(calls):
            told.append(NOWHERE)
            lost += 1
    return told + [NOWHERE] * (len(calls) - len(told))


def _some_followed(calls: list[Any], names: dict[str, Any], folder: str) -> list[dict[str, Any]]:
    """What the calls did up to the one that ended the process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _in_child(calls, names, Follower(folder), writing)
        finally:
            os._exit(0)
    os.close(writing)
    said, _ = observing.said(reading, child, each=True)
    os.close(reading)
    return [json.loads(line) for line in said.split(b"\n")[:-1]]


def _in_child(calls: list[Any], names: dict[str, Any], follower: Follower, writing: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for call in calls:
        signal.setitimer(signal.ITIMER_PROF, CPU)
        said = json.dumps(follower.follow(call, names)).encode("ascii") + b"\n"
        signal.setitimer(signal.ITIMER_PROF, 0)
        while said:
            said = said[os.write(writing, said) :]


if __name__ == "__main__":
    main()
