"""A patch of drafted tests adds test functions and imports to test files: nothing else is touched, and nothing goes."""

from __future__ import annotations

import ast

from assay.core.check import Boundary, Candidate, Check, CheckResult
from assay.core.patch import FileChange
from assay.core.policy import Policy
from assay.tools.test_files import is_test

NAME = "only tests"
_ADDED = (ast.Import, ast.ImportFrom, ast.FunctionDef)


def only_tests(policy: Policy) -> Check:
    """The check. What the policy protects asks for a confirmation."""

    async def check(candidate: Candidate) -> CheckResult:
        changes = candidate.proposal.patch.changes
        reason = next(filter(None, (_fault(candidate, each, policy) for each in changes)), "")
        if reason or not changes:
            reason = reason or "no test is added"
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
        names = ", ".join(str(each.path) for each in changes)
        crossed: tuple[Boundary, ...] = ("protected",) if any(policy.protects(each.path) for each in changes) else ()
        return CheckResult(NAME, required=True, status="passed", summary=f"adds to {names} alone", boundaries=crossed)

    return check


def _fault(candidate: Candidate, change: FileChange, policy: Policy) -> str:
    path, root = change.path, candidate.before.snapshot.root
    if (
        path.is_absolute()
        or ".." in path.parts
        or path.suffix != ".py"
        or not is_test(path)
        or path.name == "conftest.py"
    ):
        return f"{path}: no file of tests"
    if policy.hides(path):
        return f"{path}: kept secret by the policy"
    if any((root / part).is_symlink() for part in (path, *path.parents[:-1])):
        return f"{path}: reached through a link"
    if change.after is None:
        return f"{path}: would be deleted"
    left = ast.parse(change.before or "").body
    for node in ast.parse(change.after).body:
        if left and (ast.dump(node) == ast.dump(left[0]) or _extends(node, left[0])):
            del left[0]
        elif not isinstance(node, _ADDED) and not (isinstance(node, ast.Expr) and change.before is None):
            return f"{path}:{node.lineno}: neither a test nor an import"
    return f"{path}: what stood there was changed" if left else ""


def _extends(node: ast.stmt, old: ast.stmt) -> bool:
    """Whether it imports what another statement does, and more from the same module."""
    if not isinstance(node, ast.ImportFrom) or not isinstance(old, ast.ImportFrom):
        return False
    names = {ast.dump(each) for each in node.names}
    same = node.module == old.module and node.level == old.level
    return same and names >= {ast.dump(each) for each in old.names}
