"""Every drafted test asserts something that can fail: it compares what it called, or waits for an exception."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from assay.checks.drafted import drafted, failed
from assay.core.check import Candidate, CheckResult

NAME = "asserts"
_COMPARING = ("self.assertEqual", "self.assertIs", "self.assertIsNone")


async def asserting(candidate: Candidate) -> CheckResult:
    """The check."""
    added = drafted(candidate)
    idle = [
        f"{each.file}:{test.lineno}: {test.name}" for each in added for test in each.functions if not _asserts(test)
    ]
    count = sum(len(each.functions) for each in added)
    if idle or not count:
        return failed(NAME, f"{', '.join(idle)}: asserts nothing that can fail" if idle else "no test is added")
    return CheckResult(NAME, required=True, status="passed", summary=f"all of {count} test functions can fail")


def _asserts(test: ast.FunctionDef) -> bool:
    told = _told(test)
    return any(_can_fail(each, told) for each in ast.walk(test))


def _told(test: ast.FunctionDef) -> frozenset[str]:
    """The names in a test that a call has to do with: for what came of one, or for what was handed to one."""
    every = (each for each in ast.walk(test) if isinstance(each, ast.Call))
    calls = [each for each in every if ast.unparse(each.func) not in _COMPARING]
    found = {name.id for call in calls for name in ast.walk(call) if isinstance(name, ast.Name)}
    for each in sorted((each for each in ast.walk(test) if isinstance(each, ast.Assign)), key=lambda each: each.lineno):
        if _is_of_a_call([each.value], found):
            found.update(name.id for target in each.targets for name in ast.walk(target) if isinstance(name, ast.Name))
    return frozenset(found)


def _is_of_a_call(values: Iterable[ast.expr], told: AbstractSet[str]) -> bool:
    parts = (each for value in values for each in ast.walk(value))
    return any(isinstance(each, ast.Call) or (isinstance(each, ast.Name) and each.id in told) for each in parts)


def _can_fail(node: ast.AST, told: AbstractSet[str]) -> bool:
    """Whether it compares what a call has to do with, with something else; or waits for an exception."""
    if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
        return _compares([node.test.left, *node.test.comparators], told)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _COMPARING:
        return _compares([*node.args, ast.Constant(None)] if len(node.args) == 1 else node.args, told)
    if isinstance(node, ast.With):
        calls = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
        raises = [each for each in calls if ast.unparse(each.func) in ("pytest.raises", "self.assertRaises")]
        return any(each.args and ast.unparse(each.args[0]) not in ("Exception", "BaseException") for each in raises)
    return False


def _compares(sides: list[ast.expr], told: AbstractSet[str]) -> bool:
    return _is_of_a_call(sides, told) and len({ast.dump(side) for side in sides}) > 1
