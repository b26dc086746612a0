"""Runs inside the sandbox, on the project's own Python and pytest: which test reaches what, and which fault it notices.

Started as a script with an order as JSON on stdin (see `assay.tools.mutation`); leaves one JSON object at the path that
is its argument. Needs Python 3.9, pytest and `fork`, imports nothing else but the standard library; Assay itself only
ever reads its text.

The tests are collected once. Each is run alone under a tracer of our own. For every fault a fork gets the faulty code
into the function that all names are bound to already, and runs the tests that reached its line. Limits are of CPU time:
on a busy machine a limit of wall time would take slow for noticed.
"""

from __future__ import annotations

import ast
import dis
import functools
import gc
import inspect
import json
import os
import select
import signal
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol

LEAST_CPU, TIMES_CPU, WALL, MOST_HUNG = 0.5, 10.0, 30.0, 3
REMEMBERING = type(functools.lru_cache(len))
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
FORBIDDEN = {
    "socket.connect": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "socket.bind": "uses the network",
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.posix_spawn": "starts a process",
}


class Watch:
    """Sees what a test does to the world, and what it leaves behind in the module."""

    def __init__(self, workspace: str) -> None:
        self.on = False
        self._workspace = os.path.realpath(workspace)
        self.acts: set[str] = set()
        self._temporary = os.path.realpath(tempfile.gettempdir())
        sleep = time.sleep

        def seen(seconds: float) -> None:
            if self.on:
                self.acts.add("sleeps")
            sleep(seconds)

        setattr(time, "sleep", seen)  # noqa: B010 - its type is not that of a function of ours
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: Any) -> None:
        if not self.on:
            return
        if event in FORBIDDEN:
            self.acts.add(FORBIDDEN[event])
        elif event == "open" and isinstance(arguments[0], str):
            mode, flags = arguments[1], arguments[2]
            writes = any(each in mode for each in "wax+") if isinstance(mode, str) else bool(flags & WRITING)
            path = os.path.realpath(arguments[0])
            # a workspace may itself lie in the temporary folder
            if writes and (path.startswith(self._workspace) or not path.startswith(self._temporary)):
                self.acts.add("writes files outside of the temporary folder")


class Tests:
    """The tests with what each did on the code as it is, by number."""

    def __init__(self, items: list[Any], told: list[dict[str, Any]], order: dict[str, Any]) -> None:
        self.items, self.told, self.order = items, told, order


class Plugin:
    """Takes the place of pytest's own loop."""

    def __init__(self, order: dict[str, Any], watch: Watch) -> None:
        self._order, self._watch = order, watch
        self.uncollected: list[dict[str, str]] = []
        self._root: Path = Path.cwd()
        self.report: dict[str, Any] = {"error": "the tests were not run"}

    def pytest_configure(self, config: Any) -> None:
        self._root = Path(str(config.rootpath))

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            name = report.nodeid.partition("::")[0]
            file = os.path.relpath(str(self._root / name), str(self._order["workspace"]))
            self.uncollected.append({"file": file, "said": str(report.longrepr)[-300:]})

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        node.asserted = _is_asserted(call.excinfo, self._order)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        self.report = self._judged(session.items)
        return True

    def _judged(self, items: list[Any]) -> dict[str, Any]:
        module = _module(self._order["path"])
        if module is None:
            return {"error": "no test imports the module", "uncollected": self.uncollected}
        function = _function(module, self._order["owner"], self._order["name"])
        if function is None:
            return {"error": "what its name is bound to is no function", "uncollected": self.uncollected}
        ways = _ways(self._order["text"], function.__code__.co_firstlineno, self._order["name"])
        told = [self._run(item, function, module, ways) for item in items]
        gc.freeze()  # what a fork never looks at, it need not copy
        tests = Tests(items, told, self._order)
        judged = [_fault(each, module, tests) for each in self._order["faults"]]
        return {
            "error": "",
            "uncollected": self.uncollected,
            "ways": [f"{header.start}{sign}" for header, _ in ways for sign in "+-"],
            "statements": _statements(function.__code__, self._order["text"], self._order["name"]),
            "tests": [{key: value for key, value in each.items() if key != "cpu"} for each in told],
            "faults": judged,
        }

    def _run(self, item: Any, function: Any, module: Any, ways: list[tuple[range, int]]) -> dict[str, Any]:
        code, arcs = function.__code__, set[tuple[int, int]]()
        _forget(module)
        before, self._watch.acts = _state(module), set()

        def trace(frame: Any, _event: str, _argument: Any) -> Any:
            if frame.f_code.co_filename != code.co_filename:
                return None
            last = -frame.f_code.co_firstlineno

            def local(frame: Any, event: str, _argument: Any) -> Any:
                nonlocal last
                if event == "line":
                    arcs.add((last, frame.f_lineno))
                    last = frame.f_lineno
                elif event == "return":
                    arcs.add((last, -1))
                return local

            return local

        began = time.process_time()
        self._watch.on = True
        sys.settrace(trace)
        try:
            outcome = _outcome(item)
        finally:
            sys.settrace(None)
            self._watch.on = False
        acts = sorted(self._watch.acts)
        if _state(module) != before:
            acts.append("leaves another state behind")
        taken = sorted(way for header, body in ways for way in _taken(arcs, header, body))
        return {
            "id": item.nodeid,
            "file": os.path.relpath(item.path, self._order["workspace"]),
            "passed": outcome == "passed",
            "acts": acts,
            "ways": taken,
            "lines": sorted({line for _, line in arcs if line > 0}),
            "cpu": time.process_time() - began,
        }


def _outcome(item: Any) -> str:
    """How it came out: passed, skipped, failed, or asserted, where that is what a test looks at."""
    # nobody reads why it fails, and putting that into words takes longer than most tests
    item.config.option.verbose, item.config.option.tbstyle = -9, "no"
    item.asserted = False
    outcomes = {report.outcome for report in runtestprotocol(item, log=False, nextitem=None)}
    if "failed" in outcomes:
        return "asserted" if item.asserted else "failed"
    return "skipped" if "skipped" in outcomes else "passed"


def _is_asserted(raised: Any, order: dict[str, Any]) -> bool:
    """Whether a test looked and saw it, or the code under test refuses what it took before; not by mere accident."""
    last = raised.traceback[-1]
    if os.path.realpath(str(last.path)) == os.path.realpath(order["path"]):
        return any(last.lineno + 1 in lines for lines in _refusals(order["text"]))
    return isinstance(raised.value, (AssertionError, pytest.fail.Exception))


@functools.cache
def _refusals(text: str) -> list[range]:
    """The lines of the statements that raise."""
    every = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Raise))
    return [range(each.lineno, (each.end_lineno or each.lineno) + 1) for each in every]


def _taken(arcs: set[tuple[int, int]], header: range, body: int) -> list[str]:
    """Which ways of one branch were taken: into its body, past it."""
    left = {to for start, to in arcs if start in header and to not in header}
    into = [f"{header.start}+"] if body in left else []
    return [*into, f"{header.start}-"] if left - {body} else into


def _state(module: Any) -> tuple[Any, ...]:
    names = cast("dict[str, Any]", vars(module))
    kinds: Any = (dict, list, set, int, str, float)
    kept = [
        (name, repr(value)[:100_000])
        for name, value in sorted(names.items())
        if not name.startswith("__") and isinstance(value, kinds)
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return kept, environment, Path.cwd()


def _module(path: str) -> Any:
    wanted = os.path.realpath(path)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and os.path.realpath(file) == wanted:
            return module
    return None


def _function(module: Any, owner: str, name: str) -> Any:
    """The function itself, behind decorators, properties and what binds it to its class."""
    found: Any = inspect.getattr_static(getattr(module, owner, None), name, None) if owner else None
    found = found if owner else getattr(module, name, None)
    for _ in range(20):
        if isinstance(found, types.FunctionType) and found.__code__.co_name == name:
            return found
        inner = (getattr(found, each, None) for each in ("__wrapped__", "fget", "__func__", "func"))
        found = next((each for each in inner if each is not None), None)
    return None


def _statements(code: Any, text: str, name: str) -> list[int]:
    """The lines of the function's body that can run."""
    function = _defined(text, code.co_firstlineno, name)
    first = 0 if function is None else function.body[0].lineno
    every, found = [code], set[int]()
    while every:
        each = every.pop()
        found.update(line for _, line in dis.findlinestarts(each) if (line or 0) >= first)
        every += _codes(each)
    return sorted(found)


def _defined(text: str, first: int, name: str) -> Any:
    """The definition of that name which ends behind a line."""
    every = (each for each in ast.walk(ast.parse(text)) if getattr(each, "name", "") == name)
    return next((each for each in every if first <= getattr(each, "end_lineno", 0)), None)


def _ways(text: str, first: int, name: str) -> list[tuple[range, int]]:
    """The heads of all branches of the function, each with the first line of its body."""
    found: list[tuple[range, int]] = []
    for function in ast.walk(ast.parse(text)):
        if getattr(function, "name", "") != name or not first <= getattr(function, "end_lineno", 0):
            continue
        for node in ast.walk(function):
            if isinstance(node, (ast.If, ast.While, ast.For)) and (body := node.body[0].lineno) > node.lineno:
                found += [(range(node.lineno, body), body)]
    return found


def _fault(fault: dict[str, Any], module: Any, tests: Tests) -> dict[str, Any]:
    function = _function(module, fault["owner"], fault["name"])
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
    _forget(module)


def _forget(module: Any) -> None:
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
    within = _codes(whole)
    if fault["owner"]:
        within = [inner for each in within if each.co_name == fault["owner"] for inner in _codes(each)]
    found = [each for each in within if each.co_name == fault["name"]]
    return found[-1] if found and found[-1].co_freevars == original.co_freevars else None


def _codes(code: Any) -> list[Any]:
    return [each for each in code.co_consts if isinstance(each, types.CodeType)]


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
        outcome = _called(item, tests.order) if _is_plain(item) else _outcome(item)
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(writing, f"{outcome} {number}\n".encode("ascii"))
    os.write(writing, b"end\n")


def _is_plain(item: Any) -> bool:
    """Whether a test is a function that needs nothing of pytest but its parameters: to call it is the same."""
    if type(item) is not pytest.Function or item.cls is not None or inspect.iscoroutinefunction(item.obj):
        return False
    needed = cast("dict[str, Any]", getattr(item, "_fixtureinfo").name2fixturedefs)  # noqa: B009 - there is no other way
    made = (getattr(each[-1].func, "__name__", "") for each in needed.values())
    given = _parameters(item)
    marks = {mark.name for mark in item.iter_markers()}
    return marks <= {"parametrize"} and needed.keys() <= given.keys() and set(made) <= {"get_direct_param_fixture_func"}


def _parameters(item: Any) -> dict[str, Any]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


def _called(item: Any, order: dict[str, Any]) -> str:
    try:
        item.obj(**_parameters(item))
    except pytest.skip.Exception:
        return "skipped"
    except BaseException:  # noqa: BLE001 - whatever it is, the test does not pass
        return "asserted" if _is_asserted(pytest.ExceptionInfo.from_current(), order) else "failed"
    return "passed"


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    output = os.path.abspath(sys.argv[1])  # noqa: PTH100 - tests may change the directory
    sys.path[0] = str(Path.cwd())
    plugin = Plugin(order, Watch(order["workspace"]))
    pytest.main([*sys.argv[2:], *order["files"]], plugins=[plugin])
    plugin.report.setdefault("uncollected", plugin.uncollected)
    Path(output).write_text(json.dumps(plugin.report), "ascii")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
