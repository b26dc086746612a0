"""Runs inside the sandbox, on the project's own Python and pytest: starts pytest and keeps a journal of what it does.

Started as a script: `python -B THIS JOURNAL PYTEST-ARGUMENTS...`, with an order as JSON on stdin (see `Order` in
`assay.tools.pytest`). It needs Python 3.9 and pytest 7, imports nothing else but the standard library, and Assay
itself only ever reads its text.

`sys.path` is as under `python -m pytest`: the working directory comes first, so that tests meet the workspace's
code and not an installed copy of it. It is put there only when pytest is imported: nothing in the repository can
take the place of pytest's own modules.

The journal holds one JSON object a line, each written at once, so that a run that is killed still tells how far
it came. Its last line, `end`, is written when pytest has come back by itself.

Two canaries stand before the tests of every folder, where that folder's conftest.py reaches them: one that must
pass and one that must fail. Their names are drawn for each run.
"""

from __future__ import annotations

import ast
import builtins
import collections
import gc
import importlib.machinery
import itertools
import json
import os
import re
import sys
import time
import types
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
from _pytest.assertion import rewrite

WORST_LAST = ("passed", "xpassed", "xfailed", "skipped", "error", "failed")
STOPS_EARLY = ("stepwise", "usepdb", "trace")
PROBE = "__assay_ran__"
WATCH = "__assay_saw__"
LONGEST = 5000
HOLDERS = (list, set, frozenset, collections.deque, dict, collections.OrderedDict, collections.defaultdict)
DEEPEST, SAMPLE, LONGEST_TUPLE = 3, 30, 6
EVERY, MOST_KINDS = 100, 50
BLOCKS = (ast.stmt, ast.excepthandler, *filter(None, [getattr(ast, "pattern", None)]))
INSTALLED = {"site-packages", "dist-packages"}


class Journal:
    """Appends to the journal; the functions it needs are held here, out of reach of tests that patch modules."""

    def __init__(self, path: str) -> None:
        self._path, self._process = path, os.getpid()
        self._open, self._write, self._close, self._getpid = os.open, os.write, os.close, os.getpid
        self._flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._dumps = json.dumps

    def write(self, at: str, **fields: object) -> None:
        if self._getpid() != self._process:
            return  # a test forked, and the child came back here
        descriptor = self._open(self._path, self._flags, 0o600)
        try:
            rest = (self._dumps({"at": at, **fields}) + "\n").encode("ascii")
            while rest:
                rest = rest[self._write(descriptor, rest) :]
        finally:
            self._close(descriptor)


class Probes:
    """Sees which of the given lines run: puts a call before each statement that holds one, when its file is compiled.

    That costs nothing anywhere else and leaves tracers and coverage alone. Files are the paths as they were given,
    by their real paths. What another process runs is not seen.
    """

    def __init__(self, files: dict[str, tuple[str, set[int]]], watch: Watch) -> None:
        self._files = files
        self._watch = watch
        self._ran: set[tuple[str, int]] = set()

    def plant(self) -> None:
        """Before anything of the repository is imported. Bytecode of these files is not used."""
        probed = {*self._files, *self._watch.files}
        if not probed:
            return
        setattr(builtins, PROBE, self._ran.add)
        self._watch.plant()
        loader: Any = importlib.machinery.SourceFileLoader
        rewriter: Any = rewrite
        get_code, source_to_code, rewrite_asserts = loader.get_code, loader.source_to_code, rewriter.rewrite_asserts

        def code_without_cache(self: Any, fullname: str) -> Any:
            if os.path.realpath(self.path) not in probed:
                return get_code(self, fullname)
            return self.source_to_code(self.get_data(self.path), self.path)

        def code_with_probes(self: Any, source: Any, path: Any, **options: Any) -> Any:
            if os.path.realpath(path) in probed:
                source = ast.parse(source, os.fsdecode(path))
                put_probes(source, path)
            return source_to_code(self, source, path, **options)

        def asserts_with_probes(tree: ast.Module, source: bytes, path: Any = None, *others: Any) -> None:
            rewrite_asserts(tree, source, path, *others)
            put_probes(tree, path)

        put_probes = self._put_probes
        loader.get_code, loader.source_to_code = code_without_cache, code_with_probes
        rewriter.rewrite_asserts = asserts_with_probes

    def take(self) -> list[tuple[str, int]]:
        """The lines that ran since this was last asked, one of each statement."""
        ran = sorted(self._ran)
        self._ran.clear()
        return ran

    def _put_probes(self, tree: ast.Module, path: Any) -> None:
        file = os.path.realpath(path)
        self._watch.put(tree, file)
        given, lines = self._files.get(file, ("", set[int]()))
        for node in ast.walk(tree) if lines else ():
            for name in ("body", "orelse", "finalbody"):
                block: Any = getattr(node, name, None)
                if isinstance(block, list):  # else it is the body of a lambda
                    statements = cast("list[ast.stmt]", block)
                    statements[:] = [each for statement in statements for each in _probed(statement, given, lines)]


def _probed(statement: ast.stmt, path: str, lines: set[int]) -> list[ast.stmt]:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return [statement]  # a docstring has to stay the first
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return [statement]
    first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
    last = _before_blocks(statement)
    if (line := min((line for line in lines if first <= line <= last), default=None)) is None:
        return [statement]
    place: Any = (path, line)
    call = ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(place)], [])
    probe = ast.copy_location(ast.Expr(call), statement)
    return [ast.fix_missing_locations(probe), statement]


def _before_blocks(statement: ast.stmt) -> int:
    """The last line of a statement, or of its head where it holds others."""
    children: Any = [getattr(each, "pattern", each) for each in ast.iter_child_nodes(statement)]
    inner = [each.lineno for each in children if isinstance(each, BLOCKS)]
    return max(statement.lineno, min(inner) - 1) if inner else statement.end_lineno or statement.lineno


class Watch:
    """Sees what kinds of values expressions have: puts a call around each, when its file is compiled.

    `wanted` are names and attributes that are read, by the real paths of their files and by where they stand there.
    A value is told by its class and by a sample of what it holds, and none of its own code runs for that. Of an
    expression that is read very often the first values count, and then ever fewer.
    """

    def __init__(self, wanted: dict[str, dict[tuple[int, int, int, int, str], int]]) -> None:
        self._wanted = wanted
        self._times: dict[int, int] = {}
        self._seen: dict[int, dict[str, None]] = {}
        self._dumps = json.dumps

    @property
    def files(self) -> set[str]:
        return set(self._wanted)

    def plant(self) -> None:
        setattr(builtins, WATCH, self._saw)

    def put(self, tree: ast.AST, path: str) -> None:
        if path in self._wanted:
            ast.fix_missing_locations(_Watched(self._wanted[path]).visit(tree))

    def told(self) -> list[tuple[int, list[Any]]]:
        """What each expression was, by its number."""
        return [(number, [json.loads(each) for each in kinds]) for number, kinds in sorted(self._seen.items())]

    def _saw(self, number: int, value: Any) -> Any:
        times = self._times[number] = self._times.get(number, 0) + 1
        if times <= EVERY or not times & (times - 1):
            kinds = self._seen.setdefault(number, {})
            if len(kinds) < MOST_KINDS:
                kinds[self._dumps(_kind(value, DEEPEST))] = None
        return value


class _Watched(ast.NodeTransformer):
    """Puts the call around the expressions; not where Python wants a name, or where annotations stand."""

    def __init__(self, wanted: dict[tuple[int, int, int, int, str], int]) -> None:
        self._wanted = wanted

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._around(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        return self._around(node, node.attr)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = node.value and self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, getattr(ast, "pattern", ())):
            return node
        returns = getattr(node, "returns", None)
        super().generic_visit(node)
        if returns is not None:
            cast("Any", node).returns = returns
        return node

    def _around(self, node: Any, name: str) -> ast.expr:
        place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, name)
        number = self._wanted.get(place) if isinstance(node.ctx, ast.Load) else None
        if number is None:
            return cast("ast.expr", node)
        call = ast.Call(ast.Name(WATCH, ast.Load()), [ast.Constant(number), node], [])
        return ast.copy_location(call, node)


def _kind(value: Any, deep: int) -> dict[str, Any]:
    """The class of a value by its name, and for each of its places the kinds of what it holds there."""
    kind = cast("Any", type)(value)
    if issubclass(kind, type):
        return {"name": "type", "holds": [[{"name": _full_name(value), "holds": []}]]}
    holds: list[list[dict[str, Any]]] = []
    name = _full_name(kind)
    try:
        if not deep:
            pass
        elif kind is re.Pattern or kind is re.Match:
            holds = [[_kind(value.pattern if kind is re.Pattern else value.string, 0)]]
        elif kind is tuple and len(value) <= LONGEST_TUPLE:
            holds = [[_kind(each, deep - 1)] for each in value]
        elif kind is tuple:
            name, holds = "tuple*", [_kinds(value, deep)]
        elif kind in HOLDERS and isinstance(value, dict):
            holds = [_kinds(value.keys(), deep), _kinds(value.values(), deep)]
        elif kind in HOLDERS:
            holds = [_kinds(value, deep)]
        elif "__class_getitem__" in vars(kind) or vars(kind).get("__parameters__"):
            name += "[?]"  # it has parameters, and nothing tells what they are
    except RuntimeError:
        pass  # another thread changes it at this moment
    return {"name": name, "holds": holds}


def _kinds(values: Any, deep: int) -> list[dict[str, Any]]:
    found = {json.dumps(each): each for each in (_kind(each, deep - 1) for each in itertools.islice(values, SAMPLE))}
    return list(found.values())


def _full_name(kind: Any) -> str:
    module, name = kind.__module__, kind.__qualname__
    return f"{module}.{name}" if isinstance(module, str) and isinstance(name, str) else "?"


class Canary(pytest.Function):
    """A test like any other, but for the project's fixtures: those may need what is not there."""

    def setup(self) -> None:
        pass


class Recorder:
    """The plugin: picks and orders the tests as ordered, plants the canaries, writes down what happens."""

    def __init__(self, order: dict[str, Any], journal: Journal, probes: Probes, workspace: str) -> None:
        self._order, self._journal, self._probes, self._workspace = order, journal, probes, workspace
        self._monotonic = time.monotonic
        seconds = order["seconds"]
        self._deadline = None if seconds is None else self._monotonic() + seconds
        self._session: Any = None
        self._error: dict[str, Any] = {}
        self._test: dict[str, Any] = {}
        self.cut = False
        self.imported: list[tuple[str, int]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        for option in STOPS_EARLY:
            setattr(config.option, option, False)

    def pytest_sessionstart(self, session: Any) -> None:
        self._session = session

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: Any) -> None:
        # nobody reads what plugins say in the end, and some import more to say it than all tests do
        plugins = session.config.pluginmanager
        nobody = plugins.subset_hook_caller("pytest_terminal_summary", plugins.get_plugins())
        session.config.hook.pytest_terminal_summary = nobody

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        only = self._order["only"]
        if only is None or collection_path.name == "__init__.py" or collection_path.is_dir():
            return None
        return True if self._relative(str(collection_path)) not in only else None

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, Any, None]:
        yield
        ids, first = self._order["ids"], {path: rank for rank, path in enumerate(self._order["first"])}
        if ids is not None:
            items[:] = [item for item in items if item.nodeid in ids]
        items.sort(key=lambda item: first.get(self._relative(str(item.path)), len(first)))
        tests = [(item.nodeid, self._relative(str(item.path)), (item.location[1] or 0) + 1) for item in items]
        self._journal.write("collected", tests=tests)
        items[:] = self._with_canaries(items)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            file = self._session.config.rootpath / report.nodeid.partition("::")[0]
            place = {"path": self._relative(str(file)), "line": 1}
            self._journal.write("uncollected", id=report.nodeid, **{**place, **self._last_words(report), **self._error})
        self._error = {}

    def pytest_exception_interact(self, call: Any, report: Any) -> None:
        error = call.excinfo.value
        if isinstance(error, pytest.Collector.CollectError):
            error = error.__cause__ or error
        causes: list[str] = []
        while error is not None and len(causes) < 10:
            causes.append(_said(error))
            error = error.__cause__ or error.__context__
        self._error = {"message": causes[0], "causes": causes}
        if self._test.get("id") == report.nodeid:
            self._test.update(self._error)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:  # noqa: ARG002 - pytest names them
        self.imported += self._probes.take()
        self._journal.write("start", id=nodeid)
        self._test = {"id": nodeid, "outcome": None, "seconds": 0.0}

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: Any) -> None:
        self._test["seconds"] = self._test.get("seconds", 0.0) + report.duration
        outcome, known = _outcome(report), self._test.get("outcome")
        if outcome and (known is None or WORST_LAST.index(outcome) > WORST_LAST.index(known)):
            self._test["outcome"] = outcome
            if outcome in ("failed", "error"):
                self._test.update(self._last_words(report))

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:  # noqa: ARG002 - it is the one that was started
        self._journal.write("test", **self._test, lines=self._probes.take())
        if self._deadline is not None and self._monotonic() > self._deadline and not self.cut:
            self.cut = True
            self._session.shouldstop = "the time given is used up"

    def _with_canaries(self, items: list[pytest.Item]) -> list[pytest.Item]:
        planted: list[pytest.Item] = []
        folders: set[Path] = set()
        for item in items:
            if item.path.parent not in folders:
                folders.add(item.path.parent)
                planted += self._canaries(item)
            planted.append(item)
        return planted

    def _canaries(self, sibling: Any) -> list[pytest.Item]:
        def passes() -> None:
            """Do nothing."""

        def fails() -> None:
            raise AssertionError("this test must fail")

        names = self._order["canaries"]
        file = sibling.getparent(pytest.File)
        parent: Any = self._session if file is None or file.parent is None else file.parent
        folder = sibling.nodeid.partition("::")[0].rpartition("/")[0]
        make_module: Any = pytest.Module
        make_canary: Any = Canary
        module = make_module.from_parent(
            parent,
            path=sibling.path,  # one that exists, for by it the hooks of a conftest.py are found
            name=f"{names['module']}.py",
            nodeid="/".join(filter(None, (folder, f"{names['module']}.py"))),
        )
        module.obj = types.ModuleType(names["module"])
        return [
            make_canary.from_parent(module, name=names["passes"], callobj=passes),
            make_canary.from_parent(module, name=names["fails"], callobj=fails),
        ]

    def _last_words(self, report: Any) -> dict[str, Any]:
        crash = getattr(getattr(report, "longrepr", None), "reprcrash", None)
        place = {} if crash is None else {"path": self._relative(str(crash.path)), "line": crash.lineno}
        return {"message": str(report.longrepr)[-300:], "causes": [], **place}

    def _relative(self, path: str) -> str:
        path = os.path.realpath(path)
        inside = path.startswith(self._workspace + os.sep)
        return path[len(self._workspace) + 1 :].replace(os.sep, "/") if inside else path


def spare_the_installed() -> None:
    """Have installed plugins run from their own bytecode, where pytest would rewrite the assertions in all of them.

    It does so at every start where it may not keep what it made, and that takes longer than most runs. Those
    assertions hold and fail as before; they only say less. What tests themselves assert is rewritten as ever.
    """
    rewriter: Any = rewrite.AssertionRewritingHook
    exec_rewritten = rewriter.exec_module

    def exec_module(self: Any, module: Any) -> None:
        file = str(module.__spec__.origin)
        if INSTALLED.isdisjoint(Path(file).parts):
            exec_rewritten(self, module)
            return
        code = importlib.machinery.SourceFileLoader(module.__name__, file).get_code(module.__name__)
        exec(cast("types.CodeType", code), module.__dict__)  # noqa: S102 - to import a module is to run it

    rewriter.exec_module = exec_module


def _outcome(report: Any) -> str | None:
    if report.outcome == "failed":
        return "failed" if report.when == "call" else "error"
    if hasattr(report, "context"):
        return None  # a part of a test: the test itself is still to be reported
    if report.outcome == "skipped":
        return "xfailed" if hasattr(report, "wasxfail") else "skipped"
    if report.outcome == "passed" and report.when == "call":
        return "xpassed" if hasattr(report, "wasxfail") else "passed"
    return None


def _said(error: BaseException) -> str:
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - the tested code's own exceptions may do anything
        words = ""
    return f"{type(error).__name__}: {words}"[:LONGEST]


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    journal = Journal(os.path.abspath(sys.argv[1]))  # noqa: PTH100 - tests may change the directory
    folder = os.path.realpath(Path.cwd())
    workspace = folder[: len(folder) - len(order["root"])].rstrip(os.sep)
    files = {os.path.join(workspace, path): (path, set(lines)) for path, lines in order["lines"].items()}  # noqa: PTH118
    wanted: dict[str, dict[tuple[int, int, int, int, str], int]] = {}
    for number, (path, *place) in enumerate(order["watched"]):
        wanted.setdefault(os.path.realpath(os.path.join(workspace, path)), {})[tuple(place)] = number  # noqa: PTH118
    watch = Watch(wanted)
    probes = Probes({os.path.realpath(path): lines for path, lines in files.items()}, watch)
    recorder = Recorder(order, journal, probes, workspace)
    probes.plant()
    spare_the_installed()
    gc.freeze()  # what pytest itself holds need not be looked through each time that garbage is looked for
    arguments = sys.argv[2:]
    sys.argv = ["pytest", *arguments]
    sys.path[0] = folder
    code = int(pytest.main(arguments, plugins=[recorder]))
    journal.write("end", exit=code, cut=recorder.cut, imported=recorder.imported + probes.take(), seen=watch.told())
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    # what is told is told: exit handlers, threads left behind and taking a large heap apart add nothing to it
    os._exit(code)


if __name__ == "__main__":
    main()
