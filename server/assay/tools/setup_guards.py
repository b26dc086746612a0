"""The parts of a `setup.py` to which no build comes, or by which none comes out otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_BUILDING = re.compile(
    r"(?:bdist|build|check|develop|dist_info|editable|egg_info|install|sdist|setopt|saveopts)\w*|alias|rotate"
)
"""The commands that a build may come to; any other runs only where somebody calls the script with its name."""

_ENDS = ("exit", "SystemExit", "_exit", "quit")


def builds(command: str) -> bool:
    """Whether a command of this name may have a part in a build."""
    return _BUILDING.fullmatch(command) is not None


def guarded(tree: ast.Module) -> frozenset[int]:
    """The `id` of each node of such a part.

    They are: the condition of a guard that only ends the script; the names that serve such conditions alone; what is
    done for a command of the script's own, up to the end of the script; and the classes of such commands.
    """
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and (_only_ends(node) or _is_shortcut(node)):
            found |= _within(node.test, *node.body)
    found |= _within(*_commands(tree))
    return frozenset(found | _within(*_serving(tree, found)))


def _within(*nodes: ast.AST) -> set[int]:
    return {id(each) for node in nodes for each in ast.walk(node)}


def _only_ends(node: ast.If) -> bool:
    """Whether all that hangs on a condition is that the script ends: an error for a Python that is too old."""
    *before, last = node.body
    said = (isinstance(each, ast.Expr) and _called(each.value) in ("print", "write") for each in before)
    return not node.orelse and all(said) and is_end(last)


def is_end(node: ast.stmt) -> bool:
    """Whether the script ends with it."""
    return isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and _called(node.value) in _ENDS)


def _is_shortcut(node: ast.If) -> bool:
    """Whether a branch is for a command that no build calls so: `if sys.argv[-1] == "publish":`.

    The last argument is no command where a build is made, but for `egg_info` (`setuptools.build_meta` puts options
    behind all others). A command that is looked for elsewhere has to be the script's own, and to end it.
    """
    match node.test:
        case ast.Compare(
            left=ast.Subscript(value=ast.Attribute(value=ast.Name(id="sys"), attr="argv"), slice=place),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=str(command))],
        ):
            last = ast.unparse(place) == "-1" and command != "egg_info"
        case ast.Compare(
            left=ast.Constant(value=str(command)),
            ops=[ast.In()],
            comparators=[ast.Attribute(value=ast.Name(id="sys"), attr="argv")],
        ):
            last = False
        case _:
            return False
    if node.orelse or re.fullmatch(r"[a-z]\w*", command) is None:
        return False
    return last or (not builds(command) and is_end(node.body[-1]))


def _commands(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The classes that serve commands alone which have no part in a build."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    tables = (node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "cmdclass")
    for table in tables:
        if not isinstance(table, ast.Dict):
            continue
        for key, value in zip(table.keys, table.values, strict=True):
            own = isinstance(key, ast.Constant) and isinstance(key.value, str) and not builds(key.value)
            if own and isinstance(value, ast.Name) and value.id in classes and len(_reads(tree, value.id)) == 1:
                yield classes[value.id]


def _serving(tree: ast.Module, guards: set[int]) -> Iterator[ast.Assign]:
    """Assignments of names that guards alone read."""
    if any(_reads(tree, name) for name in ("globals", "locals", "vars")) or _has_exec(tree):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            reads = _reads(tree, node.targets[0].id)
            if reads and all(id(each) in guards for each in reads):
                yield node


def _has_exec(tree: ast.Module) -> bool:
    """Whether text is run where all names are at hand."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(_called(call) in ("exec", "eval") and len(call.args) == 1 for call in calls)


def _reads(tree: ast.Module, name: str) -> list[ast.Name]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return [each for each in names if each.id == name and not isinstance(each.ctx, ast.Store)]


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
