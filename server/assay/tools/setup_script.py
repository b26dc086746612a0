"""What a `setup.py` looks at beside the project's own files, found in its syntax: nothing of it is run for this."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from assay.core.parsing import parse_module
from assay.tools.setup_guards import guarded, is_end

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
    "sys": frozenset(
        (
            *("platform", "version_info", "version", "hexversion", "maxsize", "implementation", "argv", "flags"),
            *("byteorder", "executable", "prefix", "builtin_module_names", "getwindowsversion"),
        )
    ),
    "os": frozenset(("name", "environ", "getenv", "uname", "system", "popen", "getcwd", "cpu_count", "environb")),
}

_ALWAYS_THERE = ("setuptools", "distutils", "pkg_resources")
_IMPORT_ERRORS = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def surroundings(text: str) -> tuple[str, ...]:
    """What it looks at, sorted, where a build may come out otherwise by it; text that is no Python counts as well."""
    try:
        tree = parse_module(text)
    except (SyntaxError, ValueError, RecursionError):
        return ("its syntax",)
    return tuple(sorted(set(_named(tree, guarded(tree)))))


def said_to_setup(text: str) -> frozenset[str] | None:
    """The names of what it gives to `setup()` of setuptools, of which there is one call; None where that is not told.

    A script that gives it nothing stands beside any metadata, whatever else it does.
    """
    try:
        tree = parse_module(text)
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
    aliases = {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for each in node.names
    }
    for node in ast.walk(tree):
        if id(node) in guards:
            continue
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                module = aliases.get(name, name)
                yield from (f"{module}.{attribute}",) if attribute in _OF_MODULE.get(module, ()) else ()
            case ast.Call(func=ast.Name(id="hasattr" | "getattr" as function), args=[ast.Name(id=name), *_]):
                module = aliases.get(name, name)
                yield from (f"{function}({module})",) if module in _OF_MODULE else ()
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.partition(".")[0] in _MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                yield from _from(module, [each.name for each in names])
            case ast.Try():
                yield from (f"whether {module} is there" for module in _tried(node))
            case _:
                pass


def _tried(node: ast.Try) -> Iterator[str]:
    """The modules whose presence decides more than whence a name is imported and whether the script ends."""
    handlers = [each for each in node.handlers if _catches_import_errors(each)]
    only_imports = not node.orelse and all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in node.body)
    if not handlers or (only_imports and all(_does_nothing(each) for each in handlers)):
        return
    for each in (each for statement in node.body for each in ast.walk(statement)):
        names = [alias.name for alias in each.names] if isinstance(each, ast.Import) else []
        names += [each.module or ""] if isinstance(each, ast.ImportFrom) else []
        yield from (name for name in names if name.partition(".")[0] not in _ALWAYS_THERE)


def _catches_import_errors(handler: ast.ExceptHandler) -> bool:
    caught = [] if handler.type is None else list(ast.walk(handler.type))
    return not caught or any(isinstance(each, ast.Name) and each.id in _IMPORT_ERRORS for each in caught)


def _does_nothing(handler: ast.ExceptHandler) -> bool:
    """Whether it only imports something else, or ends the script."""
    return all(
        isinstance(each, (ast.Import, ast.ImportFrom, ast.Pass, ast.Raise)) or is_end(each) for each in handler.body
    )


def _from(module: str, names: list[str]) -> Iterator[str]:
    if module.partition(".")[0] in _MODULES:
        yield module
    yield from (f"{module}.{name}" for name in names if name in _OF_MODULE.get(module, ()))
