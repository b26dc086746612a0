"""What the modules of a project look at that its `setup.py` runs, beside the script itself: nothing of it is run here.

Where the script takes nothing of them but names that are bound once to what stands there, such as `__version__`, it is
no matter what else they look at.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.core.parsing import parse_module
from assay.tools.setup_guards import guarded
from assay.tools.setup_script import surroundings

_KNOWN = frozenset(("setuptools", "distutils", "pkg_resources", "wheel", *sys.stdlib_module_names))
_RUNS = frozenset(("exec", "eval", "compile", "execfile", "__import__", "runpy", "importlib", "imp"))
_PURE = frozenset(("str", "map", "len", "sorted", "tuple", "list", "dict", "join", "format", "strip"))
_BUILTINS = frozenset(dir(builtins))


def runs_others(script: str) -> bool:
    """Whether a script may run anything but itself, the standard library and setuptools."""
    try:
        tree = parse_module(script)
    except (SyntaxError, ValueError, RecursionError):
        return True
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [each.name for each in names]
            case ast.ImportFrom(module=module):
                found = [module or ""]
            case ast.Name(id=name) if name in _RUNS:
                return True
            case _:
                continue
        if any((top := each.partition(".")[0]) not in _KNOWN or top in _RUNS for each in found):
            return True
    return False


def surroundings_of_run(script: str, ran: Mapping[str, str | None]) -> tuple[str, ...]:
    """What the modules and texts look at that a script ran, by their names; None stands for one that is too large.

    Empty where the script takes constants of theirs alone.
    """
    found: list[str] = []
    for name, text in sorted(ran.items()):
        looked = ("its size",) if text is None else surroundings(text)
        found += [f"{', '.join(looked)} in {name}"] if looked else []
    if not found:
        return ()
    modules = {name: _module(text or "") for name, text in ran.items()}
    try:
        return () if _takes_constants(parse_module(script), modules) else tuple(found)
    except (SyntaxError, ValueError, RecursionError):
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Module:
    """The names that a module binds, and those of them that are always what stands there."""

    bound: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()


def _module(text: str) -> _Module:
    try:
        tree = parse_module(text)
    except (SyntaxError, ValueError, RecursionError):
        return _Module()
    bound = Counter(_bound(tree))
    if _rebinds(tree):
        return _Module(frozenset(bound))
    stars = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names)
    ]
    constants = {"__doc__"} - {*bound}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                hidden = not name.startswith("_") and any(line > node.lineno for line in stars)
                if bound[name] == 1 and not hidden and _stands_there(value, constants):
                    constants.add(name)
            case _:
                pass
    return _Module(frozenset(bound), frozenset(constants))


def _rebinds(tree: ast.Module) -> bool:
    """Whether a module may bind names of its own in a way that is not seen.

    Text that is run in a table that is handed over, or that stands in a function and says nothing of `global`, binds
    none of them, and neither do the names of another thing (`vars(self)`).
    """
    functions = [each for each in ast.walk(tree) if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
    inner = {id(each) for function in functions for each in ast.walk(function)}
    seen: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="exec") as name, args=[_, _, *_]):
                seen.add(id(name))
            case ast.Call(func=ast.Name(id="exec") as name, args=[ast.Constant(value=str(text))]):
                seen |= {id(name)} if id(node) in inner and "global" not in text else set()
            case ast.Call(func=ast.Name(id="vars") as name, args=[_]):
                seen.add(id(name))
            case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Name(id="__name__")):
                return True
            case ast.Attribute(value=ast.Call(func=ast.Name(id="globals" | "locals") as name), attr="get"):
                seen.add(id(name))
            case ast.Name(id="exec" | "vars" | "globals" | "locals") if id(node) not in seen:
                return True
            case _:
                pass
    return False


def _bound(tree: ast.Module) -> Iterator[str]:
    """Every name as often as it is bound anywhere: in a function as well, which may call it global."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((each.asname or each.name).partition(".")[0] for each in names)
            case ast.Global(names=names):
                yield from names
            case _:
                pass


def _stands_there(value: ast.expr, constants: set[str]) -> bool:
    """Whether an expression is made of literals and known constants alone."""
    for node in ast.walk(value):
        match node:
            case ast.Name(id=name):
                known = name in constants or name in _PURE
            case ast.Attribute(attr=attribute):
                known = attribute in _PURE
            case _:
                known = not isinstance(node, (ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr))
        if not known:
            return False
    return True


def _takes_constants(tree: ast.Module, modules: Mapping[str, _Module]) -> bool:
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    guards = guarded(tree)
    reached: dict[str, str] = {}
    for node in ast.walk(tree):
        if id(node) in guards:
            continue
        match node:
            case ast.Import(names=names):
                for each in names:
                    target = each.name if each.asname else each.name.partition(".")[0]
                    if _found(each.name, modules) is not None or _found(target, modules) is not None:
                        reached[each.asname or target] = target
            case ast.ImportFrom(module=str(name), names=names):
                if not _names_taken(name, [each.name for each in names], modules):
                    return False
            case _:
                pass
    loads = [each for each in ast.walk(tree) if isinstance(each, ast.Name) and id(each) not in guards]
    for load in loads:
        if load.id in reached and not _is_constant(reached[load.id], _attributes(load, parents), modules):
            return False
    return _runs_for_constants(tree, loads, parents, modules)


def _found(dotted: str, modules: Mapping[str, _Module]) -> _Module | None:
    path = dotted.replace(".", "/")
    for end in (f"{path}.py", f"{path}/__init__.py"):
        for name, module in modules.items():
            if name == end or name.endswith(f"/{end}"):
                return module
    return None


def _names_taken(module: str, names: Sequence[str], modules: Mapping[str, _Module]) -> bool:
    """Whether all that is imported out of a module is a constant; one that is not the project's is no matter."""
    if (home := _found(module, modules)) is None:
        return all(_found(f"{module}.{name}", modules) is None for name in names)
    return all(name in home.constants for name in names)


def _attributes(name: ast.Name, parents: Mapping[int, ast.AST]) -> list[str]:
    found: list[str] = []
    node: ast.AST | None = parents.get(id(name))
    while isinstance(node, ast.Attribute):
        found.append(node.attr)
        node = parents.get(id(node))
    return found


def _is_constant(module: str, attributes: Sequence[str], modules: Mapping[str, _Module]) -> bool:
    for attribute in attributes:
        home = _found(module, modules)
        if home is not None and attribute in home.constants:
            return True
        module = f"{module}.{attribute}"
        if _found(module, modules) is None:
            return False
    return False


def _runs_for_constants(
    tree: ast.Module, loads: Sequence[ast.Name], parents: Mapping[int, ast.AST], modules: Mapping[str, _Module]
) -> bool:
    """Whether texts that are run give nothing but constants, in a table of their own or among the script's names."""
    if any(isinstance(node, (ast.Import, ast.ImportFrom)) and _runs(node) for node in ast.walk(tree)):
        return False
    calls = [each for each in loads if each.id in _RUNS]
    tables: set[str] = set()
    taken: set[str] = set()
    for name in calls:
        call = parents.get(id(name))
        if not isinstance(call, ast.Call) or call.func is not name or call.keywords:
            return False
        if name.id == "compile":
            continue
        match name.id, call.args:
            case "exec", [_, ast.Name(id=table)]:
                tables.add(table)
            case "exec", [_]:
                taken |= {each.id for each in loads if each.id not in _BUILTINS}
            case _:
                return False
    keys = [_taken_from(name, parents) for name in loads if name.id in tables]
    if None in keys:
        return False
    taken |= {key for key in keys if key}
    return all(each in module.constants for each in taken for module in modules.values() if each in module.bound)


def _runs(node: ast.Import | ast.ImportFrom) -> bool:
    names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return any(each.partition(".")[0] in _RUNS for each in names)


def _taken_from(name: ast.Name, parents: Mapping[int, ast.AST]) -> str | None:
    """What is taken out of a table that a text was run in: empty for nothing, None where that cannot be told."""
    node = parents.get(id(name))
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key)), ctx=ast.Load()):
            return key
        case ast.Attribute(attr="get"):
            match parents.get(id(node)):
                case ast.Call(args=[ast.Constant(value=str(key)), *_]):
                    return key
                case _:
                    return None
        case ast.Assign(value=ast.Dict() | ast.Call(func=ast.Name(id="dict"))):
            return ""
        case ast.Call(func=ast.Name(id="exec")):
            return ""
        case _:
            return None
