"""The function that tests are drafted for, as the programs inside the sandbox are told of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.action import Target
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.syntax.scopes import Scope, scopes
from assay.syntax.tree import Tree, descendants, parse

OPERATORS = {
    "__eq__": "==", "__ne__": "!=", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=",
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//", "__mod__": "%",
    "__and__": "&", "__or__": "|", "__xor__": "^", "__matmul__": "@", "__lshift__": "<<", "__rshift__": ">>",
    "__pow__": "**",
}  # fmt: skip
"""The methods that an operator between two values calls."""

BUILT_IN = {
    "__len__": "len", "__str__": "str", "__repr__": "repr", "__iter__": "list", "__bool__": "bool", "__hash__": "hash",
    "__int__": "int", "__float__": "float", "__complex__": "complex", "__abs__": "abs", "__bytes__": "bytes",
    "__reversed__": "reversed", "__format__": "format",
}  # fmt: skip
"""The methods that a function of Python calls, with what it is given behind the object."""

_AS_CALLED = ("__init__", "__call__", "__enter__", "__exit__", "__iter__", "__next__")

_OF_COPIES = ("__copy__", "__replace__", "__getstate__", "__setstate__", "__reduce__")

SPECIAL = frozenset({"__init__", "__call__", "__getitem__", "__contains__", *_OF_COPIES, *OPERATORS, *BUILT_IN})
"""The methods of the language's data model that tests are drafted of; those without a form of their own are called."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A function of a module's top level or a method of a class there. `module` is the module's dotted name."""

    path: PurePosixPath
    module: str
    tree: Tree
    scope: Scope

    @property
    def name(self) -> str:
        """What it is called."""
        return self.scope.name

    @property
    def owner(self) -> str:
        """The class that it is a method of; empty where it is a function."""
        return self.scope.qualified.rpartition(".")[0]

    @property
    def statement(self) -> Span:
        """All of its definition, from the beginning of its first line on."""
        return self.scope.span


def function_at(tree: Tree, span: Span) -> Scope | None:
    """The function that holds the span; None where none does."""
    return next((each for each in functions(tree) if _holds(each, span)), None)


def class_at(tree: Tree, span: Span) -> Scope | None:
    """The class at the module's top that holds the span; None where none does."""
    return next((each for each in scopes(tree) if _is_class(each) and _holds(each, span)), None)


def functions(tree: Tree) -> tuple[Scope, ...]:
    """The functions of the module's top level and the methods of the classes there."""
    every = scopes(tree)
    classes = {each.name for each in every if _is_class(each)}
    within = {"", *classes}
    return tuple(each for each in every if each.kind == "function" and each.qualified.rpartition(".")[0] in within)


def is_public(scope: Scope) -> bool:
    """Whether users call it: by a name without an underscore, or as Python itself does, by `len(x)` or `x == y`."""
    owner, _, name = scope.qualified.rpartition(".")
    return not owner.startswith("_") and (not name.startswith("_") or (bool(owner) and name in SPECIAL))


def subject_of(snapshot: Snapshot, target: Target, root: PurePosixPath) -> Subject | None:
    """The function that a target points at; None where it is gone."""
    if (text := snapshot.read(target.path)) is None:
        return None
    tree = parse(text)
    start = tree.lines.offset(target.diagnostics[0].start)
    scope = function_at(tree, Span(start, start))
    return None if scope is None else Subject(target.path, module_name(snapshot, target.path, root), tree, scope)


def behind(subject: Subject) -> tuple[Scope, ...]:
    """The private functions of the module, and methods of the class and of private ones, that it reaches by name.

    Nobody tests those by themselves: whoever tests the function tests them. So is it with what a function of
    `functools.singledispatch` hands on to.
    """
    tree = subject.tree
    found: list[Scope] = [each for each in functions(tree) if is_registered(subject, each)]
    private = (each for each in functions(tree) if _is_behind(each, subject.owner))
    left: list[Scope] = [each for each in private if ".register" not in decorators(tree, each)]
    parts, names = [subject.scope, *found], set[str]()
    while parts and left:
        names |= {tree.code(each) for part in parts for each in descendants(part.node) if each.type == "identifier"}
        parts = [each for each in left if _is_named(each, names) and each.qualified != subject.scope.qualified]
        left = [each for each in left if each not in parts]
        found += parts
    return tuple(found)


def behind_maker(subject: Subject) -> tuple[Scope, ...]:
    """What is behind the constructor of a method's class and not behind the method: what it does shows in methods."""
    maker = next((each for each in functions(subject.tree) if each.qualified == f"{subject.owner}.__init__"), None)
    if maker is None or maker.qualified == subject.scope.qualified:
        return ()
    own = behind(subject)
    found = behind(Subject(subject.path, subject.module, subject.tree, maker))
    return tuple(each for each in found if each not in own and each.qualified != subject.scope.qualified)


def is_registered(subject: Subject, scope: Scope) -> bool:
    """Whether it is what the function hands on to, for arguments of some class."""
    owner, name = scope.qualified.rpartition(".")[0], re.escape(subject.name)
    return owner == subject.owner and re.search(rf"@{name}\.register\b", decorators(subject.tree, scope)) is not None


def decorators(tree: Tree, scope: Scope) -> str:
    """What stands above the head of a function."""
    return tree.text[scope.span.start : tree.offset(scope.node.start_byte)]


def _is_behind(scope: Scope, owner: str) -> bool:
    of, _, name = scope.qualified.rpartition(".")
    if of.startswith("_") and of != owner:
        return not name.endswith("__") or name in _AS_CALLED
    return of in ("", owner) and name.startswith("_") and not name.endswith("__")


def _is_named(scope: Scope, names: Collection[str]) -> bool:
    """Whether it is spoken of: of a method of a private class the class, too, which alone calls some."""
    of, _, name = scope.qualified.rpartition(".")
    return of in names and name in (*_AS_CALLED, *names) if of.startswith("_") else name in names


def module_name(snapshot: Snapshot, path: PurePosixPath, root: PurePosixPath) -> str:
    """The name by which a file is imported: from the first folder above it that is no package."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while folder != root and snapshot.read(folder / "__init__.py") is not None:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))


def _is_class(scope: Scope) -> bool:
    return scope.kind == "class" and "." not in scope.qualified


def _holds(scope: Scope, span: Span) -> bool:
    return scope.span.start <= span.start and span.end <= scope.span.end
