"""A patch of drafted tests adds test functions and imports to files of tests: nothing else is touched, nothing goes.

What is added does nothing when the file is imported, and takes no name that means something there already.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import symtable
from collections import Counter
from collections.abc import Iterator

from assay.checks.at_import import fault_of_class, fault_of_test, homes, is_docstring
from assay.checks.imported import Loaded, loaded
from assay.checks.suppressions import suppressions
from assay.checks.weakening import Located
from assay.checks.weakening import added as increased
from assay.core.check import Boundary, Candidate, Check, CheckResult
from assay.core.parsing import parse_module
from assay.core.patch import FileChange
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.syntax.tree import Tree, captured, parse
from assay.tools.test_files import is_test, is_test_module

NAME = "only tests"
_SILENCED = '"noqa"'
"""What silences the linter that judges drafted tests."""


def only_tests(policy: Policy) -> Check:
    """The check. What the policy protects asks for a confirmation."""

    async def check(candidate: Candidate) -> CheckResult:
        changes = candidate.proposal.patch.changes
        reason = await asyncio.to_thread(_reason, candidate, policy) if changes else "no test is added"
        if reason:
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
        names = ", ".join(str(each.path) for each in changes)
        crossed: tuple[Boundary, ...] = ("protected",) if any(policy.protects(each.path) for each in changes) else ()
        return CheckResult(NAME, required=True, status="passed", summary=f"adds to {names} alone", boundaries=crossed)

    return check


def _reason(candidate: Candidate, policy: Policy) -> str:
    changes, before = candidate.proposal.patch.changes, candidate.before.snapshot
    if why := next(filter(None, (_fault_of_file(before, each, policy) for each in changes)), ""):
        return why
    known = loaded(before, candidate.target.path)
    return next(filter(None, (_fault_of_text(each, known) for each in changes)), "")


def _fault_of_file(before: Snapshot, change: FileChange, policy: Policy) -> str:
    path = change.path
    if (
        path.is_absolute()
        or ".." in path.parts
        or path.suffix != ".py"
        or not is_test(path)
        or path.name in ("conftest.py", "__init__.py")
        or (change.before is None and not is_test_module(path))
    ):
        return f"{path}: no file of tests"
    if policy.hides(path):
        return f"{path}: kept secret by the policy"
    if any((before.root / part).is_symlink() for part in (path, *path.parents[:-1])):
        return f"{path}: reached through a link"
    return f"{path}: would be deleted" if change.after is None else ""


def _fault_of_text(change: FileChange, loaded_before: Loaded) -> str:
    path, left = change.path, parse_module(change.before or "").body
    module = parse_module(change.after or "")
    known, added = homes(module), list[ast.stmt]()
    for number, node in enumerate(module.body):
        if left and ast.dump(node) == ast.dump(left[0]):
            del left[0]
            continue
        if left and _extends(node, left[0]):
            del left[0]
        elif number == 0 and change.before is None and is_docstring(node):
            continue
        elif why := _fault_of_statement(node, known):
            return f"{path}:{node.lineno}: {why}"
        added.append(node)
    if left:
        return f"{path}: what stood there was changed"
    if why := _fault_of_comments(change):
        return f"{path}: {why}"
    for each in (inner for node in added for inner in ast.walk(node)):
        if isinstance(each, (ast.Import, ast.ImportFrom)) and (why := loaded_before.fault(each, path)):
            return f"{path}:{each.lineno}: {why}"
    return _taken(change, added)


def _fault_of_statement(node: ast.stmt, known: dict[str, str]) -> str:
    if isinstance(node, ast.ClassDef):
        return fault_of_class(node, known)
    if isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names):
        return "imports all names that there are"
    return "" if isinstance(node, (ast.Import, ast.ImportFrom)) else fault_of_test(node, known)


def _extends(node: ast.stmt, old: ast.stmt) -> bool:
    """Whether it imports what another statement does, and more from the same module."""
    if not isinstance(node, ast.ImportFrom) or not isinstance(old, ast.ImportFrom):
        return False
    names = {ast.dump(each) for each in node.names}
    same = node.module == old.module and node.level == old.level
    return same and "*" not in {each.name for each in node.names} and names >= {ast.dump(each) for each in old.names}


def _fault_of_comments(change: FileChange) -> str:
    """What the comments say to the linter that judges the tests, or no longer say to anybody, in words."""
    before, after = parse(change.before or ""), parse(change.after or "")
    old = [each for each in suppressions(before, before.root) if each.what == _SILENCED]
    new = (Located(change.path, 0, each) for each in suppressions(after, after.root) if each.what == _SILENCED)
    if increased(old, new):
        return f"adds {_SILENCED}"
    gone = Counter(_comments(before)) - Counter(_comments(after))
    return f"a comment is gone: {next(iter(gone))}" if gone else ""


def _comments(tree: Tree) -> list[str]:
    return [tree.code(each) for each in captured(tree.root, "(comment) @comment")]


def _taken(change: FileChange, added: list[ast.stmt]) -> str:
    """Where what is added takes a name that means something else in the file, in words; empty where nothing does."""
    text = change.before or ""
    old = parse_module(text)
    meaning = dict.fromkeys(_bound(text), "what stood there") | homes(old)
    read = {each.id for each in ast.walk(old) if isinstance(each, ast.Name)}
    for node in added:
        for name, means in _names(node):
            where = f"{change.path}:{node.lineno}: {name}"
            if meaning.get(name, means) != means:
                return f"{where} takes the place of what is called so already"
            if isinstance(node, ast.ImportFrom) and name.startswith(("test", "Test")) and name != "TestCase":
                return f"{where} is taken for a test, and comes from elsewhere"
            if name in read and hasattr(builtins, name) and name not in meaning:
                return f"{where} takes the place of what Python calls so"
            meaning[name] = means or "a test"
    return ""


def _bound(text: str) -> Iterator[str]:
    """The names that a module binds, in functions with `global` too."""
    for each in symtable.symtable(text, "", "exec").get_symbols():
        if each.is_assigned() or each.is_imported():
            yield each.get_name()


def _names(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """The names that a statement binds, each with what it stands for: nothing, where it is a test of its own."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name, ""
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from homes(ast.Module([node], [])).items()
