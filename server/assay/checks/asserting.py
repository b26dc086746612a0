"""Every drafted test asserts something that can fail: it compares what it called, or waits for an exception."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet

from assay.checks.drafted import drafted, failed
from assay.core.check import Candidate, CheckResult

NAME = "asserts"


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
    came = _came(test)
    return any(_can_fail(each, came) for each in ast.walk(test))


def _came(test: ast.FunctionDef) -> frozenset[str]:
    """The names in a test for what came of a call."""
    found: set[str] = set()
    for each in sorted((each for each in ast.walk(test) if isinstance(each, ast.Assign)), key=lambda each: each.lineno):
        if _is_of_a_call(each.value, found):
            found.update(name.id for target in each.targets for name in ast.walk(target) if isinstance(name, ast.Name))
    return frozenset(found)


def _is_of_a_call(value: ast.expr, came: AbstractSet[str]) -> bool:
    return any(
        isinstance(each, ast.Call) or (isinstance(each, ast.Name) and each.id in came) for each in ast.walk(value)
    )


def _can_fail(node: ast.AST, came: AbstractSet[str]) -> bool:
    if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
        sides = {ast.dump(node.test.left), *(ast.dump(each) for each in node.test.comparators)}
        return len(sides) > 1 and _is_of_a_call(node.test, came)
    if isinstance(node, ast.With):
        calls = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
        raises = [each for each in calls if ast.unparse(each.func) == "pytest.raises"]
        return any(each.args and ast.unparse(each.args[0]) not in ("Exception", "BaseException") for each in raises)
    return False
