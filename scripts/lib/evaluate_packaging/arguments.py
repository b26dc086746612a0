"""Which arguments of a `setup()` are static: told from the syntax of the script alone, without Assay's code.

An argument is static where it is written down (literals, what is put together of them, names that are bound to such
once), is the text of a file, or is what `find_packages` finds. All else is computed: what an expression picks out of a
file, what a module says of itself, what depends on a condition.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TypeGuard

WHOLE = "its call"
"""What is computed where the one call of `setup()` always runs with the arguments it names is not there."""

_OPENS = frozenset(("open", "io.open", "codecs.open", "Path", "pathlib.Path"))
_PLACES = frozenset(f"os.path.{name}" for name in ("join", "dirname", "abspath", "realpath", "normpath"))
_FINDS = frozenset(
    f"{module}{name}" for module in ("", "setuptools.") for name in ("find_packages", "find_namespace_packages")
)
_MAKES = frozenset(("list", "tuple", "dict", "set", "sorted", "str"))
_TEXT = frozenset(
    ("read", "read_text", "strip", "lstrip", "rstrip", "join", "format", "split", "splitlines", "lower", "replace")
)
_CHANGES = frozenset(
    (
        "append",
        "extend",
        "insert",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "clear",
        "sort",
        "reverse",
        "add",
        "discard",
    )
)


def computed(script: str) -> tuple[str, ...]:
    """The arguments that are not static, by name; `WHOLE` where that cannot be told. Raises `SyntaxError`."""
    tree = ast.parse(script)
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _dotted(node.func) in ("setup", "setuptools.setup")
    ]
    if len(calls) != 1 or calls[0].args or not any(_is(each, calls[0]) for each in _always(tree.body)):
        return (WHOLE,)
    module = _Scope(
        _bound(tree.body),
        _unsure(tree, calls[0]),
        {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)},
    )
    found = [each.arg or "**" for each in calls[0].keywords if not module.has(each.value)]
    return tuple(sorted(found))


class _Scope:
    """What the names of a script are bound to."""

    def __init__(
        self, bound: Mapping[str, ast.expr | None], unsure: frozenset[str], functions: Mapping[str, ast.FunctionDef]
    ) -> None:
        self._bound, self._unsure, self._functions = bound, unsure, functions
        self._open: list[str] = []

    def has(self, node: ast.expr | None) -> bool:  # noqa: PLR0911 - one for each form
        """Whether an expression is static."""
        match node:
            case None:
                return True
            case ast.Constant():
                return True
            case ast.Name(id="__doc__" | "__file__"):
                return True
            case ast.Name(id=name):
                return self._is_static(name)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.JoinedStr(values=parts):
                return all(map(self.has, parts))
            case ast.Dict(keys=keys, values=values):
                return all(map(self.has, (*keys, *values)))
            case ast.BinOp(left=left, right=right):
                return self.has(left) and self.has(right)
            case ast.UnaryOp(operand=part) | ast.Starred(value=part) | ast.FormattedValue(value=part):
                return self.has(part)
            case ast.Call():
                return self._is_static_call(node)
            case _:
                return False

    def _is_static(self, name: str) -> bool:
        if name in self._unsure or name not in self._bound or name in self._open:
            return False
        self._open.append(name)
        found = self.has(self._bound[name])
        self._open.pop()
        return found

    def _is_static_call(self, call: ast.Call) -> bool:
        if not all(map(self.has, (*call.args, *(each.value for each in call.keywords)))):
            return False
        name = _dotted(call.func)
        if name in (*_OPENS, *_PLACES, *_FINDS, *_MAKES) and name.partition(".")[0] not in self._functions:
            return True
        if isinstance(call.func, ast.Attribute) and call.func.attr in _TEXT:
            return self.has(call.func.value)
        function = self._functions.get(name)
        return function is not None and self._only_reads(function)

    def _only_reads(self, function: ast.FunctionDef) -> bool:
        """Whether it gives back something static, given what is; what it is given here is."""
        if function.name in self._open or function.decorator_list:
            return False
        arguments = function.args
        taken = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        taken += [each.arg for each in (arguments.vararg, arguments.kwarg) if each is not None]
        given: dict[str, ast.expr | None] = dict.fromkeys(taken)
        steps = list(_always(function.body))
        returns = [each for each in ast.walk(function) if isinstance(each, ast.Return)]
        if len(returns) != 1 or not any(each is returns[0] for each in steps):
            return False
        bound = {name: each for name, each in self._bound.items() if name not in taken}
        inner = _Scope({**bound, **_bound(function.body), **given}, self._unsure - set(taken), self._functions)
        inner._open = [*self._open, function.name]
        return returns[0].value is not None and inner.has(returns[0].value)


def _always(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements that run whenever a body does, those within `with` and the guard of a script among them."""
    found: list[ast.stmt] = []
    for each in body:
        found.append(each)
        if isinstance(each, ast.With) or _is_guard(each):
            found += _always(each.body)
    return found


def _is_guard(node: ast.stmt) -> TypeGuard[ast.If]:
    match node:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case _:
            return False


def _is(statement: ast.stmt, call: ast.Call) -> bool:
    return isinstance(statement, ast.Expr) and statement.value is call


def _bound(body: Sequence[ast.stmt]) -> dict[str, ast.expr | None]:
    found: dict[str, ast.expr | None] = {}
    for each in _always(body):
        if isinstance(each, ast.Assign) and len(each.targets) == 1 and isinstance(each.targets[0], ast.Name):
            found[each.targets[0].id] = each.value
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value is not None:
            found[each.target.id] = each.value
        elif isinstance(each, ast.With):
            found |= {
                item.optional_vars.id: item.context_expr
                for item in each.items
                if isinstance(item.optional_vars, ast.Name)
            }
    return found


def _unsure(tree: ast.Module, setup: ast.Call) -> frozenset[str]:
    """The names that are bound more than once to what differs, or changed where they stand."""
    bindings: dict[str, set[str]] = {}
    changed: set[str] = set()
    places = {
        id(item.optional_vars): ast.dump(item.context_expr)
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
    }
    values = {
        id(target): ast.dump(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                # files one after the other by one name are read where they are open
                kind = "a file" if id(node) in places else values.get(id(node), f"unknown {id(node)}")
                bindings.setdefault(name, set()).add(kind)
            case ast.Name(id=name, ctx=ast.Del()) | ast.AugAssign(target=ast.Name(id=name)):
                changed.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)) if attribute in _CHANGES:
                changed.add(name)
            case ast.Call() if node is not setup and _dotted(node.func) in ("exec", "eval", "execfile"):
                changed |= {each.id for each in node.args if isinstance(each, ast.Name)}
            case _:
                pass
    return frozenset(changed | {name for name, kinds in bindings.items() if len(kinds) > 1})


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
        case _:
            return "?"
