"""Have a checker reveal what expressions of a file are: `reveal_type(...)` around each, and its answers read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.text import Lines, TextEdit, apply_edits
from assay.recipes.revealed import Type, is_note, of_class, of_note
from assay.syntax.tree import Node, Tree

_OPEN, _CLOSE = "reveal_type(\n", ")"
"""Each expression stands on a line of its own: mypy says the same words only once of a line."""

_BRACKET = len("(\n")
"""How far before the expression the bracket stands, which is where Pyrefly answers."""


def revealing(tree: Tree, nodes: Iterable[Node], beside: Iterable[TextEdit] = ()) -> str:
    """The file's text with every one of the expressions revealed; `beside` are edits that add no line before any."""
    return apply_edits(tree.text, sorted((*_edits(tree, nodes), *beside)))


def revealed(
    tree: Tree,
    nodes: Sequence[Node],
    told: Iterable[Diagnostic],
    read: Callable[[Diagnostic], Type | None] = of_note,
) -> tuple[Type | None, ...]:
    """The type of each expression; None where it cannot be written, or was never looked at.

    `told` is what the checker said of the file with all of them revealed; `read` tells the type of one answer.
    """
    answers = _answers(tree, nodes, told)
    return tuple(_kind(tree, node, note, read) for node, note in zip(nodes, answers, strict=True))


def _answers(tree: Tree, nodes: Sequence[Node], told: Iterable[Diagnostic]) -> tuple[Diagnostic | None, ...]:
    """What the checker answered to each expression; None where it never came to it."""
    edits = _edits(tree, nodes)
    lines = Lines(apply_edits(tree.text, edits))
    notes: dict[int, Diagnostic] = {}
    for note in told:
        if is_note(note):
            notes.setdefault(lines.offset(note.start), note)
    starts = [_moved(tree.span(node).start, edits) for node in nodes]
    return tuple(notes.get(start, notes.get(start - _BRACKET)) for start in starts)


def _kind(tree: Tree, node: Node, note: Diagnostic | None, read: Callable[[Diagnostic], Type | None]) -> Type | None:
    kind = None if note is None else read(note)
    if kind is None and note is not None and node.type in ("identifier", "attribute"):
        return of_class(note, tree.code(node).rpartition(".")[2])
    return kind


Asked = tuple[PurePosixPath, Tree, Node]
"""An expression of one of several files that are to be revealed at once."""


def revealing_files(asked: Iterable[Asked]) -> Mapping[PurePosixPath, str]:
    """The text of every file with its expressions revealed."""
    return {path: revealing(tree, nodes) for path, (tree, nodes) in _by_file(asked).items()}


def revealed_in_files(
    asked: Iterable[Asked], told: Iterable[Diagnostic], read: Callable[[Diagnostic], Type | None] = of_note
) -> Mapping[Node, Type | None]:
    """The type of each expression, from what the checker said of those files."""
    told, types = tuple(told), dict[Node, Type | None]()
    for path, (tree, nodes) in _by_file(asked).items():
        said = revealed(tree, nodes, (each for each in told if each.path == path), read)
        types |= zip(nodes, said, strict=True)
    return types


def passed_over(asked: Iterable[Asked], told: Iterable[Diagnostic]) -> frozenset[Node]:
    """The expressions that the checker never came to: for it nothing ever runs them."""
    told, found = tuple(told), set[Node]()
    for path, (tree, nodes) in _by_file(asked).items():
        answers = _answers(tree, nodes, (each for each in told if each.path == path))
        found |= {node for node, note in zip(nodes, answers, strict=True) if note is None}
    return frozenset(found)


def _by_file(asked: Iterable[Asked]) -> Mapping[PurePosixPath, tuple[Tree, Sequence[Node]]]:
    found: dict[PurePosixPath, tuple[Tree, list[Node]]] = {}
    for path, tree, node in asked:
        found.setdefault(path, (tree, []))[1].append(node)
    return found


def _edits(tree: Tree, nodes: Iterable[Node]) -> list[TextEdit]:
    edits: list[TextEdit] = []
    for node in {each.id: each for each in nodes}.values():
        span = tree.span(node)
        edits += [TextEdit.at(span.start, _OPEN), TextEdit.at(span.end, _CLOSE)]
    return sorted(edits)


def _moved(start: int, edits: Sequence[TextEdit]) -> int:
    """Where an expression that begins here begins after the edits: behind its own opening."""
    before = (edit for edit in edits if edit.span.start < start or (edit.span.start == start and edit.text == _OPEN))
    return start + sum(len(edit.text) for edit in before)
