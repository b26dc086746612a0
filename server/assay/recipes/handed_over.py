"""What the project's own calls hand over to parameters that have no annotation, so that a checker can go on from there.

It is told where every mention of the function's name in the project is a call of it, no other function or attribute of
Python's own classes is called so, and each call says plainly what it hands over. Callers elsewhere are not seen;
whoever uses this says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit
from assay.recipes.definitions import Definition, class_around, name_of
from assay.recipes.probing import revealed, revealing
from assay.recipes.revealed import MOST_KINDS, NONE, Type, joined
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.typing_import import imported
from assay.syntax.scopes import Parameter, function_of, parameters
from assay.syntax.tree import Node, Tree, captured

ASSUMED = "parameters without annotations are taken for what the project's own calls hand over"

_MOST_CALLS = 60
_SPLATS = ("list_splat", "dictionary_splat")
_OF_PYTHON = frozenset(
    name
    for kind in (
        bool,
        bytearray,
        bytes,
        dict,
        float,
        frozenset,
        int,
        io.BytesIO,
        io.StringIO,
        list,
        memoryview,
        set,
        str,
    )
    for name in dir(kind)
)


@dataclass(frozen=True, slots=True)
class _Value:
    path: PurePosixPath
    tree: Tree
    node: Node


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A parameter, and all that it can get: what each call hands over, and its default where one does not."""

    function: Definition
    parameter: Parameter
    values: tuple[_Value, ...]


def handed_over(sources: Sources, path: PurePosixPath, tree: Tree, nodes: Iterable[Node]) -> tuple[HandedOver, ...]:
    """What the parameters get of the functions in which the nodes stand; those alone of which all calls are told."""
    functions = {each.id: each for each in map(function_of, nodes) if each.type == "function_definition"}
    found: list[HandedOver] = []
    for each in functions.values():
        found += _of(sources, Definition(path, tree, each))
    return tuple(found)


def calls_revealed(sources: Sources, handed: Sequence[HandedOver]) -> Snapshot | None:
    """The files with all that is handed over revealed."""
    by_file = _by_file(handed)
    texts = {path: revealing(tree, nodes) for path, (tree, nodes) in by_file.items()}
    return sources.snapshot.with_texts(texts) if texts else None


def parameter_annotations(
    snapshot: Snapshot, handed: Sequence[HandedOver], told: Sequence[Diagnostic]
) -> tuple[TextEdit, ...]:
    """An annotation for each parameter of which everything is known, for a probe alone: none of them adds a line."""
    types: dict[tuple[PurePosixPath, int], Type | None] = {}
    for path, (tree, nodes) in _by_file(handed).items():
        said = revealed(tree, nodes, (each for each in told if each.path == path))
        types.update(((path, node.id), kind) for node, kind in zip(nodes, said, strict=True))
    edits: list[TextEdit] = []
    for each in handed:
        kinds = [types[value.path, value.node.id] for value in each.values]
        edit = _annotation(snapshot, each, kinds)
        edits += [edit] if edit is not None else []
    return tuple(edits)


def _annotation(snapshot: Snapshot, handed: HandedOver, kinds: Sequence[Type | None]) -> TextEdit | None:
    known = [kind for kind in kinds if kind is not None]
    kind = joined(known) if len(known) == len(kinds) else NONE
    if kind == NONE or len(kind.members) > MOST_KINDS:
        return None
    function, start = handed.function, handed.parameter.span.start
    speller = Speller(snapshot, function.path, function.tree, start, evaluated=False)
    spelled = speller.spelled(kind)
    if spelled is None or spelled.edits:
        return None
    return TextEdit.at(start + len(handed.parameter.name), f": {spelled.text}")


def _by_file(handed: Sequence[HandedOver]) -> dict[PurePosixPath, tuple[Tree, list[Node]]]:
    found: dict[PurePosixPath, tuple[Tree, list[Node]]] = {}
    for value in (value for each in handed for value in each.values):
        found.setdefault(value.path, (value.tree, []))[1].append(value.node)
    return found


def _of(sources: Sources, function: Definition) -> Iterator[HandedOver]:
    """What each parameter of a function without an annotation gets."""
    listed = parameters(function.tree, function.node)
    is_method = class_around(function.node) is not None
    listed = listed[1:] if is_method else listed
    wanted = [each for each in listed if each.annotation is None and each.kind == "positional or keyword"]
    calls = list(_calls(sources, function, is_method=is_method)) if wanted else []
    if not calls or None in calls or len(calls) > _MOST_CALLS:
        return
    known = [call for call in calls if call is not None]
    for parameter in wanted:
        given = [_argument(call, parameter, listed.index(parameter), function) for call in known]
        values = tuple({value.node.id: value for value in given if value is not None}.values())
        if None not in given:
            yield HandedOver(function, parameter, values)


def _calls(sources: Sources, function: Definition, *, is_method: bool) -> Iterator[_Value | None]:
    """Every call of the function; None for a mention of its name that is none, or may be of something else."""
    name = name_of(function)
    if name.startswith("__") or name in _OF_PYTHON or _is_decorated(function):
        yield None
        return
    for path, tree in sources.mentioning(name):
        for node in captured(tree.root, "(identifier) @name"):
            if tree.code(node) != name or node == function.node.child_by_field_name("name"):
                continue
            parent = node.parent
            if parent is not None and parent.type in ("dotted_name", "keyword_argument"):
                yield from (
                    () if parent.type == "dotted_name" or parent.child_by_field_name("value") != node else (None,)
                )
                continue
            is_attribute = parent is not None and parent.type == "attribute"
            called = parent if is_attribute else node
            call = None if called is None else called.parent
            is_call = call is not None and call.type == "call" and call.child_by_field_name("function") == called
            is_meant = is_attribute if is_method else not is_attribute or _is_of_module(tree, called)
            yield _Value(path, tree, call) if call is not None and is_call and is_meant else None


def _is_of_module(tree: Tree, access: Node | None) -> bool:
    """Whether it is an attribute of something that the file imports, and of no object of its own."""
    owner = None if access is None else access.child_by_field_name("object")
    return owner is not None and any(each.bound == tree.code(owner) for each in imported(tree))


def _is_decorated(function: Definition) -> bool:
    return function.node.parent is not None and function.node.parent.type == "decorated_definition"


def _argument(call: _Value, parameter: Parameter, index: int, function: Definition) -> _Value | None:
    """What a call hands over to a parameter, else its default; None where that cannot be told."""
    listed = call.node.child_by_field_name("arguments")
    if listed is None or listed.type != "argument_list":
        return None
    given = [each for each in listed.named_children if each.type != "comment"]
    if any(each.type in _SPLATS for each in given):
        return None
    for each in given:
        key, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        if each.type == "keyword_argument" and key is not None and call.tree.code(key) == parameter.name:
            return None if value is None else _Value(call.path, call.tree, value)
    positional = [each for each in given if each.type != "keyword_argument"]
    if index < len(positional):
        return _Value(call.path, call.tree, positional[index])
    default = parameter.default
    return None if default is None else _Value(function.path, function.tree, default)
