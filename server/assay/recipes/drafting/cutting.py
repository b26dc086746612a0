"""A rejected draft without the tests that its checks name: what is left is put to the test alone, from the start."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assay.core.action import Failure, Proposal
from assay.core.parsing import parse_module
from assay.core.patch import FileChange, Patch
from assay.core.text import Lines, Position, Span, TextEdit, apply_edits

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def remainder(failure: Failure) -> Proposal | None:
    """The proposal without what was named; None where nothing was, or nothing would be left."""
    named = [each for each in failure.diagnostics if each.source == "assay"]
    changes = failure.proposal.patch.changes
    if not named or any(each.path not in failure.proposal.patch.paths for each in named):
        return None
    left = [_without(each, [one.start for one in named if one.path == each.path]) for each in changes]
    kept = tuple(each for each in left if each is not None)
    if not kept:
        return None
    words = "; ".join(f"{each.message} ({each.code})" for each in named)
    return replace(failure.proposal, patch=Patch(kept), rationale=f"{failure.proposal.rationale}; left out: {words}")


def _without(change: FileChange, starts: Sequence[Position]) -> FileChange | None:
    """The change without the tests and rows of tables that begin there; None where it would add no test."""
    text = change.after or ""
    lines, module = Lines(text), parse_module(text)
    edits: list[TextEdit] = []
    for node in module.body:
        body = node.body if isinstance(node, ast.ClassDef) else [node]
        tests = [each for each in body if isinstance(each, _FUNCTIONS)]
        bad = [each for each in tests if Position(_first(each) - 1, 0) in starts]
        whole = isinstance(node, ast.ClassDef) and len(bad) == len(tests) > 0
        edits += [_cut(lines, each) for each in ([node] if whole else bad)]
        edits += [edit for each in tests if each not in bad for edit in _rows(lines, each, starts)]
    after = _imported(change.before or "", apply_edits(text, edits).rstrip("\n") + "\n")
    return replace(change, after=after) if _count(after) > _count(change.before or "") else None


def _first(node: ast.stmt) -> int:
    """The line on which a definition begins, with what decorates it, from 1."""
    decorators = node.decorator_list if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) else []
    return min((each.lineno for each in decorators), default=node.lineno)


def _cut(lines: Lines, node: ast.stmt) -> TextEdit:
    """Away with a definition, and with the empty lines before it."""
    row = _first(node) - 1
    while row > 0 and not lines.line(row - 1).strip():
        row -= 1
    end = lines.offset(Position(node.end_lineno or node.lineno, 0))
    return TextEdit(Span(lines.offset(Position(row, 0)), end), "")


def _rows(lines: Lines, test: ast.FunctionDef | ast.AsyncFunctionDef, starts: Sequence[Position]) -> Iterable[TextEdit]:
    """Away with rows of a table, and with what names them."""
    for table in (each for each in test.decorator_list if isinstance(each, ast.Call) and len(each.args) > 1):
        rows = table.args[1].elts if isinstance(table.args[1], ast.List) else []
        bad = [number for number, row in enumerate(rows) if lines.place_of(row).start in starts]
        ids = next((each.value for each in table.keywords if each.arg == "ids"), None)
        for listed in (rows, ids.elts if isinstance(ids, ast.List) and len(ids.elts) == len(rows) else []):
            yield from _elements(lines, listed, bad if listed else [])


def _elements(lines: Lines, listed: Sequence[ast.expr], bad: Sequence[int]) -> Iterable[TextEdit]:
    """Away with elements of a list, each with the comma that it needs no more."""
    places = map(lines.place_of, listed)
    spans = [(lines.offset(each.start), lines.offset(each.end)) for each in places]
    for number in bad:
        last = all(each in bad for each in range(number, len(spans)))
        start, end = (spans[number - 1][1], spans[number][1]) if last else (spans[number][0], spans[number + 1][0])
        yield TextEdit(Span(start, end), "")


def _imported(before: str, after: str) -> str:
    """The text without the names that were imported for what is gone."""
    module, lines = parse_module(after), Lines(after)
    read = {each.id for each in ast.walk(module) if isinstance(each, ast.Name)}
    own = {ast.dump(name) for each in ast.walk(parse_module(before)) for name in getattr(each, "names", []) if name}
    edits: list[TextEdit] = []
    for node in module.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        kept = [
            each for each in node.names if ast.dump(each) in own or (each.asname or each.name.partition(".")[0]) in read
        ]
        if len(kept) < len(node.names):
            span = Span(
                lines.offset(Position(node.lineno - 1, 0)), lines.offset(Position(node.end_lineno or node.lineno, 0))
            )
            node.names = kept
            edits.append(TextEdit(span, f"{ast.unparse(node)}\n" if kept else ""))
    return apply_edits(after, edits)


def _count(text: str) -> int:
    every = (each for each in ast.walk(parse_module(text)) if isinstance(each, _FUNCTIONS))
    return sum(each.name.startswith("test") for each in every)
