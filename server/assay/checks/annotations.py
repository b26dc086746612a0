"""Annotations as a running program meets them: which may be read by a framework, and which are evaluated at all.

It errs on one side: an annotation counts as read where it is not known that nobody reads it.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_READERS = frozenset({
    *("__annotations__", "get_annotations", "get_type_hints", "getfullargspec", "signature"),
    *("create_model", "singledispatch", "singledispatchmethod", "TypeAdapter", "validate_call"),
})  # fmt: skip
_DEAF_DECORATORS = frozenset({
    *("classmethod", "deleter", "getter", "property", "setter", "staticmethod"),
    *("abstractmethod", "cache", "cached_property", "final", "lru_cache", "overload", "override", "wraps"),
    *("asynccontextmanager", "contextmanager"),
})  # fmt: skip
_DEAF_CLASS_DECORATORS = frozenset({"final", "runtime_checkable", "total_ordering"})
_DEAF_BASES = frozenset({"object", "ABC", "Generic"}) | {
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def mentions_readers(tree: ast.Module) -> bool:
    """Whether a module names something that reads annotations, so that any of its own may be read."""
    return any(
        (isinstance(node, ast.Name) and node.id in _READERS)
        or (isinstance(node, ast.Attribute) and node.attr in _READERS)
        or (isinstance(node, ast.alias) and node.name in _READERS)
        for node in ast.walk(tree)
    )


def function_is_read(function: Function, classes: tuple[ast.ClassDef, ...]) -> bool:
    """Whether a decorator of the function, or of a class around it, may read its annotations."""
    around = (decorator for outer in classes for decorator in outer.decorator_list)
    return any(_last_name(decorator) not in _DEAF_DECORATORS for decorator in function.decorator_list) or any(
        _last_name(decorator) not in _DEAF_CLASS_DECORATORS | {"dataclass"} for decorator in around
    )


def class_is_read(owner: ast.ClassDef) -> bool:
    """Whether a decorator, a base or a metaclass may read the annotations of the class's own names."""
    return (
        bool(owner.keywords)
        or any(_last_name(decorator) not in _DEAF_CLASS_DECORATORS for decorator in owner.decorator_list)
        or any(_last_name(base) not in _DEAF_BASES for base in owner.bases)
    )


def _last_name(node: ast.expr) -> str:
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One annotation that is evaluated when its function or class is made, or its module runs.

    `shadowed` are names that the scopes around it bind; `certain` says that importing the module evaluates it.
    """

    key: tuple[str, ...]
    annotation: ast.expr
    shadowed: frozenset[str]
    certain: bool


def evaluated(tree: ast.Module) -> tuple[Slot, ...]:
    """The annotations of a module that a Python before 3.14 evaluates."""
    if any(is_future_annotations(statement) for statement in tree.body):
        return ()
    seen: Counter[tuple[str, ...]] = Counter()
    slots: list[Slot] = []
    for slot in _slots(tree.body, (), frozenset(), certain=True, scope="module"):
        seen[slot.key] += 1
        slots.append(Slot((*slot.key, str(seen[slot.key])), slot.annotation, slot.shadowed, slot.certain))
    return tuple(slots)


def is_future_annotations(statement: ast.stmt) -> bool:
    """Whether this is `from __future__ import annotations`."""
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
        and [alias.name for alias in statement.names] == ["annotations"]
    )


def _slots(
    body: list[ast.stmt], path: tuple[str, ...], shadowed: frozenset[str], *, certain: bool, scope: str
) -> Iterator[Slot]:
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inside = (*path, statement.name)
                for name, annotation in _signature(statement):
                    yield Slot((*inside, name), annotation, shadowed, certain)
                yield from _slots(
                    statement.body, inside, shadowed | bound_in(statement), certain=False, scope="function"
                )
            case ast.ClassDef():
                yield from _slots(
                    statement.body,
                    (*path, statement.name),
                    shadowed | bound_in(statement),
                    certain=certain,
                    scope="class",
                )
            case ast.AnnAssign() if scope != "function":
                yield Slot((*path, ast.dump(statement.target)), statement.annotation, shadowed, certain)
            case _:
                for inner in _blocks(statement):
                    yield from _slots(inner, path, shadowed, certain=False, scope=scope)


def _signature(function: Function) -> Iterator[tuple[str, ast.expr]]:
    arguments = function.args
    for argument in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        *filter(None, (arguments.vararg, arguments.kwarg)),
    ):
        if argument.annotation is not None:
            yield argument.arg, argument.annotation
    if function.returns is not None:
        yield "return", function.returns


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if inner := getattr(statement, name, None):
            yield inner
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield holder.body


def bound_in(scope: ast.AST) -> frozenset[str]:
    """Every name that is bound anywhere in it; more than the scope's own, which errs on the right side."""
    names: set[str] = set()
    for node in ast.walk(scope):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias():
                names.add((node.asname or node.name).partition(".")[0])
            case _:
                pass
    return frozenset(names)
