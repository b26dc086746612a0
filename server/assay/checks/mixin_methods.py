"""Methods that a mixin declares for checkers alone, where the project proves that each of its objects has them.

A method under `if TYPE_CHECKING:` is a claim that nothing runs. In the body of a class it is true where every class of
the project that inherits from this one gets that method, declared in the same words, from another base or has it
itself, and where no text makes objects of this class, passes it on or calls it otherwise. Whatever is not certain, such
as a name that a file binds twice, a base from elsewhere or a file that cannot be read, leaves it a claim. That two
classes mean the same by the same words is for the type checker to say: it compares the bases of a class.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.checks.class_mentions import name_of
from assay.checks.class_names import ProjectClass, ProjectClasses
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.syntax.signatures import declaring
from assay.syntax.tree import Node, Tree, captured

_DEPTH = 8
_CONDITIONS = ("TYPE_CHECKING", "typing.TYPE_CHECKING")
_HARMLESS = ("ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol")

Place = tuple[PurePosixPath, Span]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A method by its name, and the line that declares it."""

    name: str
    declaration: str


def proven_methods(snapshot: Snapshot, files: Iterable[ChangedFile]) -> frozenset[Place]:
    """Where the changed files declare such methods that are proven; `snapshot` is the project after the patch."""
    project = ProjectClasses(snapshot)
    return frozenset(
        (file.path, file.after.span(method))
        for file in files
        if file.after is not None
        for holder, method in _declared(file.after)
        if _is_proven(project, file.path, file.after, holder, method)
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


def _is_proven(project: ProjectClasses, path: PurePosixPath, tree: Tree, holder: Node, method: Node) -> bool:
    wanted, called = declaring(tree, method), name_of(tree, method)
    mixin = project.meant(path, name_of(tree, holder))
    if wanted is None or not isinstance(mixin, ProjectClass):
        return False
    if mixin.path != path or mixin.tree.span(mixin.node) != tree.span(holder):
        return False
    if len(_given(tree, holder, called)) != 1 or _said_by_bases(project, mixin, called, _DEPTH):
        return False
    return _all_have(project, mixin, _Wanted(called, wanted), _DEPTH)


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


def _all_have(project: ProjectClasses, mixin: ProjectClass, wanted: _Wanted, depth: int) -> bool:
    """Whether it has no objects, but heirs, each of which has the method or gets it from another base."""
    hosts = project.heirs(mixin) if depth else None
    return bool(hosts) and all(_has(project, host, mixin, wanted, depth) for host in hosts or ())


def _has(project: ProjectClasses, host: ProjectClass, mixin: ProjectClass, wanted: _Wanted, depth: int) -> bool:
    if own := _given(host.tree, host.node, wanted.name):
        return _declares(host, own) == wanted.declaration
    found = _said_by_bases(project, host, wanted.name, depth, without=mixin)
    if found:
        # the order in which Python asks bases is not the order of the text where two have one base
        return all(each == wanted.declaration for each in found)
    return _all_have(project, host, wanted, depth - 1)


def _said_by_bases(
    project: ProjectClasses, host: ProjectClass, called: str, depth: int, *, without: ProjectClass | None = None
) -> tuple[str | None, ...]:
    """How the bases of a class, or theirs, declare the method, each that does; None where that is not certain."""
    if host.bases is None or depth == 0:
        return (None,)
    named = [base for base in host.bases if without is None or project.meant(host.path, base) != without]
    return tuple(said for base in named for said in _said(project, host, base, called, depth))


def _said(project: ProjectClasses, host: ProjectClass, base: str, called: str, depth: int) -> tuple[str | None, ...]:
    builtin = getattr(builtins, base, None)
    if base in _HARMLESS or (isinstance(builtin, type) and not project.is_bound(host.path, base)):
        return (None,) if hasattr(builtin, called) else ()
    known = project.meant(host.path, base)
    if not isinstance(known, ProjectClass):
        return (None,)
    if given := _given(known.tree, known.node, called):
        return (_declares(known, given),)
    return _said_by_bases(project, known, called, depth - 1)


def _declares(holder: ProjectClass, given: list[Node]) -> str | None:
    """How a class declares the method among its own statements; None where it gives the name in another way."""
    method = given[0].parent if len(given) == 1 else None
    if (
        method is None
        or method.type != "function_definition"
        or method.parent != holder.node.child_by_field_name("body")
    ):
        return None
    return declaring(holder.tree, method)
