"""Which public names of a package have another shape than before, found without Assay's own idea of it.

Of a module that says what it exports, in `__all__`, those are its public names. An annotation that only admits its own
default None now counts as the same: it says what the default said.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from evaluate.forms import plain


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names, with their modules, that are new, gone or of another shape."""
    found: list[str] = []
    for path in sorted({*before, *after}):
        old, new = _shapes(before.get(path, "")), _shapes(after.get(path, ""))
        found += [f"{path}: {name}" for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return tuple(found)


def _shapes(text: str) -> dict[str, str]:
    body = ast.parse(text).body
    shapes, exported = dict(_of(body, "")), _exported(body)
    return {name: each for name, each in shapes.items() if exported is None or name.partition(".")[0] in exported}


def _exported(body: Iterable[ast.stmt]) -> frozenset[str] | None:
    """The names that `__all__` lists; None where there is none, or it is not made by one list alone."""
    naming = [
        node for node in body if any(isinstance(each, ast.Name) and each.id == "__all__" for each in ast.walk(node))
    ]
    match naming:
        case [ast.Assign(targets=[ast.Name()], value=ast.List(elts=names) | ast.Tuple(elts=names))]:
            return frozenset(str(each.value) for each in names if isinstance(each, ast.Constant))
        case _:
            return None


def _of(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, str]]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if _public(name):
                yield f"{prefix}{name}", _signature(node)
            case ast.ClassDef(name=name) if _public(name):
                yield f"{prefix}{name}", f"class({', '.join(map(ast.unparse, node.bases))})"
                yield from _of(node.body, f"{prefix}{name}.")
            case ast.AnnAssign(target=ast.Name(id=name)) if _public(name):
                yield f"{prefix}{name}", plain(node.annotation)
            case ast.Assign(targets=targets):
                named = (each.id for each in targets if isinstance(each, ast.Name))
                yield from ((f"{prefix}{name}", "") for name in named if _public(name))
            case ast.If():
                yield from _of([*node.body, *node.orelse], prefix)
            case ast.Try():
                handled = (each for handler in node.handlers for each in handler.body)
                yield from _of([*node.body, *node.orelse, *handled, *node.finalbody], prefix)
            case _:
                pass


def _public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    parts = [_parameter(arg, default) for arg, default in zip(positional, defaults, strict=True)]
    if spec.posonlyargs:
        parts.insert(len(spec.posonlyargs), "/")
    if spec.vararg or spec.kwonlyargs:
        parts.append("*" + (_parameter(spec.vararg, None) if spec.vararg else ""))
    parts += [_parameter(arg, default) for arg, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
    if spec.kwarg:
        parts.append(f"**{_parameter(spec.kwarg, None)}")
    returns = f" -> {plain(node.returns)}" if node.returns else ""
    return f"{type(node).__name__}({', '.join(parts)}){returns}"


def _parameter(arg: ast.arg, default: ast.expr | None) -> str:
    shape = arg.arg
    if arg.annotation:
        members = plain(arg.annotation).split(" | ")
        none = isinstance(default, ast.Constant) and default.value is None
        shape += f": {' | '.join(each for each in members if not none or each != 'None')}"
    return shape if default is None else f"{shape} = {ast.unparse(default)}"
