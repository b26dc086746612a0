"""Every drafted test asserts something that can fail: what came of the code under test, or that it raises.

Told from the text alone. Whether an assertion does fail where the code is at fault is for `kills` to find out.
"""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator

from assay.checks.at_import import homes, named
from assay.checks.concerned import Concern, own_names
from assay.checks.drafted import Test, drafted, failed, problem
from assay.checks.imported import Loaded, loaded
from assay.core.check import Candidate, CheckResult
from assay.core.parsing import parse_module

NAME = "asserts"
_OF_ONE = frozenset({"assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone"})
_WAITING = frozenset(
    {"pytest.raises", "pytest.warns", "self.assertRaises", "self.assertRaisesRegex", "self.assertWarns"}
)
_ALWAYS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Lambda, ast.JoinedStr)
_ANY = frozenset({"Exception", "BaseException", "Warning"})


async def asserting(candidate: Candidate) -> CheckResult:
    """The check."""
    known = await asyncio.to_thread(loaded, candidate.before.snapshot, candidate.target.path)
    added = drafted(candidate)
    idle = [each for each in added if not _asserts(each, known)]
    if not added:
        return failed(NAME, "no test is added")
    if idle:
        reason = f"{', '.join(each.place for each in idle)}: asserts nothing of the code under test that can fail"
        return failed(
            NAME, reason, problems=tuple(problem(each, "asserts nothing that can fail", NAME) for each in idle)
        )
    return CheckResult(NAME, required=True, status="passed", summary=f"all of {len(added)} test functions can fail")


def _asserts(test: Test, known: Loaded) -> bool:
    module = parse_module(test.text)
    names = homes(module)
    concern = Concern(test.node, own_names(module, test.file, known))
    return any(_can_fail(each, concern, names) for each in ast.walk(test.node))


def _can_fail(node: ast.AST, concern: Concern, names: dict[str, str]) -> bool:
    """Whether it judges what has to do with the code under test, or waits for what that raises."""
    if isinstance(node, ast.Assert):
        return _is_open(node.test, concern)
    if isinstance(node, ast.Call):
        name = named(node.func, names)
        if name in _WAITING:
            return _waits(node) and any(map(concern.names, node.args[1:]))
        method = name.removeprefix("self.")
        return name != method and method.startswith("assert") and _compares(list(_judged(node, method)), concern)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        calls = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
        waits = any(named(each.func, names) in _WAITING and _waits(each) for each in calls)
        return waits and any(map(concern.calls, node.body))
    return False


def _judged(call: ast.Call, method: str) -> Iterator[ast.expr]:
    """What a method of `unittest` compares; what it says when that fails is no part of it."""
    count = 1 if method in _OF_ONE else 2
    given = [*call.args[:count], *(each.value for each in call.keywords if each.arg not in ("msg", "places", "delta"))]
    yield from given[:count]
    if count == 1:
        yield ast.Constant(None)


def _waits(call: ast.Call) -> bool:
    """Whether it waits for something in particular."""
    first = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "expected_exception")]
    return bool(first) and not any(isinstance(each, ast.Name) and each.id in _ANY for each in ast.walk(first[0]))


def _is_open(node: ast.expr, concern: Concern) -> bool:
    """Whether a condition may be false, as far as its form tells."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_is_open(each, concern) for each in values)
        case ast.BoolOp(values=values):
            return all(_is_open(each, concern) for each in values)
        case ast.Compare():
            return _compares([node.left, *node.comparators], concern)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_open(operand, concern)
        case ast.IfExp():
            return _is_open(node.body, concern) and _is_open(node.orelse, concern)
        case _:
            return not isinstance(node, _ALWAYS) and concern.about(node)


def _compares(sides: list[ast.expr], concern: Concern) -> bool:
    """Whether it is about the code under test, and no side is what another one is."""
    said = [ast.dump(each) for each in sides]
    within = {ast.dump(part) for each in sides for part in _parts(each)}
    return any(map(concern.about, sides)) and len(set(said)) == len(said) > 1 and within.isdisjoint(said)


def _parts(side: ast.expr) -> list[ast.expr]:
    """What a collection that is written down holds."""
    return side.elts if isinstance(side, (ast.Tuple, ast.List, ast.Set)) else []
