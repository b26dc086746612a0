"""The classes of a project, and what a name of a file means among them, as far as texts are certain about it.

A name is certain where its file binds it once: by a class of its own, or by an import from a module of the project that
does the same. Nothing is certain where a file cannot be read or is not Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from assay.checks.class_mentions import bases_of, mentions, name_of, spells
from assay.checks.project_files import ProjectFiles
from assay.core.snapshot import Snapshot
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_DEPTH = 6
"""Imports are followed this far."""

_DECORATORS = frozenset(("dataclass", "dataclasses.dataclass", "final", "typing.final", "total_ordering"))

Elsewhere = Literal["elsewhere"]
"""A name that comes from outside of the project."""


@dataclass(frozen=True, slots=True)
class ProjectClass:
    """A class of the project as its text tells of it."""

    path: PurePosixPath
    tree: Tree
    node: Node

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.tree, self.node)

    @property
    def bases(self) -> tuple[str, ...] | None:
        """Its bases as it names them; None where one is no name, or something else may make or replace the class."""
        whole = self.node.parent
        for each in whole.named_children if whole is not None and whole.type == "decorated_definition" else ():
            if each.type == "decorator" and self.tree.code(each).lstrip("@ ").partition("(")[0] not in _DECORATORS:
                return None
        found = [self.tree.code(base) for base in bases_of(self.node)]
        return tuple(found) if all(re.fullmatch(r"[\w.]+", base) for base in found) else None


class ProjectClasses:
    """The classes of a project, looked for when they are asked about."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._files = ProjectFiles(snapshot)

    def meant(self, path: PurePosixPath, dotted: str, depth: int = _DEPTH) -> ProjectClass | Elsewhere | None:
        """The class that a dotted name means at the top level of a file; None where that is not certain."""
        tree = self._files.tree(path)
        if tree is None or depth == 0:
            return None
        head, *rest = dotted.split(".")
        found = [(each.role, each.node) for each in mentions(tree, head) if each.binds]
        roles = {role for role, _ in found}
        if roles == {"class"} and len(found) == 1 and not rest:
            node = found[0][1].parent
            return None if node is None or not _is_at_the_top(node) else ProjectClass(path, tree, node)
        if roles == {"imported"}:
            sources = {_source(tree, node) for _, node in found}
            return self._imported(path, sources.pop(), [head, *rest], depth) if len(sources) == 1 else None
        if roles == {"module"}:
            return self._imported(path, ".".join([head, *rest[:-1]]), rest[-1:], depth)
        return None

    def is_bound(self, path: PurePosixPath, name: str) -> bool:
        """Whether a file gives the name to anything, as far as its text tells."""
        tree = self._files.tree(path)
        return tree is None or any(each.binds for each in mentions(tree, name))

    def heirs(self, of: ProjectClass) -> tuple[ProjectClass, ...] | None:
        """All classes that inherit from it by name; None where there may be others, or objects of the class itself."""
        files = self._files.mentioning(of.name)
        if files is None or self.meant(of.path, of.name) != of:
            return None
        found: list[ProjectClass] = []
        for path in files:
            tree = self._files.tree(path)
            if tree is None or self._may_have_objects(path, tree, of):
                return None
            for node in captured(tree.root, "(class_definition) @class"):
                bases = [tree.code(base) for base in bases_of(node)]
                meant = [self.meant(path, base) for base in bases if base.split(".")[-1] == of.name]
                if None in meant:
                    return None
                if of in meant:
                    found.append(ProjectClass(path, tree, node))
        return tuple(found)

    def holding(self, name: str) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        """The files that hold a name; None where that is not known of all."""
        return self._files.holding(name)

    def _may_have_objects(self, path: PurePosixPath, tree: Tree, of: ProjectClass) -> bool:
        """Whether a file does more with the class than to inherit from it, annotate, and ask after it."""
        for each in mentions(tree, of.name):
            meant: ProjectClass | Elsewhere | None = of
            if each.role == "used":
                meant = self.meant(path, each.dotted)
            elif each.role == "renamed":
                meant = self._imported(path, _source(tree, each.node), [of.name], _DEPTH)
            elif each.role != "bound":
                continue
            if meant is None or meant == of:
                return True
        return spells(tree, of.name)

    def _imported(
        self, path: PurePosixPath, module: str, names: list[str], depth: int
    ) -> ProjectClass | Elsewhere | None:
        """What names mean behind an import from a module, or behind one of the module."""
        inner = f"{module}{'' if module.endswith('.') else '.'}{names[0]}" if names else ""
        if len(names) == 2 and (file := self._files.file(path, inner)) is not None:
            return self.meant(file, names[1], depth - 1)
        file = self._files.file(path, module)
        if len(names) == 1 and file is not None:
            return self.meant(file, names[0], depth - 1)
        return None if file is not None or module.startswith(".") or self._files.is_ours(path, module) else "elsewhere"


def _source(tree: Tree, name: Node) -> str:
    """The module that an import takes a name from, as it says it."""
    statement = next((node for node in outwards(name) if node.type == "import_from_statement"), None)
    module = None if statement is None else statement.child_by_field_name("module_name")
    return "" if module is None else tree.code(module)


def _is_at_the_top(node: Node) -> bool:
    whole = node.parent
    if whole is not None and whole.type == "decorated_definition":
        whole = whole.parent
    return whole is not None and whole.type == "module"
