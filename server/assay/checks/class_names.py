"""The classes of a project by their names, as far as every one of its texts is certain about a name.

Nothing is certain where a file cannot be read, is not Python, or binds the name to something else: by an import under
another name or from outside the project, by an assignment, as a parameter. The work is bounded, and what is beyond the
bounds is not certain either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal

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

_DECORATORS = frozenset(("dataclass", "dataclasses.dataclass", "final", "typing.final", "total_ordering"))
_LOOKS = frozenset(("isinstance", "issubclass", "super"))
_TARGETS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "for_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "function_definition": "name",
    "aliased_import": "alias",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}
_BINDING = frozenset((
    *("parameters", "lambda_parameters", "typed_parameter", "list_splat_pattern", "dictionary_splat_pattern"),
    *("as_pattern_target", "delete_statement", "global_statement", "nonlocal_statement", "case_pattern"),
    *("pattern_list", "tuple_pattern", "list_pattern", "type_alias_statement"),
))  # fmt: skip

Role = Literal["class", "base", "imported", "type", "looked at", "bound", "used"]


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
        found = [self.tree.code(base) for base in _bases(self.node)]
        return tuple(found) if all(re.fullmatch(r"[\w.]+", base) for base in found) else None

    def inherits(self, name: str) -> bool:
        """Whether it calls a base so, under whichever module."""
        return any(self.tree.code(base).split(".")[-1] == name for base in _bases(self.node))


class ProjectClasses:
    """The classes of a project, looked for when they are asked about."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._trees: dict[PurePosixPath, Tree] = {}
        self._found: dict[str, tuple[tuple[PurePosixPath, Tree], ...] | None] = {}

    def certain(self, name: str) -> ProjectClass | None:
        """The one class that the name means in every file; None where it may mean another thing."""
        files = self._mentioning(name)
        places = (
            [] if files is None else [(*file, role, node) for file in files for role, node in _roles(file[1], name)]
        )
        made = [(path, tree, node.parent) for path, tree, role, node in places if role == "class"]
        if len(made) != 1 or any(role == "bound" for _, _, role, _ in places):
            return None
        if not all(self._is_ours(path, tree, node) for path, tree, role, node in places if role == "imported"):
            return None
        path, tree, node = made[0]
        return None if node is None or not _is_at_the_top(node) else ProjectClass(path, tree, node)

    def heirs(self, name: str) -> tuple[ProjectClass, ...] | None:
        """All classes that call a base so; None where there may be others, or objects of the class itself."""
        files = self._mentioning(name)
        for tree in [] if files is None else [tree for _, tree in files]:
            if any(role in ("used", "bound") for role, _ in _roles(tree, name)) or _spells(tree, name):
                return None
        found = (
            ProjectClass(path, tree, node)
            for path, tree in files or ()
            for node in captured(tree.root, "(class_definition) @class")
        )
        return None if files is None else tuple(each for each in found if each.inherits(name))

    def binds(self, at: ProjectClass, name: str) -> bool:
        """Whether the file of a class defines the name itself or imports it, by no star."""
        roles = {role for role, _ in _roles(at.tree, name)}
        return bool({"class", "imported"} & roles)

    def _mentioning(self, name: str) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        """The files that hold the name; None where that is not known of all."""
        if name not in self._found:
            self._found[name] = self._look(name) if len(self._found) < _MOST_NAMES else None
        return self._found[name]

    def _look(self, name: str) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        word = re.compile(rf"\b{re.escape(name)}\b")
        found: list[tuple[PurePosixPath, Tree]] = []
        for path, text in (self._texts or {}).items():
            if name not in text or not word.search(text):
                continue
            if too_much(text):
                return None
            tree = self._trees.setdefault(path, parse(text))
            if tree.root.has_error:
                return None
            found.append((path, tree))
        return None if self._texts is None else tuple(found)

    @cached_property
    def _texts(self) -> Mapping[PurePosixPath, str] | None:
        """The project's Python files; None where they are too many, or one cannot be read."""
        on_disk = (path for path, _ in listed(self._snapshot.root) if path.suffix in SUFFIXES)
        paths = {*islice(on_disk, _MOST_FILES + 1), *(path for path in self._snapshot.above if path.suffix in SUFFIXES)}
        if len(paths) > _MOST_FILES:
            return None
        try:
            texts = {path: self._snapshot.read(path) for path in sorted(paths)}
        except Unreadable:
            return None
        return {path: text for path, text in texts.items() if text is not None}

    def _is_ours(self, path: PurePosixPath, tree: Tree, name: Node) -> bool:
        """Whether an import brings the name from a module of the project."""
        statement = next(node for node in outwards(name) if node.type == "import_from_statement")
        module = statement.child_by_field_name("module_name")
        if module is None or module.type == "relative_import":
            return module is not None
        first, known = tree.code(module).split(".")[0], self._modules
        return any(here / first in known or here / "src" / first in known for here in path.parents)

    @cached_property
    def _modules(self) -> frozenset[PurePosixPath]:
        """Every module of the project, and every folder of one, without suffixes."""
        paths = tuple(self._texts or ())
        return frozenset(
            (*(path.with_suffix("") for path in paths), *(each for path in paths for each in path.parents))
        )


def name_of(tree: Tree, node: Node) -> str:
    """What a class or function is called."""
    name = node.child_by_field_name("name")
    return "" if name is None else tree.code(name)


def _bases(node: Node) -> Iterator[Node]:
    """The bases of a class, without the arguments of generic ones."""
    given = node.child_by_field_name("superclasses")
    for each in given.named_children if given is not None else ():
        if each.type not in ("keyword_argument", "comment"):
            yield (each.child_by_field_name("value") if each.type == "subscript" else each) or each


def _roles(tree: Tree, name: str) -> Iterator[tuple[Role, Node]]:
    """What each mention of a name does, but for names of arguments."""
    for node in captured(tree.root, f'((identifier) @name (#eq? @name "{name}"))'):
        if (parent := node.parent) is not None and not _names_an_argument(node, parent):
            yield _role(tree, node, parent), node


def _names_an_argument(node: Node, parent: Node) -> bool:
    return parent.type == "keyword_argument" and parent.child_by_field_name("name") == node


def _role(tree: Tree, node: Node, parent: Node) -> Role:
    if parent.type == "class_definition" and parent.child_by_field_name("name") == node:
        return "class"
    if parent.type == "dotted_name":
        statement = parent.parent
        plain = statement is not None and statement.type == "import_from_statement"
        module = statement.child_by_field_name("module_name") if plain and statement is not None else None
        return "imported" if plain and module != parent else "bound"
    inner = node
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        inner, parent = parent, parent.parent or parent
    if _is_base(inner, parent):
        return "base"
    if parent.type in _BINDING or parent.child_by_field_name(_TARGETS.get(parent.type, "name")) == inner:
        return "bound"
    return _use(tree, inner, parent)


def _use(tree: Tree, node: Node, parent: Node) -> Role:
    if any(each.type == "type" for each in outwards(node)):
        return "type"
    call = next((each for each in outwards(node) if each.type == "call"), None)
    function = None if call is None else call.child_by_field_name("function")
    if call is None or function is None:
        return "used"
    of_its_own = function == parent and parent.child_by_field_name("object") == node and _hands_self(tree, call)
    return "looked at" if of_its_own or tree.code(function) in _LOOKS else "used"


def _hands_self(tree: Tree, call: Node) -> bool:
    """Whether it calls a function of a class with an object of a class below, as `Base.method(self)` does."""
    given = call.child_by_field_name("arguments")
    return given is not None and bool(given.named_children) and tree.code(given.named_children[0]) == "self"


def _is_base(node: Node, parent: Node) -> bool:
    if parent.type == "subscript" and parent.child_by_field_name("value") == node and parent.parent is not None:
        parent = parent.parent
    holder = parent.parent
    return holder is not None and holder.type == "class_definition" and parent.type == "argument_list"


def _spells(tree: Tree, name: str) -> bool:
    """Whether a string is the name, by which something could be looked up; `__all__` only lists it."""
    for node in captured(tree.root, f'((string_content) @text (#eq? @text "{name}"))'):
        around = [each for each in outwards(node) if each.type in ("assignment", "augmented_assignment", "type")]
        listed_ = around and (left := around[0].child_by_field_name("left")) and tree.code(left) == "__all__"
        if not listed_ and not (around and around[0].type == "type"):
            return True
    return False


def _is_at_the_top(node: Node) -> bool:
    whole = node.parent
    if whole is not None and whole.type == "decorated_definition":
        whole = whole.parent
    return whole is not None and whole.type == "module"
