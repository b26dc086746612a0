"""What a `setup.py` looks at beside the project's own files, found in its syntax: nothing of it is run for this."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from assay.tools.setup_guards import guarded

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


def surroundings(text: str) -> tuple[str, ...]:
    """What it looks at, sorted, where a build may come out otherwise by it; text that is no Python counts as well."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ("its syntax",)
    return tuple(sorted(set(_named(tree, guarded(tree)))))


def said_to_setup(text: str) -> frozenset[str] | None:
    """The names of what it gives to `setup()` of setuptools, of which there is one call; None where that is not told.

    A script that gives it nothing stands beside any metadata, whatever else it does.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func)]
    if len(calls) != 1 or calls[0].args or not _has_setup_of_setuptools(tree):
        return None
    names = {each.arg for each in calls[0].keywords}
    return None if None in names else frozenset(name for name in names if name is not None)


def _is_setup(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="setup") | ast.Attribute(value=ast.Name(id="setuptools"), attr="setup"):
            return True
        case _:
            return False


def _has_setup_of_setuptools(tree: ast.Module) -> bool:
    """Whether `setup` is that of setuptools wherever it gets its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(module="setuptools", names=names):
                taken = any(each.asname in ("setup", "setuptools") and each.asname != each.name for each in names)
            case ast.ImportFrom(names=names):
                taken = any("setup" in (each.name, each.asname) or each.name == "*" for each in names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                taken = name == "setup"
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                taken = name in ("setup", "setuptools")
            case _:
                taken = False
        if taken:
            return False
    return True


def _named(tree: ast.Module, guards: frozenset[int]) -> Iterator[str]:
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
