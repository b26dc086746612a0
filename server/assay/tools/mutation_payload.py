"""Runs inside the sandbox, on the project's own Python and pytest: which test reaches what, and which fault it notices.

Started as a script with an order as JSON on stdin (see `assay.tools.mutation`); leaves one JSON object at the path that
is its argument. Needs Python 3.9, pytest and `fork`, imports nothing else but the standard library; Assay itself only
ever reads its text.

The tests are collected once. Each is run alone under a tracer of our own. For every fault a fork gets the faulty code
into the function that all names are bound to already, and runs the tests that reached its line; where no test touches
anything that two could share, two go on at a time. Limits are of CPU time: on a busy machine a limit of wall time would
take slow for noticed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

faults: Any = importlib.import_module("assay_mutation_faults")
outcomes: Any = importlib.import_module("assay_mutation_outcomes")
reaching: Any = importlib.import_module("assay_mutation_reaching")
watching: Any = importlib.import_module("assay_mutation_watching")


class Plugin:
    """Takes the place of pytest's own loop."""

    def __init__(self, order: dict[str, Any], watch: Any, output: str) -> None:
        self._order, self._watch, self._output = order, watch, output
        self.uncollected: list[dict[str, str]] = []
        self._root: Path = Path.cwd()
        self._iterators: set[int] = set()
        self.report: dict[str, Any] = {"error": "the tests were not run"}

    def pytest_configure(self, config: Any) -> None:
        self._root = Path(str(config.rootpath))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Any:
        if isinstance(collector, (pytest.Module, pytest.Class)):
            with self._watch.collecting(str(collector.path)):
                yield
        else:
            yield

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            name = report.nodeid.partition("::")[0]
            file = os.path.relpath(str(self._root / name), str(self._order["workspace"]))
            self.uncollected.append({"file": file, "said": str(report.longrepr)[-300:]})

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        node.asserted = outcomes.is_asserted(call.excinfo, self._order)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> NoReturn:
        self.report = self._judged(session.items)
        self.tell()

    def tell(self) -> NoReturn:
        """Leave the report and go: what plugins do in the end takes longer than most tests."""
        self.report.setdefault("uncollected", self.uncollected)
        Path(self._output).write_text(json.dumps(self.report), "ascii")
        sys.stdout.flush()
        os._exit(0)

    def _judged(self, items: list[Any]) -> dict[str, Any]:
        module = reaching.module_at(self._order["path"])
        if module is None:
            return {"error": "no test imports the module", "uncollected": self.uncollected}
        function = reaching.function_in(module, self._order)
        if function is None:
            error = "what its name is bound to is no function, or none that is defined there"
            return {"error": error, "uncollected": self.uncollected}
        ways = reaching.ways(self._order)
        told = [self._run(item, function, module, ways) for item in items]
        outcomes.refusals(self._order["text"])  # found once, here, and not in each fork
        gc.freeze()  # what a fork never looks at, it need not copy
        tests = faults.Tests(items, told, self._order, frozenset(self._iterators))
        faults.run_again(self._order["controls"], module, tests)
        judged = faults.all_judged(self._order["faults"], module, tests, apart=not self._watch.touched)
        return {
            "error": "",
            "uncollected": self.uncollected,
            "collected": self._collected(),
            "ways": [f"{header.start}{sign}" for header, _ in ways for sign in "+-"],
            "statements": reaching.statements(function.__code__, self._order),
            "tests": [{key: value for key, value in each.items() if key != "cpu"} for each in told],
            "faults": judged,
        }

    def _collected(self) -> list[dict[str, Any]]:
        """What was done while the tests were collected, by the files' names in the workspace."""
        workspace = self._order["workspace"]
        return [{**each, "file": os.path.relpath(each["file"], workspace)} for each in self._watch.collected]

    def _run(self, item: Any, function: Any, module: Any, ways: list[tuple[range, int]]) -> dict[str, Any]:
        file, arcs = function.__code__.co_filename, set[tuple[int, int]]()
        faults.forget(module)
        before = watching.state(module)

        def trace(frame: Any, _event: str, _argument: Any) -> Any:
            called = frame.f_code
            if called.co_filename != file:
                if called.co_name == "sleep":
                    self._watch.looked(frame)
                return None
            last = -called.co_firstlineno

            def local(frame: Any, event: str, argument: Any) -> Any:
                nonlocal last
                if event == "line":
                    arcs.add((last, frame.f_lineno))
                    last = frame.f_lineno
                elif event == "return":
                    arcs.add((last, -1))
                    if reaching.returns_iterator(frame.f_code, argument):
                        self._iterators.add(frame.f_code.co_firstlineno)
                return local

            return local

        began = time.process_time()
        with self._watch.test():
            sys.settrace(trace)
            try:
                outcome = outcomes.outcome(item, self._order)
            finally:
                sys.settrace(None)
        acts = sorted(self._watch.acts)
        if watching.state(module) != before:
            acts.append("leaves another state behind")
        taken = sorted(way for header, body in ways for way in reaching.taken(arcs, header, body))
        return {
            "id": item.nodeid,
            "file": os.path.relpath(item.path, self._order["workspace"]),
            "passed": outcome == "passed",
            "again": True,
            "acts": acts,
            "ways": taken,
            "lines": sorted({line for _, line in arcs if line > 0}),
            "cpu": time.process_time() - began,
        }


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    output = os.path.abspath(sys.argv[1])  # noqa: PTH100 - tests may change the directory
    sys.path[0] = str(Path.cwd())
    plugin = Plugin(order, watching.Watch(order["workspace"]), output)
    pytest.main([*sys.argv[2:], *order["files"]], plugins=[plugin])
    plugin.tell()


if __name__ == "__main__":
    main()
