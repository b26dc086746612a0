"""The classes of a project, and what a name of a file means among them, as far as texts are certain about it.

A name is certain where its file binds it once: by a class of its own, or by an import from a module of the project that
does the same. Nothing is certain where a file cannot be read or is not Python. The work is bounded, and what is beyond
the bounds is not certain either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal

from assay.checks.class_mentions import bases_of, mentions, name_of, spells
from assay.checks.trees import SUFFIXES
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.syntax.limits import too_much
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured, parse
from assay.tools.listing import listed

_MOST_FILES = 5_000
_MOST_NAMES = 60
"""Each name is looked for in all texts."""

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
        self._snapshot = snapshot
        self._trees: dict[PurePosixPath, Tree] = {}
        self._found: dict[str, tuple[PurePosixPath, ...] | None] = {}

    def meant(self, path: PurePosixPath, dotted: str, depth: int = _DEPTH) -> ProjectClass | Elsewhere | None:
        """The class that a dotted name means at the top level of a file; None where that is not certain."""
        tree = self._tree(path)
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
        tree = self._tree(path)
        return tree is None or any(each.binds for each in mentions(tree, name))

    def heirs(self, of: ProjectClass) -> tuple[ProjectClass, ...] | None:
        """All classes that inherit from it by name; None where there may be others, or objects of the class itself."""
        files = self._mentioning(of.name)
        if files is None or self.meant(of.path, of.name) != of:
            return None
        found: list[ProjectClass] = []
        for path in files:
            tree = self._tree(path)
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
        files = self._mentioning(name)
        found = [(path, tree) for path in files or () if (tree := self._tree(path)) is not None]
        return tuple(found) if files is not None and len(found) == len(files) else None

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
        if len(names) == 2 and (file := self._file(path, inner)) is not None:
            return self.meant(file, names[1], depth - 1)
        file = self._file(path, module)
        if len(names) == 1 and file is not None:
            return self.meant(file, names[0], depth - 1)
        return None if file is not None or module.startswith(".") or self._is_ours(path, module) else "elsewhere"

    def _file(self, path: PurePosixPath, module: str) -> PurePosixPath | None:
        """The file of a module of the project, as another one names it; no module is imported from within a package."""
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.split(".") if part]
        if level > len(path.parents):
            return None
        roots = (up for up in path.parents if up / "__init__.py" not in (self._texts or {}))
        folders = [path.parents[level - 1]] if level else [each for up in roots for each in (up, up / "src")]
        for folder in folders:
            stem = folder.joinpath(*parts)
            files = (stem.with_suffix(".py"), stem / "__init__.py") if parts else (stem / "__init__.py",)
            found = next((file for file in files if file in (self._texts or {})), None)
            if found is not None:
                return found
        return None

    def _is_ours(self, path: PurePosixPath, module: str) -> bool:
        """Whether a module of that name, or its package, may be one of the project's."""
        first = module.partition(".")[0]
        return any(here / first in self._modules or here / "src" / first in self._modules for here in path.parents)

    @cached_property
    def _modules(self) -> frozenset[PurePosixPath]:
        """Every module of the project, and every folder of one, without suffixes."""
        paths = tuple(self._texts or ())
        return frozenset((*(path.with_suffix("") for path in paths), *(up for path in paths for up in path.parents)))

    def _mentioning(self, name: str) -> tuple[PurePosixPath, ...] | None:
        """The files that hold the name; None where that is not known of all."""
        if name not in self._found:
            word = re.compile(rf"\b{re.escape(name)}\b")
            texts = self._texts if len(self._found) < _MOST_NAMES else None
            holding = [path for path, text in (texts or {}).items() if name in text and word.search(text)]
            self._found[name] = None if texts is None else tuple(holding)
        return self._found[name]

    def _tree(self, path: PurePosixPath) -> Tree | None:
        """The tree of a file; None where it is not Python."""
        if path not in self._trees:
            self._trees[path] = parse((self._texts or {}).get(path, "("))
        tree = self._trees[path]
        return None if tree.root.has_error else tree

    @cached_property
    def _texts(self) -> Mapping[PurePosixPath, str] | None:
        """The project's Python files; None where they are too many, or one cannot be read or is too much."""
        on_disk = (path for path, _ in listed(self._snapshot.root) if path.suffix in SUFFIXES)
        paths = {*islice(on_disk, _MOST_FILES + 1), *(path for path in self._snapshot.above if path.suffix in SUFFIXES)}
        if len(paths) > _MOST_FILES:
            return None
        try:
            texts = {path: self._snapshot.read(path) for path in sorted(paths)}
        except Unreadable:
            return None
        known = {path: text for path, text in texts.items() if text is not None}
        return None if any(too_much(text) for text in known.values()) else known


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
