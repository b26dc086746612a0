"""Runs inside the sandbox, beside `mutation_payload.py`: a fault in a fork, and the tests that reached its line.

Needs Python 3.9 and `fork`, imports nothing else but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import select
import signal
import time
import types
from collections.abc import Callable
from typing import Any, cast

anew: Any = importlib.import_module("assay_mutation_anew")
outcomes: Any = importlib.import_module("assay_mutation_outcomes")
reaching: Any = importlib.import_module("assay_mutation_reaching")

LEAST_CPU, TIMES_CPU, WALL, MOST_HUNG = 0.3, 10.0, 30.0, 2  # two: what one alone notices, no other does
UNJUDGED: dict[str, Any] = {"judged": False, "noticed": [], "asserted": [], "unsaid": []}
REMEMBERING = type(functools.lru_cache(len))


class Tests:
    """The tests with what each did on the code as it is, by number.

    `iterators` are the first lines of the functions that returned an iterator; `anew` are the tests that reach the
    function and pass where the module ran anew, as it is.
    """

    def __init__(
        self, items: list[Any], told: list[dict[str, Any]], order: dict[str, Any], iterators: frozenset[int]
    ) -> None:
        self.items, self.told, self.order, self.iterators = items, told, order, iterators
        self.anew: list[int] = []


def run_again(controls: list[dict[str, Any]], module: Any, tests: Tests) -> None:
    """Have each test run once more, in a fork as for a fault, on the code as it is: who fails there notices nothing."""
    known = [(function, each) for each in controls if (function := reaching.function_in(module, each)) is not None]
    put = [(function, code, each) for function, each in known if (code := _code(each, function.__code__)) is not None]
    reached = {line for *_, each in put for line in range(each["first"], each["last"] + 1)}
    left = [n for n, test in enumerate(tests.told) if test["passed"] and not reached.isdisjoint(test["lines"])]

    def prepare() -> None:
        for function, code, _ in put:
            _put(code, function, module)

    passed = _run_through(prepare, tests, left)["passed"]
    for number in left:
        tests.told[number]["again"] = number in passed
    if any("anew" in fault for fault in tests.order["faults"]):
        steady = [number for number in left if number in passed]
        tests.anew += _run_through(lambda: _put_anew(tests.order["text"], module, tests), tests, steady)["passed"]


def _put_anew(text: str, module: Any, tests: Tests) -> None:
    anew.run_anew(module, text, tests.order["workspace"])
    forget(module)


def _judged_anew(fault: dict[str, Any], module: Any, tests: Tests) -> dict[str, Any]:
    """How the tests came out that reach the function, where the module runs anew with the fault in it.

    It is not judged where the module does not run to its end then: that a test fails says nothing of the test.
    """
    (start, end, new), text = fault["anew"], tests.order["text"]
    came = _run_through(lambda: _put_anew(text[:start] + new + text[end:], module, tests), tests, sorted(tests.anew))
    if not any(came.values()):
        return UNJUDGED
    return _told(came)


def all_judged(faults: list[Any], module: Any, tests: Tests, *, apart: bool) -> list[dict[str, Any]]:
    """What is told of each fault. `apart` is whether another process may judge every second one meanwhile."""
    if not apart or len(faults) < 2 or (os.cpu_count() or 1) < 2:
        return [judged(each, module, tests) for each in faults]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(lambda: _tell([judged(each, module, tests) for each in faults[1::2]], writing))
    os.close(writing)
    mine = [judged(each, module, tests) for each in faults[::2]]
    theirs = _heard(reading) or [judged(each, module, tests) for each in faults[1::2]]
    os.waitpid(child, 0)
    return [(theirs if number % 2 else mine)[number // 2] for number in range(len(faults))]


def _tell(found: list[dict[str, Any]], writing: int) -> None:
    with open(writing, "w", encoding="ascii") as pipe:
        pipe.write(f"{json.dumps(found)}\n")


def _heard(reading: int) -> list[dict[str, Any]]:
    """What another process told; nothing where it ended before."""
    with open(reading, encoding="ascii") as pipe:
        said = pipe.readline()
    return list(json.loads(said)) if said.endswith("\n") else []


def judged(fault: dict[str, Any], module: Any, tests: Tests) -> dict[str, Any]:
    if "anew" in fault:
        return _judged_anew(fault, module, tests)
    function = reaching.function_in(module, fault)
    code = None if function is None else _code(fault, function.__code__)
    if code is None or (fault["of_iterator"] and code.co_firstlineno not in tests.iterators):
        return UNJUDGED
    steady = (n for n, test in enumerate(tests.told) if test["passed"] and test["again"])
    left = [n for n in steady if fault["line"] in tests.told[n]["lines"]]
    came = _run_through(lambda: _put(code, function, module), tests, left)
    return _told(came)


def _told(came: dict[str, list[int]]) -> dict[str, Any]:
    """What is told of a fault: who notices it, who by what it asserts, and of whom nothing is said."""
    noticed = came["failed"] + came["asserted"] + came["hung"]
    told = {"noticed": noticed, "asserted": came["asserted"], "unsaid": came["unsaid"]}
    return {"judged": True, **{how: sorted(each) for how, each in told.items()}}


def _run_through(prepare: Callable[[], None], tests: Tests, numbers: list[int]) -> dict[str, list[int]]:
    """How each of these tests came out in forks in which something was prepared."""
    every: dict[str, list[int]] = {"passed": [], "failed": [], "asserted": [], "hung": [], "unsaid": []}
    left = numbers
    while left:
        started, came, ended = _forked(prepare, tests, left)
        for outcome, found in came.items():
            every[outcome] += found
        if ended or started is None:
            break
        every["hung"].append(started)  # it came to no end within many times the CPU time that it needs
        # what is without end costs that time for each test: of the others nothing is said then
        left = left[left.index(started) + 1 :]
        if len(every["hung"]) == MOST_HUNG:
            every["unsaid"], left = left, []
    return every


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
) -> tuple[int | None, dict[str, list[int]], bool]:
    """The test that was running at the end, how those before it came out, and whether all ran through."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(lambda: _run_all(prepare, tests, numbers, writing))
    os.close(writing)
    said = _said(reading, child)
    os.close(reading)
    started, ended = None, False
    came: dict[str, list[int]] = {"passed": [], "failed": [], "asserted": []}
    for line in said.decode("ascii", "replace").split("\n")[:-1]:
        word, _, number = line.partition(" ")
        if word == "start":
            started = int(number)
        elif word in came:
            came[word].append(int(number))
        ended = word == "end"
    late = said.endswith(b"late\n")
    return None if late else started, came, late or ended


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
    outcomes.be_silent()
    prepare()
    for number in numbers:
        item = tests.items[number]
        os.write(writing, b"start %d\n" % number)
        signal.setitimer(signal.ITIMER_PROF, max(LEAST_CPU, TIMES_CPU * tests.told[number]["cpu"]))
        outcome = outcomes.outcome(item, tests.order)
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(writing, f"{outcome} {number}\n".encode("ascii"))
    os.write(writing, b"end\n")
