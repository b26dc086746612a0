"""Runs inside the sandbox, beside `mutation_payload.py`: how a test comes out, and whether it was by what it asserts.

Needs Python 3.9 and pytest, imports nothing else but the standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import ast
import functools
import inspect
import os
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol

NOWHERE = os.open(os.devnull, os.O_WRONLY)


def outcome(item: Any, order: dict[str, Any]) -> str:
    """How it came out: passed, skipped, failed, or asserted, where that is what a test looks at."""
    return _called(item, order) if _is_plain(item) else _run(item)


def be_silent() -> None:
    """Send away what is written to the standard streams, but for what pytest catches."""
    os.dup2(NOWHERE, 1)
    os.dup2(NOWHERE, 2)


def _run(item: Any) -> str:
    # nobody reads why it fails, and putting that into words takes longer than most tests
    item.config.option.verbose, item.config.option.tbstyle = -9, "no"
    item.asserted = False
    outcomes = {report.outcome for report in runtestprotocol(item, log=False, nextitem=None)}
    if "failed" in outcomes:
        return "asserted" if item.asserted else "failed"
    return "skipped" if "skipped" in outcomes else "passed"


def is_asserted(raised: Any, order: dict[str, Any]) -> bool:
    """Whether a test looked and saw it, or the code under test refuses what it took before; not by mere accident."""
    last = raised.traceback[-1]
    if os.path.realpath(str(last.path)) == os.path.realpath(order["path"]):
        return any(last.lineno + 1 in lines for lines in refusals(order["text"]))
    return isinstance(raised.value, (AssertionError, pytest.fail.Exception))


@functools.cache
def refusals(text: str) -> list[range]:
    """The lines of the statements that raise; to find them in a long text takes longer than most tests."""
    every = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Raise))
    return [range(each.lineno, (each.end_lineno or each.lineno) + 1) for each in every]


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
    be_silent()
    try:
        item.obj(**_parameters(item))
    except pytest.skip.Exception:
        return "skipped"
    except BaseException:  # noqa: BLE001 - whatever it is, the test does not pass
        return "asserted" if is_asserted(pytest.ExceptionInfo.from_current(), order) else "failed"
    return "passed"
