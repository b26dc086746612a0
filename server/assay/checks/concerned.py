"""Which expressions of a test have to do with the code under test: what it was called with, and what came of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from assay.checks.at_import import named
from assay.checks.imported import Loaded

Test = ast.FunctionDef | ast.AsyncFunctionDef

_WITNESSES = frozenset(
    {"caplog", "capfd", "capfdbinary", "capsys", "capsysbinary", "monkeypatch", "recwarn", "tmp_path", "tmpdir"}
)
"""Fixtures of pytest by which a test sees what a call did."""

_OTHER = frozenset({"cls", "pytestconfig", "record_property", "request", "self"})


def own_names(module: ast.AST, path: PurePosixPath, known: Loaded) -> frozenset[str]:
    """The names that a file of tests imports from modules of the project."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and known.holds(node, path):
            found.update(each.asname or each.name.partition(".")[0] for each in node.names)
    return frozenset(found)


class Concern:
    """What has to do with the code under test in one test. `own` are the names by which it is reached."""

    def __init__(self, test: Test, own: frozenset[str]) -> None:
        tabled, given = set(_tabled(test)), {each.arg for each in _parameters(test)}
        self._own = own | (given - tabled - _WITNESSES - _OTHER)  # a fixture of the project is its code
        self._told = set(self._own - own)
        if any(self.calls(each) for each in test.body):
            self._told |= given & _WITNESSES
        growing = -1
        while growing != len(self._told):
            growing = len(self._told)
            for node in ast.walk(test):
                self._follow(node)

    def calls(self, node: ast.AST) -> bool:
        """Whether a call of the code under test stands in it, or of something that it made."""
        return any(isinstance(each, ast.Call) and self._is_own(each) for each in ast.walk(node))

    def about(self, node: ast.AST) -> bool:
        """Whether its value has to do with the code under test."""
        return any(isinstance(each, ast.Name) and each.id in self._told for each in ast.walk(node)) or self.calls(node)

    def names(self, node: ast.AST) -> bool:
        """Whether the code under test, or what it made, is named in it."""
        return bool(_names([node]) & (self._own | self._told))

    def _is_own(self, call: ast.Call) -> bool:
        return self.names(call.func)

    def _follow(self, node: ast.AST) -> None:
        """Know what a statement or a call gives the name of, or hands over."""
        if isinstance(node, ast.Call) and self._is_own(node):
            self._told.update(_names([*node.args, *(each.value for each in node.keywords)]) - self._own)
            root = node.func
            while isinstance(root, ast.Attribute):
                root = root.value
            self._told.update(_names([root]) - self._own)
        for targets, value in _bindings(node):
            if self.about(value):
                self._told.update(_names(targets) - self._own)


def _bindings(node: ast.AST) -> Iterator[tuple[list[ast.expr], ast.expr]]:
    """What a node binds, and from what."""
    if isinstance(node, ast.Assign):
        yield node.targets, node.value
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value is not None:
        yield [node.target], node.value
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield [node.target], node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield [node.optional_vars], node.context_expr


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _parameters(test: Test) -> list[ast.arg]:
    return [*test.args.posonlyargs, *test.args.args, *test.args.kwonlyargs]


def _tabled(test: Test) -> Iterator[str]:
    """The parameters that come from a table of values."""
    for each in test.decorator_list:
        if isinstance(each, ast.Call) and named(each.func, {}).endswith("parametrize") and each.args:
            for text in ast.walk(each.args[0]):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield from (name.strip() for name in text.value.split(","))
