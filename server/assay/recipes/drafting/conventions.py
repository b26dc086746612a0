"""What the tests of a project have in common beyond their form: marks that all of them carry, and how they await."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.parsing import parse_module
from assay.core.project import Project
from assay.core.snapshot import Snapshot
from assay.tools.pytest_settings import pytest_setting
from assay.tools.related import python_files
from assay.tools.test_files import is_test_module

FEWEST, MOST_FILES = 2, 100
_AWAITING = ("pytest.mark.asyncio", "pytest.mark.anyio", "pytest.mark.trio")
_MODES = {"pytest-asyncio": "asyncio_mode", "anyio": "anyio_mode"}
_PARTICULAR = frozenset({"parametrize", "skip", "skipif", "xfail", "flaky", "repeat", "usefixtures"})
"""Marks that are about the one test that carries them."""

_TESTS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What goes above each test. `awaited` is what goes above one that is `async`; None where tests are not."""

    marks: tuple[str, ...] = ()
    awaited: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A test that is there. `above` are its marks, with those of its class and its file; `own` without the file's."""

    is_async: bool
    above: tuple[str, ...]
    own: tuple[str, ...]


def conventions(
    project: Project, folder: PurePosixPath, snapshot: Snapshot, file: PurePosixPath, related: Sequence[PurePosixPath]
) -> Conventions:
    """What tests in `file` have to carry; `related` are the tests of the project that are nearest to them."""
    here = _found(snapshot, file)
    near = [each for path in related if path != file for each in _found(snapshot, path)]
    files = sorted(each for each in python_files(snapshot, folder)[0] if is_test_module(each))[:MOST_FILES]
    far = [each for path in files if path != file and path not in related for each in _found(snapshot, path)]
    if len(here) >= FEWEST:
        marks = _common([each.own for each in here])
    else:
        given = {mark for each in here for mark in each.above if mark not in each.own}
        marks = tuple(each for each in _common([one.above for one in (*here, *(near or far))]) if each not in given)
    return Conventions(marks, _awaited(project, folder, (here, near, far)))


def _awaited(project: Project, folder: PurePosixPath, groups: Sequence[Sequence[_Found]]) -> tuple[str, ...] | None:
    """The way of the nearest tests that are `async`; where there are none, that of the configuration."""
    for number, group in enumerate(groups):
        ways = [_way(each.above if number else each.own, each.above) for each in group if each.is_async]
        if ways:
            return max(dict.fromkeys(ways), key=ways.count)
    installed = project.interpreter.distributions
    auto = (name in installed and pytest_setting(project, folder, mode) == "auto" for name, mode in _MODES.items())
    return () if any(auto) else None


def _way(needed: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """What a test like this one has to carry, in a file that gives it nothing but what is not in `needed`."""
    kind = next((each.partition("(")[0] for each in above if each.startswith(_AWAITING)), "")
    return (f"@{kind}",) if kind and any(each.startswith(kind) for each in needed) else ()


def _common(every: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The marks that all of several tests carry, as decorators; of one test alone nothing follows."""
    if len(every) < FEWEST:
        return ()
    shared = [each for each in every[0] if all(each in other for other in every)]
    return tuple(f"@{each}" for each in dict.fromkeys(shared) if not _is_particular(each))


def _is_particular(mark: str) -> bool:
    return mark.startswith(_AWAITING) or mark.partition("(")[0].rpartition(".")[2] in _PARTICULAR


def _found(snapshot: Snapshot, path: PurePosixPath) -> list[_Found]:
    """The tests of a file; none where it cannot be read."""
    if path.name == "conftest.py":
        return []
    try:
        module = parse_module(snapshot.read(path) or "")
    except (SyntaxError, ValueError, RecursionError):
        return []
    given = tuple(_given(module.body))
    found: list[_Found] = []
    for node in module.body:
        shared = tuple(_marks(node.decorator_list)) + tuple(_given(node.body)) if isinstance(node, ast.ClassDef) else ()
        for each in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(each, _TESTS) and each.name.startswith("test"):
                own = (*shared, *_marks(each.decorator_list))
                found.append(_Found(isinstance(each, ast.AsyncFunctionDef), (*given, *own), own))
    return found


def _given(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The marks that a file or a class gives all its tests by `pytestmark`."""
    for node in body:
        if isinstance(node, ast.Assign) and any(ast.unparse(each) == "pytestmark" for each in node.targets):
            yield from _marks(node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value])


def _marks(expressions: Sequence[ast.expr]) -> Iterator[str]:
    """Those of the expressions that are marks of pytest with nothing but plain values in them."""
    for each in expressions:
        values = [*each.args, *(one.value for one in each.keywords)] if isinstance(each, ast.Call) else []
        source = ast.unparse(each)
        if source.startswith("pytest.mark.") and all(isinstance(value, ast.Constant) for value in values):
            yield source
