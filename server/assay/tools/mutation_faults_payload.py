"""Runs inside the sandbox, beside `mutation_payload.py`: a fault in a fork, and the tests that reached its line.

Needs Python 3.9 and `fork`, imports nothing else but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import functools
import importlib
import os
import select
import signal
import time
import types
from collections.abc import Callable
from typing import Any, cast

outcomes: Any = importlib.import_module("assay_mutation_outcomes")
reaching: Any = importlib.import_module("assay_mutation_reaching")

LEAST_CPU, TIMES_CPU, WALL, MOST_HUNG = 0.5, 10.0, 30.0, 3
REMEMBERING = type(functools.lru_cache(len))


class Tests:
    """The tests with what each did on the code as it is, by number."""

    def __init__(self, items: list[Any], told: list[dict[str, Any]], order: dict[str, Any]) -> None:
        self.items, self.told, self.order = items, told, order


def judged(fault: dict[str, Any], module: Any, tests: Tests) -> dict[str, Any]:
    function = reaching.function_in(module, fault["owner"], fault["name"])
    code = None if function is None else _code(fault, function.__code__)
    if code is None:
        return {"judged": False, "noticed": [], "asserted": []}
    left = [n for n, test in enumerate(tests.told) if test["passed"] and fault["line"] in test["lines"]]
    noticed, asserted, hung = list[int](), list[int](), 0
    while left:
        started, failed, looked, ended = _forked(lambda: _put(code, function, module), tests, left)
        noticed += failed + looked
        asserted += looked
        if ended or started is None:
            break
        noticed.append(started)  # it came to no end within many times the CPU time that it needs
        hung += 1
        # a fault without end costs that time for each test: of the others nothing is said then
        left = left[left.index(started) + 1 :] if hung < MOST_HUNG else []
    return {"judged": True, "noticed": sorted(noticed), "asserted": sorted(asserted)}


def _put(code: Any, function: Any, module: Any) -> None:
    function.__code__ = code
    forget(module)


def forget(module: Any) -> None:
    """Empty what the functions of the module keep of earlier calls, which no fault would show through."""
    names = cast("dict[str, Any]", vars(module))
    for value in list(names.values()):
        inner: dict[str, Any] = dict(vars(value)) if type(value) is type else {}
        for each in (value, *inner.values()):
            kept: Any = getattr(each, "__func__", None) if type(each) in (classmethod, staticmethod) else each
            if type(kept) is REMEMBERING:  # anything else may be a stranger that answers whatever it is asked
                kept.cache_clear()


def _code(fault: dict[str, Any], original: Any) -> Any:
    flags = original.co_flags & (0x20000 * 0xFF)
    try:
        whole = cast(
            "types.CodeType", compile(fault["text"], original.co_filename, "exec", flags=flags, dont_inherit=True)
        )
    except (SyntaxError, ValueError):
        return None
    within = reaching.codes(whole)
    if fault["owner"]:
        within = [inner for each in within if each.co_name == fault["owner"] for inner in reaching.codes(each)]
    found = [each for each in within if each.co_name == fault["name"]]
    return found[-1] if found and found[-1].co_freevars == original.co_freevars else None


def _forked(
    prepare: Callable[[], None], tests: Tests, numbers: list[int]
) -> tuple[int | None, list[int], list[int], bool]:
    """The test that was running at the end, those that failed, the ones that asserted, and whether all ran through."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(lambda: _run_all(prepare, tests, numbers, writing))
    os.close(writing)
    said = _said(reading, child)
    os.close(reading)
    started, ended = None, False
    came: dict[str, list[int]] = {"failed": [], "asserted": []}
    for line in said.decode("ascii", "replace").split("\n")[:-1]:
        word, _, number = line.partition(" ")
        if word == "start":
            started = int(number)
        elif word in came:
            came[word].append(int(number))
        ended = word == "end"
    late = said.endswith(b"late\n")
    return None if late else started, came["failed"], came["asserted"], late or ended


def _said(reading: int, child: int) -> bytes:
    said, deadline = b"", time.monotonic() + WALL
    while time.monotonic() < deadline:
        if select.select([reading], [], [], 1.0)[0]:
            if not (piece := os.read(reading, 1 << 16)):
                os.waitpid(child, 0)
                return said
            said += piece
    os.kill(child, signal.SIGKILL)  # it waits for something, which proves nothing
    os.waitpid(child, 0)
    return said + b"\nlate\n"


def _in_child(run: Callable[[], None]) -> None:
    try:
        os.setpgid(0, 0)
        run()
    finally:
        os._exit(0)


def _run_all(prepare: Callable[[], None], tests: Tests, numbers: list[int], writing: int) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    prepare()
    for number in numbers:
        item = tests.items[number]
        os.write(writing, b"start %d\n" % number)
        signal.setitimer(signal.ITIMER_PROF, max(LEAST_CPU, TIMES_CPU * tests.told[number]["cpu"]))
        outcome = outcomes.called(item, tests.order) if outcomes.is_plain(item) else outcomes.outcome(item)
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(writing, f"{outcome} {number}\n".encode("ascii"))
    os.write(writing, b"end\n")
