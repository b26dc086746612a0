"""Every drafted test asserts something that can fail: it compares what it called, or waits for an exception."""

from __future__ import annotations

import ast

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
    made = {each.id for each in ast.walk(test) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return any(_can_fail(each, made) for each in ast.walk(test))


def _can_fail(node: ast.AST, made: set[str]) -> bool:
    """Whether it compares what comes of a call, or what the test has made for one, with something else; or waits."""
    if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
        return _compares([node.test.left, *node.test.comparators], made)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _COMPARING:
        return _compares([*node.args, ast.Constant(None)] if len(node.args) == 1 else node.args, made)
    if isinstance(node, ast.With):
        calls = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
        raises = [each for each in calls if ast.unparse(each.func) in ("pytest.raises", "self.assertRaises")]
        return any(each.args and ast.unparse(each.args[0]) not in ("Exception", "BaseException") for each in raises)
    return False


def _compares(sides: list[ast.expr], made: set[str]) -> bool:
    parts = [each for side in sides for each in ast.walk(side)]
    lives = any(isinstance(each, ast.Call) or (isinstance(each, ast.Name) and each.id in made) for each in parts)
    return lives and len({ast.dump(side) for side in sides}) > 1
