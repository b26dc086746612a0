"""Whether a change of a Python file changes what the program does when it runs.

It does not where both syntax trees are equal without annotations, without imports from `typing` and `collections.abc`
that only annotations use, and without `if TYPE_CHECKING:` blocks. Comments are in no tree. An annotation stays in
where a framework may read it: on a decorated function, in a class that is decorated or whose base is not known, in a
module that itself names something that reads annotations. A new one that is evaluated must be of a kind that cannot
fail; where a name is read by code far away, undecorated, nothing here can tell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import zip_longest
from typing import cast

from assay.checks.annotations import (
    Function,
    bound_in,
    class_is_read,
    evaluated,
    function_is_read,
    is_future_annotations,
    mentions_readers,
)
from assay.checks.evaluation import TYPING_MODULES, known_expressions, may_fail, names_of
from assay.core.parsing import parse_module

LONGEST = 2 << 20
"""Characters beyond which a file is not compared."""
_LAZY = (3, 14)
"""From this Python on annotations are evaluated only when something reads them."""
_NO_TYPE = ast.Constant(None)


def changes_runtime(before: str, after: str, *, python: tuple[int, int] | None) -> str | None:
    """Why the change may change what runs, in words that follow a file's name; None where it does not.

    `python` is the version that the project runs on, None where it is not known.
    """
    if max(len(before), len(after)) > LONGEST:
        return "is too large to compare what it does"
    try:
        old, new = (_without_type_checking(parse_module(text)) for text in (before, after))
        return _evaluation(old, new, python) or _difference(old, new)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "cannot be parsed to compare what it does"


def _evaluation(old: ast.Module, new: ast.Module, python: tuple[int, int] | None) -> str | None:
    """The first annotation that may fail when it is evaluated, and either is new or could not fail before."""
    if python is not None and python >= _LAZY:
        return None
    slots = {(slot.key, ast.dump(slot.annotation)): slot for slot in evaluated(old)}
    known, names, old_names = known_expressions(slots.values()), names_of(new), names_of(old)
    for slot in evaluated(new):
        twin = slots.get((slot.key, ast.dump(slot.annotation)))
        if twin is None:
            fails = may_fail(slot, names, known, python)
        else:
            fails = may_fail(slot, names, (), python) and not may_fail(twin, old_names, (), python)
        if fails:
            return f"evaluates an annotation in line {slot.annotation.lineno}, which may fail"
    return None


def _difference(old: ast.Module, new: ast.Module) -> str | None:
    """Where the trees differ when all is left out that does nothing."""
    keep_all = mentions_readers(old) or mentions_readers(new)
    strippers = [_Annotations(keep_all=keep_all), _Annotations(keep_all=keep_all)]
    for stripper, tree in zip(strippers, (old, new), strict=True):
        stripper.visit(tree)
    if not any(stripper.kept for stripper in strippers):
        for tree in (old, new):
            tree.body = [statement for statement in tree.body if not is_future_annotations(statement)]
    unused = _unused_typing(new)
    for tree in (old, new):
        tree.body = list(_without(tree.body, unused))
    if ast.dump(old) == ast.dump(new):
        return None
    return f"does something else from line {_first_difference(old.body, new.body, 1)} on"


def _first_difference(old: list[ast.stmt], new: list[ast.stmt], line: int) -> int:
    """The line of `new` of the innermost statement that differs."""
    for left, right in zip_longest(old, new):
        if right is None:
            return line
        if left is None or ast.dump(left) != ast.dump(right):
            outer, inner = _block(left), _block(right)
            if outer and inner and [*map(ast.dump, outer)] != [*map(ast.dump, inner)]:
                return _first_difference(outer, inner, right.lineno)
            return right.lineno
        line = right.end_lineno or right.lineno
    return line


def _block(statement: ast.stmt | None) -> list[ast.stmt]:
    body = getattr(statement, "body", None)
    return cast("list[ast.stmt]", body) if isinstance(body, list) else []


def _without_type_checking(tree: ast.Module) -> ast.Module:
    """The tree as it runs: `if TYPE_CHECKING:` replaced by its `else`."""
    named = [node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute)) and _is_type_checking(node)]
    if all(isinstance(node.ctx, ast.Load) for node in named):  # else the module sets it itself, to whatever
        _TypeChecking().visit(tree)
    return tree


def _is_type_checking(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING") or (
        isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING"
    )


class _TypeChecking(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return node.orelse if _is_type_checking(node.test) else node


class _Annotations(ast.NodeTransformer):
    """Takes annotations out of a tree; `kept` counts those that somebody may read."""

    def __init__(self, *, keep_all: bool) -> None:
        self.kept = 0
        self._keep_all = keep_all
        self._scopes: list[Function | ast.ClassDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._visit_function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._visit_scope(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        scope = self._scopes[-1] if self._scopes else None
        if self._keep_all or (isinstance(scope, ast.ClassDef) and class_is_read(scope)):
            self.kept += 1
            return node
        if node.value is not None:
            return ast.copy_location(ast.Assign([node.target], node.value), node)
        if isinstance(scope, Function) and not _assigned(scope, node.target):
            # it makes the name local, which alone can change what a function does
            return ast.copy_location(ast.AnnAssign(node.target, _NO_TYPE, None, node.simple), node)
        return None

    def _visit_function(self, node: Function) -> ast.AST:
        classes = tuple(scope for scope in self._scopes if isinstance(scope, ast.ClassDef))
        arguments = node.args
        listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        annotated = [argument for argument in listed if argument is not None and argument.annotation is not None]
        if self._keep_all or function_is_read(node, classes):
            self.kept += len(annotated) + (node.returns is not None)
        else:
            node.returns = None
            for argument in annotated:
                argument.annotation = None
        return self._visit_scope(node)

    def _visit_scope(self, node: Function | ast.ClassDef) -> ast.AST:
        self._scopes.append(node)
        self.generic_visit(node)
        self._scopes.pop()
        return node


def _assigned(function: Function, target: ast.expr) -> bool:
    """Whether the function binds the name also without the annotation."""
    if not isinstance(target, ast.Name):
        return False
    others = [node for node in ast.walk(function) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)]
    return any(node.id == target.id and node is not target for node in others)


def _unused_typing(tree: ast.Module) -> frozenset[tuple[str, str, str | None]]:
    """The module's own imports from typing modules that nothing in the stripped tree uses: module, name, other name."""
    imports = [statement for statement in tree.body if isinstance(statement, (ast.Import, ast.ImportFrom))]
    others = [statement for statement in tree.body if statement not in imports]
    used = {node.id for statement in others for node in ast.walk(statement) if isinstance(node, ast.Name)}
    used |= {
        node.value
        for statement in others
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used |= {name for statement in others for name in bound_in(statement)}
    listed = [triple for statement in imports for triple in _aliases(statement)]
    names = [(asname or name).partition(".")[0] for _, name, asname in listed]
    return frozenset(
        triple
        for triple, bound in zip(listed, names, strict=True)
        if bound not in used and names.count(bound) == 1 and _is_typing(*triple[:2])
    )


def _aliases(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str, str | None]]:
    module = "" if isinstance(statement, ast.Import) else "." * statement.level + (statement.module or "")
    return ((module, alias.name, alias.asname) for alias in statement.names)


def _is_typing(module: str, name: str) -> bool:
    return name in TYPING_MODULES.get(module, ()) if module else name in TYPING_MODULES


def _without(body: list[ast.stmt], unused: frozenset[tuple[str, str, str | None]]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            aliases = zip(statement.names, _aliases(statement), strict=True)
            statement.names = [alias for alias, triple in aliases if triple not in unused]
            if not statement.names:
                continue
        yield statement
