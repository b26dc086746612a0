"""What a `setup.py` looks at beside the project's own files, found in its syntax: nothing of it is run for this."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MODULES = frozenset(
    (
        "platform",
        "sysconfig",
        "subprocess",
        "datetime",
        "time",
        "random",
        "socket",
        "getpass",
        "ctypes",
        "urllib",
        "uuid",
    )
)
_OF_MODULE = {
    "sys": frozenset(("platform", "version_info", "version", "maxsize", "implementation", "argv", "flags")),
    "os": frozenset(("name", "environ", "getenv", "uname", "system", "popen", "getcwd", "cpu_count", "environb")),
}
_ENDS = ("exit", "SystemExit", "_exit", "quit")


def surroundings(text: str) -> tuple[str, ...]:
    """What it looks at, sorted. A guard that only ends the script does not count; text that is no Python does."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ("its syntax",)
    tests = [node.test for node in ast.walk(tree) if isinstance(node, ast.If) and _ends(node)]
    guards = {id(each) for test in tests for each in ast.walk(test)}
    return tuple(sorted(set(_named(tree, guards))))


def is_stub(text: str) -> bool:
    """Whether all that it does is to call `setup()` of setuptools without a word: that stands beside any metadata."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return False
    return all(map(_is_plain, body))


def _is_plain(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Pass():
            return True
        case ast.Import(names=names):
            return all(each.name in ("setuptools", "site") for each in names)
        case ast.ImportFrom(module=module):
            return module in ("setuptools", "__future__")
        case ast.Expr(value=ast.Call(func=ast.Name(id="setup") | ast.Attribute(attr="setup"), args=[], keywords=[])):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), orelse=[]):
            return all(map(_is_plain, node.body))
        case _:
            return False


def _named(tree: ast.Module, guards: set[int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if id(node) in guards:
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in _OF_MODULE.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.partition(".")[0] in _MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _from(node.module, [each.name for each in node.names])


def _from(module: str, names: list[str]) -> Iterator[str]:
    if module.partition(".")[0] in _MODULES:
        yield module
    yield from (f"{module}.{name}" for name in names if name in _OF_MODULE.get(module, ()))


def _ends(node: ast.If) -> bool:
    """Whether all that hangs on a condition is that the script ends: an error for a Python that is too old."""
    *before, last = node.body
    if node.orelse or not all(
        isinstance(each, ast.Expr) and _called(each.value) in ("print", "write") for each in before
    ):
        return False
    return isinstance(last, ast.Raise) or (isinstance(last, ast.Expr) and _called(last.value) in _ENDS)


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
