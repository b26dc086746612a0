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

from assay.checks.class_mentions import Mention, mentions, name_of
from assay.checks.class_names import ProjectClass, ProjectClasses
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.core.text import Span
from assay.syntax.scopes import innermost_class, outwards
from assay.syntax.signatures import declaring
from assay.syntax.tree import Node, Tree, captured
from assay.tools.test_files import is_test

_DEPTH = 8
_CONDITIONS = ("TYPE_CHECKING", "typing.TYPE_CHECKING")
_HARMLESS = ("ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol")
_PARAMETERS = (
    *("parameters", "lambda_parameters", "default_parameter", "typed_parameter", "typed_default_parameter"),
    "keyword_argument",
)

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
    return not _may_be_given(project, mixin, called) and _all_have(project, mixin, _Wanted(called, wanted), _DEPTH)


def _may_be_given(project: ProjectClasses, mixin: ProjectClass, called: str) -> bool:
    """Whether the name may be given to a class below or an object of one; tests give it for a while, and may."""
    files = project.holding(called)
    return files is None or any(
        _sets_by_name(tree, called)
        or any("." in each.dotted and _gives(each) and _is_below(project, path, tree, each, mixin) for each in found)
        for path, tree in files
        if not is_test(path)
        for found in (tuple(mentions(tree, called)),)
    )


def _sets_by_name(tree: Tree, called: str) -> bool:
    setters = captured(tree.root, '((identifier) @name (#match? @name "^(setattr|delattr)$"))')
    return bool(setters) and bool(captured(tree.root, f'((string_content) @text (#eq? @text "{called}"))'))


def _is_below(project: ProjectClasses, path: PurePosixPath, tree: Tree, mention: Mention, mixin: ProjectClass) -> bool:
    """Whether what gets the name may be below the mixin; what is called `self` is of the class around it."""
    holder = innermost_class(mention.node)
    own = holder is not None and mention.dotted.rpartition(".")[0] == "self"
    return holder is None or not own or _inherits(project, ProjectClass(path, tree, holder), mixin, _DEPTH)


def _inherits(project: ProjectClasses, holder: ProjectClass, mixin: ProjectClass, depth: int) -> bool:
    """Whether a class may inherit from the mixin, or be it."""
    if holder == mixin or holder.bases is None or depth == 0:
        return True
    for base in holder.bases:
        known = project.meant(holder.path, base)
        is_builtin = isinstance(getattr(builtins, base, None), type) and not project.is_bound(holder.path, base)
        if isinstance(known, ProjectClass):
            if _inherits(project, known, mixin, depth - 1):
                return True
        elif known is None and not is_builtin:
            return True
    return False


def _given(tree: Tree, holder: Node, called: str) -> list[Node]:
    """The places of a class that give something a name; a parameter is another matter."""
    return [each.node for each in mentions(tree, called) if _gives(each) and holder in outwards(each.node)]


def _gives(mention: Mention) -> bool:
    inner = mention.node.parent
    return mention.role in ("class", "imported", "bound") and inner is not None and inner.type not in _PARAMETERS


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
