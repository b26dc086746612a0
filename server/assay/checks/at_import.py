"""What the statements of a file of tests do when the file is imported: they define and import, and call nothing else.

A file of tests is imported whenever the suite is collected, outside of any test and of what watches over tests. In the
table of a parametrised test stand values, which may be made by calling what the code under test has, or what makes a
value and nothing else.
"""

from __future__ import annotations

import ast
import builtins
import sys
import types
from collections.abc import Iterator, Mapping

_PARAMETRIZE = "pytest.mark.parametrize"
_MARK = "pytest.mark."
_HIDING = frozenset({"skip", "skipif", "xfail", "flaky", "repeat"})
"""Marks with which a test that fails does not count as one."""

_BUILT_IN = frozenset(
    {
        *("bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range"),
        *("set", "slice", "str", "tuple"),
    }
)
_OF_VALUES = frozenset(
    {
        *("array", "collections", "datetime", "decimal", "enum", "fractions", "functools", "ipaddress", "itertools"),
        *("math", "pathlib", "re", "string", "types", "uuid", "zoneinfo"),
    }
)
"""Modules of the standard library whose functions make values and do nothing to the world."""

_VALUES = frozenset({"io.BytesIO", "io.StringIO", "pytest.approx", "pytest.param"})
_ACTING = frozenset(
    {"builtins", "ctypes", "importlib", "multiprocessing", "os", "shutil", "socket", "subprocess", "sys"}
)
_PURE = frozenset({"errno", "keyword", "numbers", "operator", "string", "typing"})
_HARMLESS = frozenset(
    {
        *("abs", "all", "any", "ascii", "bin", "callable", "chr", "divmod", "format", "hash", "hex", "isinstance"),
        *("issubclass", "iter", "len", "max", "min", "next", "oct", "ord", "pow", "repr", "round", "sorted", "sum"),
    }
)
"""Functions of Python that look at what they are given and do nothing else."""

_NOT_OWN = sys.stdlib_module_names | {"pytest", "_pytest"}
_NOT_VALUES = ("pathlib.Path.", "pathlib.PosixPath.")
_BASES = frozenset({"unittest.TestCase", "unittest.IsolatedAsyncioTestCase"})
TESTS = (ast.FunctionDef, ast.AsyncFunctionDef)


def homes(module: ast.Module) -> dict[str, str]:
    """What each name that the module imports at its top stands for, in full; a relative import begins with dots."""
    found: dict[str, str] = {}
    for node in module.body:
        if isinstance(node, ast.Import):
            found.update(
                (each.asname or _top(each.name), each.name if each.asname else _top(each.name)) for each in node.names
            )
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            found.update((each.asname or each.name, f"{start}.{each.name}") for each in node.names)
    return found


def named(node: ast.expr, known: Mapping[str, str]) -> str:
    """A dotted name in full, as the file's imports have it; empty for what is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((known.get(node.id, node.id), *reversed(parts))) if isinstance(node, ast.Name) else ""


def fault_of_test(node: ast.stmt, known: Mapping[str, str]) -> str:
    """Why a statement is no plain test function, in words; empty where it is one.

    `known` are the file's imports, as `homes` gives them.
    """
    if not isinstance(node, TESTS) or not node.name.startswith("test"):
        return "neither a test nor an import"
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = named(decorator if call is None else call.func, known)
        mark = name.removeprefix(_MARK)
        if mark == name or "." in mark or mark in _HIDING:
            return f"{node.name} is decorated with {ast.unparse(decorator)[:60]}; it may be parametrised or marked"
        if call is not None and (why := _busy(call.args + [each.value for each in call.keywords], known)):
            return f"{node.name}: {why} when the file is imported"
        if call is not None and name == _PARAMETRIZE and (why := _fault_of_table(call, known)):
            return f"{node.name}: {why}"
    if why := _busy(list(_of_head(node)), known):
        return f"{node.name}: {why} when the file is imported"
    return ""


def _fault_of_table(call: ast.Call, known: Mapping[str, str]) -> str:
    """What a table says beyond names, values and what rows are called, in words; what calls them runs for each row."""
    if len(call.args) > len(("argnames", "argvalues")) or any(isinstance(each, ast.Starred) for each in call.args):
        return "its parameters are handed to a fixture"
    if any(each.arg not in ("ids", "argnames", "argvalues") for each in call.keywords):
        return "its parameters are handed to a fixture"
    ids = [each.value for each in call.keywords if each.arg == "ids"]
    why = next(filter(None, (_handed(each, known) for each in ids)), "")
    return f"{why} when the file is imported" if why else ""


def fault_of_class(node: ast.ClassDef, known: Mapping[str, str]) -> str:
    """Why a class is none that holds test functions and nothing else, of `unittest` or of none; empty where it is."""
    if node.decorator_list or node.keywords or any(named(each, known) not in _BASES for each in node.bases):
        return f"{node.name}: neither a test nor an import"
    body = node.body[1:] if is_docstring(node.body[0]) else node.body
    names = [each.name for each in body if isinstance(each, TESTS)]
    if twice := next((each for each in names if names.count(each) > 1), ""):
        return f"{node.name}.{twice} stands there twice"
    return next(filter(None, (fault_of_test(each, known) for each in body)), "")


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a text and nothing else."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _of_head(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """The expressions in the head of a function, which run when it is defined."""
    given = node.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg)))
    yield from (*given.defaults, *(each for each in given.kw_defaults if each is not None))
    yield from (each.annotation for each in every if each.annotation is not None)
    if node.returns is not None:
        yield node.returns


def _busy(expressions: list[ast.expr], known: Mapping[str, str]) -> str:
    """What one of them does beyond making a value, in words; empty where none does."""
    for node in (inner for each in expressions for inner in _run(each)):
        if isinstance(node, ast.NamedExpr):
            return f"it binds {node.target.id}"
        if isinstance(node, ast.Call) and not _makes_a_value(node, known):
            return f"it calls {ast.unparse(node.func)[:60]}"
        if isinstance(node, ast.Call) and named(node.func, known) not in _VALUES | _BUILT_IN:
            for each in (*node.args, *(given.value for given in node.keywords)):
                if why := _handed(each, known):
                    return why
    return ""


def _handed(value: ast.expr, known: Mapping[str, str]) -> str:
    """What a call could do by calling what it is handed, in words: what acts, or a function that is written there."""
    for node in ast.walk(value):
        if isinstance(node, ast.Lambda) and (why := _busy([node.body], known)):
            return why
        if isinstance(node, (ast.Name, ast.Attribute)) and _acts(named(node, known), known):
            return f"it hands {ast.unparse(node)[:60]} to a call"
    return ""


def _acts(name: str, known: Mapping[str, str]) -> bool:
    """Whether a name may be that of what does something to the world, of Python or its library."""
    root = _top(name)
    if root in dir(builtins) and root not in known:
        return root not in _BUILT_IN | _HARMLESS and isinstance(getattr(builtins, root), types.BuiltinFunctionType)
    return name not in _VALUES and (root in _NOT_OWN - _OF_VALUES - _PURE or _reaches(name))


def _reaches(name: str) -> bool:
    """Whether a module that acts is reached through another one; most others may be called as one of the project."""
    return not _ACTING.isdisjoint(name.split(".")[1:])


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression that run with it; the body of a lambda does not."""
    yield node
    inner = [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    for each in inner:
        yield from _run(each)


def _makes_a_value(call: ast.Call, known: Mapping[str, str]) -> bool:
    name = named(call.func, known)
    root = _top(name)
    if name == "pytest.param" and any(each.arg != "id" for each in call.keywords):
        return False  # its marks could hide a failure
    if name in _VALUES or (name in _BUILT_IN and name not in known):
        return True
    if not any(name == each or name.startswith(f"{each}.") for each in known.values()):
        return False  # no import has brought it
    if _reaches(name):
        return False  # it is reached through a module of the project that imports it
    return not name.startswith(_NOT_VALUES) if root in _OF_VALUES else root not in _NOT_OWN


def _top(module: str) -> str:
    return module.partition(".")[0]
