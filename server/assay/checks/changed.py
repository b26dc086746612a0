"""The statements that a patch touches, and which lines show that one of them ran."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from assay.core.parsing import parse_module
from assay.core.patch import Patch
from assay.core.text import split_lines
from assay.tools.pytest_journal import Line

_DECLARES = (ast.Global, ast.Nonlocal)

_Found = tuple[set[int], bool, bool]
"""Lines of the change by their witnesses, with what else `Touched` tells."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A statement that a patch touches. Lines count from 1, in the text after the patch.

    `lines` are those of the change. Any of `witnesses` runs when the statement does; for the head of a function that is
    its body. `called` says that it stands in a function, so that importing the module does not run it; `raises`, that
    it is there to raise.
    """

    path: PurePosixPath
    lines: frozenset[int]
    witnesses: frozenset[int]
    called: bool
    raises: bool

    def ran(self, lines: Collection[Line]) -> bool:
        """Whether one of these lines bears witness."""
        return any((self.path, line) in lines for line in self.witnesses)


@dataclass(frozen=True, slots=True)
class _Statement:
    first: int
    last: int
    witnesses: frozenset[int]
    called: bool
    raises: bool
    simple: bool
    silent: bool

    def __contains__(self, line: int) -> bool:
        return self.first <= line <= self.last


def touched_statements(patch: Patch) -> tuple[Touched, ...]:
    """The statements of Python files that a patch makes or changes.

    Where lines are only taken away, the statements on either side bear witness together. Comments, blank lines,
    docstrings and declarations, which never run, are left out.
    """
    return tuple(
        touched
        for change in patch.changes
        if change.path.suffix == ".py" and change.after is not None
        for touched in _touched(change.path, change.before or "", change.after)
    )


def _touched(path: PurePosixPath, before: str, after: str) -> Iterator[Touched]:
    old, new = split_lines(before), split_lines(after)
    try:
        statements = tuple(_statements(parse_module(after).body, called=False))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        statements = tuple(_each_line(new))
    found: dict[frozenset[int], _Found] = {}
    for tag, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "delete":
            around = [each for line in (start, start + 1) if (each := _at(statements, line, new)) is not None]
            _add(found, around, min(start + 1, len(new)))
        elif tag != "equal":
            for line in range(start + 1, end + 1):
                _add(found, [each] if (each := _at(statements, line, new)) is not None else [], line)
    for witnesses, (lines, called, raises) in found.items():
        yield Touched(path, frozenset(lines), witnesses, called, raises)


def _add(found: dict[frozenset[int], _Found], statements: list[_Statement], line: int) -> None:
    if statements:
        witnesses = frozenset[int]().union(*(statement.witnesses for statement in statements))
        called = all(statement.called for statement in statements)
        raises = all(statement.raises for statement in statements)
        found.setdefault(witnesses, (set(), called, raises))[0].add(line)


def _at(statements: tuple[_Statement, ...], line: int, text: list[str]) -> _Statement | None:
    """The innermost statement at a line, if it can run; one that comes later in the order lies further in."""
    inner = next((statement for statement in reversed(statements) if line in statement), None)
    if inner is None or inner.silent:
        return None
    content = text[line - 1].strip()
    return inner if inner.simple or (content and not content.startswith("#")) else None


def _statements(body: list[ast.stmt], *, called: bool) -> Iterator[_Statement]:
    for node in body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        last = node.end_lineno or node.lineno
        blocks = list(_blocks(node))
        inside = called or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            witnesses = range(node.body[0].lineno, last + 1)
        else:
            head = min((block[0].lineno - 1 for block in blocks), default=last)
            witnesses = range(first, max(head, node.lineno) + 1)
        raises = isinstance(node, (ast.Raise, ast.Assert))
        yield _Statement(first, last, frozenset(witnesses), inside, raises, not blocks, _is_silent(node, called=called))
        for block in blocks:
            yield from _statements(block, called=inside)


def _is_silent(node: ast.stmt, *, called: bool) -> bool:
    """Whether a statement runs nothing: a docstring or other constant, a declaration."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.AnnAssign(value=None):
            return called
        case _:
            return isinstance(node, _DECLARES)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    for holder in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield holder.body


def _each_line(text: list[str]) -> Iterator[_Statement]:
    """For a text that cannot be parsed: every line by itself, in a function where it is indented."""
    for number, line in enumerate(text, 1):
        content = line.strip()
        silent = not content or content.startswith("#")
        called = line[:1].isspace()
        yield _Statement(number, number, frozenset({number}), called, raises=False, simple=True, silent=silent)
