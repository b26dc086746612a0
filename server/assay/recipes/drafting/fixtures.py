"""Fixtures of the project that make the object whose method is tested, where its own tests take them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.parsing import parse_module
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.case import filled, names_in
from assay.recipes.drafting.draft import Draft
from assay.recipes.drafting.matter import imported_names

_CHEAPER = 100
"""What is had from a fixture goes before what is written out."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One that gives what a single call makes: `made` is that call, as source; `owner` is the class."""

    name: str
    made: str
    owner: str


def conftests(snapshot: Snapshot, file: PurePosixPath) -> tuple[ast.Module, ...]:
    """The files that pytest takes fixtures from for the tests of a file, the nearest first."""
    texts = (snapshot.read(folder / "conftest.py") for folder in file.parents)
    return tuple(filter(None, map(_parsed, texts)))


def fixtures(
    snapshot: Snapshot, file: PurePosixPath, related: Sequence[PurePosixPath], owner: str
) -> tuple[Fixture, ...]:
    """The fixtures that tests in `file` can take and that make an object of the class `owner`, if the tests use them.

    A nearer one takes the place of a farther one of its name.
    """
    tests = [each for path in (file, *related) if (each := _parsed(snapshot.read(path))) is not None]
    taken = {each.arg for module in tests for node in _functions(module) for each in node.args.args}
    own = _parsed(snapshot.read(file))
    found: dict[str, Fixture | None] = {}
    for module in (*([] if own is None else [own]), *conftests(snapshot, file)):
        known = owner in imported_names(module)
        for node in module.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_fixture(node):
                made = _made(node, owner) if known else ""
                found.setdefault(node.name, Fixture(node.name, made, owner) if made and node.name in taken else None)
    return tuple(each for each in found.values() if each is not None)


def with_fixture(draft: Draft, known: Iterable[Fixture]) -> Draft:
    """The draft with the first fixture that makes its object in the place of the call that makes it."""
    return next(filter(None, (_with(draft, each) for each in known)), draft)


def preferring(draft: Draft, known: Sequence[Fixture]) -> Draft:
    """The draft as one that goes before others, where a fixture makes its object."""
    case = draft.case
    fits = with_fixture(draft, known) is not draft
    return replace(draft, case=replace(case, cost=case.cost - _CHEAPER)) if fits else draft


def _with(draft: Draft, fixture: Fixture) -> Draft | None:
    case, name = draft.case, fixture.name
    given = dict(case.given)
    changed = names_in(expression for expression, _ in draft.seen.changes)
    if name in {*given, *names_in([*case.lines, case.judged]), *changed} - {case.receiver}:
        return None  # it means something else there
    lines, renamed = case.lines, case.receiver
    if lines and filled(lines[0], given) == f"{case.receiver} = {fixture.made}":
        lines, judged = lines[1:], case.judged
    else:
        putting = _Putting(given, fixture)
        judged, renamed = putting.put(case.judged), ""
        if putting.count != 1:  # of two objects one fixture would make one
            return None
    also = {renamed: name} if renamed and renamed != name else {}
    lines = tuple(filled(each, also) for each in lines) if also else lines
    judged = filled(judged, also) if also else judged
    seen = draft.seen
    if also:
        changes = tuple((filled(expression, also), text) for expression, text in seen.changes)
        seen = replace(seen, changes=changes, text=name if seen.kind == "itself" else seen.text)
    needed = names_in([*lines, judged, *(expression for expression, _ in seen.changes)])
    left = tuple((column, text) for column, text in case.given if column in needed)
    receiver = name if renamed else ""
    case = replace(case, lines=lines, judged=judged, given=left, receiver=receiver)
    return replace(draft, case=case, seen=seen, fixture=(name, fixture.owner))


class _Putting(ast.NodeTransformer):
    """Puts a fixture's name in the place of the call that it makes."""

    def __init__(self, given: dict[str, str], fixture: Fixture) -> None:
        self._given, self._fixture, self.count = given, fixture, 0

    def put(self, source: str) -> str:
        return ast.unparse(self.visit(parse_module(source)))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if filled(ast.unparse(node), self._given) == self._fixture.made:
            self.count += 1
            return ast.Name(self._fixture.name, ast.Load())
        self.generic_visit(node)
        return node


def _made(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str) -> str:
    """The call that is all that the fixture does, where it makes an object of the class; empty else."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if len(body) != 1 or isinstance(node, ast.AsyncFunctionDef) or _has_parameters(node.args):
        return ""
    first = body[0]
    yielded = first.value.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Yield) else None
    value = first.value if isinstance(first, ast.Return) else yielded
    if not isinstance(value, ast.Call):
        return ""
    function = value.func.value if isinstance(value.func, ast.Attribute) else value.func
    return ast.unparse(value) if isinstance(function, ast.Name) and function.id == owner else ""


def _is_fixture(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is made anew for each test and asked for by its own name."""
    if len(node.decorator_list) != 1:
        return False
    decorator = node.decorator_list[0]
    if isinstance(decorator, ast.Call):
        if decorator.args or any(ast.unparse(each) != "scope='function'" for each in decorator.keywords):
            return False
        decorator = decorator.func
    return ast.unparse(decorator) in ("pytest.fixture", "fixture")


def _has_parameters(arguments: ast.arguments) -> bool:
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return any(each is not None for each in every)


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            yield node


def _parsed(text: str | None) -> ast.Module | None:
    try:
        return None if text is None else parse_module(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
