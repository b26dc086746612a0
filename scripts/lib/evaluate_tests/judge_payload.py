"""Runs where a module's tests run: which of its mutants do they notice? The order comes as JSON on standard input.

It shares no code with Assay's engine. pytest collects once. Every test is run in a fork of that moment, and is told by
the functions that it calls; every mutant is judged in a fork of the same moment, in which those tests are run that call
its function, until one fails. One that needs many times the CPU time that these tests need otherwise is noticed; one
that waits is not. The report is written as JSON to the path that is the only argument.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import types
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ORDER: dict[str, Any] = {}
WALL = 60.0
"""Seconds after which a fork waits for something."""

LEAST_CPU, TIMES_CPU, TEST_CPU = 2.0, 20.0, 30.0
"""Seconds of CPU that a mutant may need at least, and how many times what its tests need; seconds for one test."""


class Judge:
    """Takes the place of pytest's own loop."""

    def __init__(self) -> None:
        self.report: dict[str, Any] | None = None
        self.uncollected: list[str] = []

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.uncollected.append(f"{report.nodeid}: {str(report.longrepr)[-300:]}")

    def pytest_runtestloop(self, session: Any) -> bool:
        module = importlib.import_module(ORDER["module"])
        if module.__file__ != ORDER["path"]:
            raise SystemExit(f"the tests would import {module.__file__}")
        told = [_baseline(each) for each in session.items]
        way: Callable[[Any], Callable[[], None] | None] = _of_mutmut if ORDER["operators"] == "mutmut" else _swapping()
        judged = [_judged(each, way(each), session.items, told) for each in ORDER["mutants"]]
        self.report = {"tests": told, "mutants": judged, "uncollected": self.uncollected}
        return True


def _baseline(item: Any) -> dict[str, Any]:
    """A test on the module as it is: whether it fails, its CPU seconds, and the functions that it calls."""

    def run() -> bytes:
        calls = set[str]()

        def seen(frame: types.FrameType, event: str, _argument: object) -> None:
            if event == "call" and frame.f_code.co_filename == ORDER["path"]:
                calls.add(frame.f_code.co_name if ORDER["operators"] == "mutmut" else frame.f_code.co_qualname)

        began = time.process_time()
        sys.setprofile(seen)
        good = _holds(item)
        sys.setprofile(None)
        return json.dumps({"good": good, "cpu": time.process_time() - began, "calls": sorted(calls)}).encode()

    status, said = _forked(run, TEST_CPU)
    told: dict[str, Any] = json.loads(said) if status == 0 else {"good": False, "cpu": 0.0, "calls": []}
    return {"id": item.nodeid, **told}


def _judged(mutant: dict[str, Any], put_in: Callable[[], None] | None, items: list[Any], told: list[Any]) -> str:
    """What became of a mutant: killed, survived, uncovered, late, or unfit where it cannot be put in."""
    if put_in is None:
        return "unfit"
    tests = [number for number, each in enumerate(told) if each["good"] and mutant["function"] in each["calls"]]
    if not tests:
        return "uncovered"
    tests.sort(key=lambda number: (told[number]["cpu"], number))

    def run() -> bytes:
        put_in()
        return b"survived" if all(_holds(items[number]) for number in tests) else b"killed"

    status, said = _forked(run, max(LEAST_CPU, TIMES_CPU * sum(told[number]["cpu"] for number in tests)))
    if status is None:
        return "late"
    return said.decode() if status == 0 and said else "killed"  # it died, or came to no end


def _holds(item: Any) -> bool:
    from _pytest.runner import runtestprotocol  # noqa: PLC0415 - pytest may be the module's own to import first

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _of_mutmut(mutant: dict[str, Any]) -> Callable[[], None]:
    trampoline: Any = importlib.import_module("mutmut.mutation.trampoline")
    return lambda: trampoline.set_mutant_under_test(f"{ORDER['module']}.{mutant['name']}")


def _swapping() -> Callable[[dict[str, Any]], Callable[[], None] | None]:
    """What gets another body into all functions that were made of a definition."""
    found: dict[str, list[types.FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__code__.co_filename == ORDER["path"]:
            found.setdefault(each.__code__.co_qualname, []).append(each)

    def way(mutant: dict[str, Any]) -> Callable[[], None] | None:
        lines = range(mutant["first"], mutant["last"] + 1)
        functions = [each for each in found.get(mutant["function"], ()) if each.__code__.co_firstlineno in lines]
        code = _code(mutant, functions[0].__code__) if functions else None

        return None if code is None else partial(_put_in, functions, code)

    return way


def _put_in(functions: list[types.FunctionType], code: types.CodeType) -> None:
    for each in functions:
        each.__code__ = code


def _code(mutant: dict[str, Any], original: types.CodeType) -> types.CodeType | None:
    flags = original.co_flags & (0x20000 * 0xFF)  # those of `from __future__ import`
    try:
        whole = compile(mutant["text"], original.co_filename, "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    within = [whole]
    for name in mutant["function"].split("."):
        within = [
            inner
            for each in within
            for inner in each.co_consts
            if isinstance(inner, types.CodeType) and inner.co_name == name
        ]
    fits = [each for each in within if each.co_freevars == original.co_freevars]
    return fits[-1] if fits else None


def _forked(run: Callable[[], bytes], cpu: float) -> tuple[int | None, bytes]:
    """How a fork ended, None where it was ended because it waits, and what it found."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, cpu)
            os.write(writing, run())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    handle = os.pidfd_open(child)
    ended = bool(select.select([handle], [], [], WALL)[0])
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(handle)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read() if ended else b""
    return (status if ended else None), said


def main() -> None:
    ORDER.update(json.load(sys.stdin))
    output = Path(sys.argv[1]).absolute()
    sys.path[0] = ORDER["source"]
    pytest: Any = importlib.import_module("pytest")
    pytest.hookimpl(tryfirst=True)(Judge.pytest_runtestloop)
    judge = Judge()
    arguments = ["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly", *ORDER["files"]]
    code = pytest.main(arguments, plugins=[judge])
    if judge.report is None:
        sys.stdout.flush()
        raise SystemExit(f"pytest did not come to the tests: it ended with {int(code)}")
    output.write_text(json.dumps(judge.report), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
