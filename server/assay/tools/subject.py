"""The function that tests are drafted for, as the programs inside the sandbox are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.action import Target
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.syntax.scopes import Scope, enclosing, scopes
from assay.syntax.tree import Tree, parse


@dataclass(frozen=True, slots=True)
class Subject:
    """A function of a module's top level. `module` is its dotted name; `statement` where it stands with decorators."""

    path: PurePosixPath
    module: str
    tree: Tree
    scope: Scope

    @property
    def name(self) -> str:
        """What it is called."""
        return self.scope.name

    @property
    def statement(self) -> Span:
        """All of its definition, from the beginning of its first line on."""
        return self.scope.span


def function_at(tree: Tree, span: Span) -> Scope | None:
    """The function of the module's top level that holds the span; None where none does."""
    inner = enclosing(tree, span)
    if inner is None:
        return None
    return next(
        (
            each
            for each in scopes(tree)
            if each.kind == "function"
            and "." not in each.qualified
            and each.span.start <= inner.span.start
            and inner.span.end <= each.span.end
        ),
        None,
    )


def subject_of(snapshot: Snapshot, target: Target, root: PurePosixPath) -> Subject | None:
    """The function that a target points at; None where it is gone."""
    if (text := snapshot.read(target.path)) is None:
        return None
    tree = parse(text)
    start = tree.lines.offset(target.diagnostics[0].start)
    scope = function_at(tree, Span(start, start))
    return None if scope is None else Subject(target.path, module_name(snapshot, target.path, root), tree, scope)


def module_name(snapshot: Snapshot, path: PurePosixPath, root: PurePosixPath) -> str:
    """The name by which a file is imported: from the first folder above it that is no package."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while folder != root and snapshot.read(folder / "__init__.py") is not None:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))
