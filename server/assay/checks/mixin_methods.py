"""Methods that a mixin declares for checkers alone, where the project proves that each of its objects has them.

A method under `if TYPE_CHECKING:` is a claim that nothing runs. In the body of a class it is true where every class of
the project that inherits from this one gets that method, declared in the same words, from another base, and where
nothing is made of a class that lacks it. Whatever is not certain, such as a name that two classes have, a class that
goes by another name, or a file that cannot be read, leaves it a claim. That two classes mean the same by the same words
is for the type checker to say: it compares the bases of a class.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

from assay.checks.class_mentions import is_only_inherited
from assay.checks.trees import SUFFIXES, ChangedFile
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.syntax.limits import too_much
from assay.syntax.signatures import declaring
from assay.syntax.tree import Node, Tree, captured, parse
from assay.tools.listing import listed

_MOST_FILES = 5_000
_MOST_NAMES = 64
"""How many names the project's files are searched for; with more classes than that nothing is certain."""

_DEPTH = 8
_EMPTY = ("ABC", "Generic", "Protocol")
_CONDITIONS = ("TYPE_CHECKING", "typing.TYPE_CHECKING")

Place = tuple[PurePosixPath, Span]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A method by its name, and the line that declares it."""

    name: str
    declaration: str


def proven_methods(snapshot: Snapshot, files: Iterable[ChangedFile]) -> frozenset[Place]:
    """Where the changed files declare such methods that are proven; `snapshot` is the project after the patch."""
    project = _Project(snapshot)
    return frozenset(
        (file.path, file.after.span(method))
        for file in files
        if file.after is not None
        for holder, method in _declared(file.after)
        if _is_proven(project, file.after, holder, method)
    )


def _declared(tree: Tree) -> Iterator[tuple[Node, Node]]:
    """The methods that stand in a class under `if TYPE_CHECKING:` with no body, with the class."""
    for statement in captured(tree.root, "(class_definition body: (block (if_statement) @if))"):
        condition, block = statement.child_by_field_name("condition"), statement.child_by_field_name("consequence")
        body = statement.parent
        holder = None if body is None else body.parent
        if condition is None or block is None or holder is None or statement.child_by_field_name("alternative"):
            continue
        if tree.code(condition) in _CONDITIONS:
            yield from ((holder, each) for each in block.named_children if _is_bare(tree, each))


def _is_bare(tree: Tree, node: Node) -> bool:
    body = node.child_by_field_name("body") if node.type == "function_definition" else None
    return body is not None and tree.code(body).strip() == "..."


def _is_proven(project: _Project, tree: Tree, holder: Node, method: Node) -> bool:
    wanted, name, called = declaring(tree, method), _name(tree, holder), _name(tree, method)
    around = holder.parent
    if wanted is None or len(project.classes(name)) != 1 or around is None or around.type != "module":
        return False
    return len(_given(tree, holder, called)) == 1 and _all_have(project, name, _Wanted(called, wanted), _DEPTH)


def _given(tree: Tree, holder: Node, called: str) -> list[Node]:
    """The places of a class that give something a name."""
    return [node for node in captured(holder, "(identifier) @name") if tree.code(node) == called and _is_bound(node)]


def _is_bound(node: Node) -> bool:
    """Whether the name is given to something here: a function, a class, a value; a parameter is another matter."""
    parent = node.parent
    if parent is None or parent.type in ("keyword_argument", "typed_default_parameter", "default_parameter"):
        return False
    return any(parent.child_by_field_name(field) == node for field in ("name", "left", "alias")) or (
        parent.type == "attribute" and parent.parent is not None and parent.parent.child_by_field_name("left") == parent
    )


def _all_have(project: _Project, mixin: str, wanted: _Wanted, depth: int) -> bool:
    """Whether it has no objects, but heirs, each of which gets the method from another base."""
    hosts = project.heirs(mixin)
    return (
        bool(hosts)
        and project.is_only_inherited(mixin)
        and all(_has(project, host, mixin, wanted, depth) for host in hosts)
    )


def _has(project: _Project, host: _Class, mixin: str, wanted: _Wanted, depth: int) -> bool:
    if depth == 0 or len(project.classes(host.name)) != 1:
        return False
    found = [said for base in host.bases if base != mixin for said in _said(project, base, wanted.name, depth)]
    if found:
        return found[0] == wanted.declaration
    return _all_have(project, host.name, wanted, depth - 1)


def _said(project: _Project, name: str, called: str, depth: int) -> Iterator[str | None]:
    """How a class or the first of its bases declares the method; None where that is not certain."""
    known = project.classes(name)
    if depth == 0 or len(known) > 1 or (not known and not _is_without(name, called)):
        yield None
    for each in known:
        given = each.given(called)
        method = given[0].parent if len(given) == 1 else None
        if given:
            is_method = method is not None and method.type == "function_definition"
            yield declaring(each.tree, method) if method is not None and is_method else None
        else:
            yield from (said for base in each.bases for said in _said(project, base, called, depth - 1))


def _is_without(name: str, called: str) -> bool:
    """Whether a class that is none of the project's is known not to have such a method: one of Python itself."""
    return name in _EMPTY or (isinstance(cls := getattr(builtins, name, None), type) and not hasattr(cls, called))


class _Class:
    """A class of the project as its text tells of it."""

    def __init__(self, tree: Tree, node: Node) -> None:
        self.tree = tree
        self.node = node
        self.name = _name(tree, node)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The last names of its bases."""
        listed_ = self.node.child_by_field_name("superclasses")
        given = [] if listed_ is None else [each for each in listed_.named_children if each.type != "keyword_argument"]
        return tuple(self.tree.code(each).partition("[")[0].split(".")[-1].strip() for each in given)

    def given(self, called: str) -> list[Node]:
        """Wherever the class and its methods give something that name, a function or anything else."""
        return _given(self.tree, self.node, called)


class _Project:
    """The classes of a project by their names, looked for when they are asked about."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._trees: dict[PurePosixPath, Tree] = {}
        self._mentioning: dict[str, tuple[Tree, ...]] = {}

    def classes(self, name: str) -> tuple[_Class, ...]:
        """All classes of that name."""
        return tuple(each for each in self._near(name) if each.name == name)

    def heirs(self, name: str) -> tuple[_Class, ...]:
        """All classes that call a base so."""
        return tuple(each for each in self._near(name) if name in each.bases)

    def is_only_inherited(self, name: str) -> bool:
        """Whether no file makes anything of the class but a base."""
        return all(is_only_inherited(tree, name) for tree in self._files(name))

    def _near(self, name: str) -> Iterator[_Class]:
        """The classes of all files that say the name."""
        for tree in self._files(name):
            yield from (_Class(tree, node) for node in captured(tree.root, "(class_definition) @class"))

    def _files(self, name: str) -> tuple[Tree, ...]:
        if name not in self._mentioning and len(self._mentioning) < _MOST_NAMES:
            word = re.compile(rf"\b{re.escape(name)}\b")
            paths = [path for path, text in self._texts.items() if word.search(text)]
            self._mentioning[name] = tuple(self._tree(path) for path in paths)
        return self._mentioning.get(name, ())

    def _tree(self, path: PurePosixPath) -> Tree:
        if path not in self._trees:
            self._trees[path] = parse(self._texts[path])
        return self._trees[path]

    @cached_property
    def _texts(self) -> Mapping[PurePosixPath, str]:
        """The project's Python files; none where one is not read, as nothing is certain then."""
        on_disk = (path for path, _ in listed(self._snapshot.root) if path.suffix in SUFFIXES)
        paths = {*islice(on_disk, _MOST_FILES + 1), *(path for path in self._snapshot.above if path.suffix in SUFFIXES)}
        if len(paths) > _MOST_FILES:
            return {}
        try:
            read = ((path, self._snapshot.read(path)) for path in sorted(paths))
            found = {path: text for path, text in read if text is not None}
        except Unreadable:
            return {}
        return found if not any(too_much(text) for text in found.values()) else {}


def _name(tree: Tree, node: Node) -> str:
    name = node.child_by_field_name("name")
    return "" if name is None else tree.code(name)
